import { createRoot } from 'react-dom/client';
import './workers.js';
import 'graphiql/style.css';
import './style.css';
import { Explorer } from './explorer.jsx';
import { kept } from './kept.js';

const LOCALES = ['id', 'en'];

async function open() {
  const start = await (await fetch('/explorer/start')).json();
  const chosen = kept.locale();
  const locale = LOCALES.includes(chosen) ? chosen : start.locale;
  document.documentElement.lang = locale;
  createRoot(document.getElementById('explorer')).render(<Explorer start={start} first={locale} />);
}

open();
