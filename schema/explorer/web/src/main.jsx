import { createRoot } from 'react-dom/client';
import './workers.js';
import 'graphiql/style.css';
import './style.css';
import { Explorer } from './explorer.jsx';
import { kept } from './kept.js';

const LOCALES = ['id', 'en'];

// The editors give up what they were computing when they are closed, and tell so by a rejection named `Canceled` that nobody awaits
// (a page left in the middle of loading): that is no error, and whoever reads the console for errors isn't to find it there.
window.addEventListener('unhandledrejection', (event) => {
  if (event.reason?.name === 'Canceled') event.preventDefault();
});

async function open() {
  const start = await (await fetch('/explorer/start')).json();
  const chosen = kept.locale();
  const locale = LOCALES.includes(chosen) ? chosen : start.locale;
  document.documentElement.lang = locale;
  createRoot(document.getElementById('explorer')).render(<Explorer start={start} first={locale} />);
}

open();
