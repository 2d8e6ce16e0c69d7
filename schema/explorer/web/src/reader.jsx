import { useEffect, useRef, useState } from 'react';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: false });
const REPOSITORY_PAGE = /^(?:\.\.\/|\.\/|docs\/)*([\w-]+\.md)(?:#.*)?$/;

/** The project's own pages, beside the schema's docs in GraphiQL. Escape closes it. */
export function Reader({ t, pages, onClose }) {
  const dialog = useRef(null);
  const [name, setName] = useState(pages[0]?.name);
  const [html, setHtml] = useState('');

  useEffect(() => {
    if (!dialog.current.open) dialog.current.showModal();
  }, []);

  useEffect(() => {
    let shown = true;
    fetch(`/explorer/docs/${name}`)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((text) => markdown.render(text.replace(/<!--[\s\S]*?-->\n*/g, '')))
      .catch(() => markdown.render(t('docs.failed')))
      .then((made) => {
        if (!shown) return;
        setHtml(made);
        dialog.current.querySelector('article').scrollTop = 0;
      });
    return () => {
      shown = false;
    };
  }, [name, t]);

  // A link to another of our pages opens it here; one into the code, which isn't served, does nothing.
  const follow = (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    const href = link.getAttribute('href');
    if (/^https?:/.test(href)) {
      link.target = '_blank';
      link.rel = 'noreferrer';
      return;
    }
    event.preventDefault();
    const page = REPOSITORY_PAGE.exec(href)?.[1];
    if (pages.some((one) => one.name === page)) setName(page);
  };

  return (
    <dialog className="reader" ref={dialog} onClose={onClose} aria-label={t('docs')}>
      <nav>
        <label>
          <span className="unseen">{t('docs.pages')}</span>
          <select value={name} onChange={(event) => setName(event.target.value)}>
            {pages.map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => dialog.current.close()}>
          {t('docs.close')}
        </button>
      </nav>
      <article tabIndex={0} lang="en" onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
    </dialog>
  );
}
