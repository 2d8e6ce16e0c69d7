import { Ready } from './ready.jsx';

/** What stands above GraphiQL: who one is, ready operations, language, docs, and one line that says what happened. */
export function Bar({ t, start, locale, setLocale, persona, become, status, setStatus, openDocs, signedIn, changeToken }) {
  return (
    <header className="bar">
      <div className="name">
        <strong>Kinerja</strong>
        <span>{t('tagline')}</span>
      </div>
      <div className="choices">
        {start.personas.length > 0 && (
          <label className="who">
            <span>{t('as')}</span>
            <select id="persona" value={persona ?? ''} onChange={(event) => become(event.target.value)}>
              {start.personas.map((who) => (
                <option key={who} value={who}>
                  {who}
                </option>
              ))}
            </select>
          </label>
        )}
        {signedIn && <Ready {...{ t, start, locale, persona, become, setStatus }} />}
      </div>
      <div className="aside">
        {changeToken && (
          <button type="button" onClick={changeToken}>
            {t('token.change')}
          </button>
        )}
        <button type="button" id="docs" onClick={openDocs}>
          {t('docs')}
        </button>
        <label className="language">
          <span className="unseen">{t('language')}</span>
          <select id="language" value={locale} onChange={(event) => setLocale(event.target.value)}>
            <option value="id">Indonesia</option>
            <option value="en">English</option>
          </select>
        </label>
      </div>
      <p className={`status ${kindOf(status)}`} role="status" id="status">
        {sentence(t, status, locale)}
      </p>
    </header>
  );
}

function kindOf(status) {
  return status ? status.kind.replace('status.', '') : 'none';
}

function sentence(t, status, locale) {
  if (!status) return '';
  const title = status.operation?.title[locale];
  return t(status.kind, { ...status, title, what: status.persona && t(`persona.${status.persona}`) });
}
