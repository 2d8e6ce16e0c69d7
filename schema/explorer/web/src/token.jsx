/** Asks for a token where there is no demo. */
export function TokenForm({ t, onToken }) {
  const use = (event) => {
    event.preventDefault();
    const token = new FormData(event.target).get('token').trim().replace(/^Bearer\s+/i, '');
    if (token) onToken(token);
  };
  return (
    <form className="token" onSubmit={use}>
      <label htmlFor="token">{t('token')}</label>
      <p id="token-why">{t('token.why')}</p>
      <textarea id="token" name="token" rows={4} required spellCheck={false} autoComplete="off" aria-describedby="token-why" />
      <button type="submit" className="primary">
        {t('token.use')}
      </button>
    </form>
  );
}
