import { useCallback, useEffect, useMemo, useState } from 'react';
import { GraphiQL, GraphiQLInterface } from 'graphiql';
import { GraphiQLProvider } from '@graphiql/react';
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history';
import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { asker, becomePersona, fetcher } from './asking.js';
import { Bar } from './bar.jsx';
import { kept } from './kept.js';
import { Reader } from './reader.jsx';
import { TokenForm } from './token.jsx';
import { say } from './words.js';

const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN];

/** The whole page. GraphiQL is shown as soon as somebody is signed in, since without a token the API tells nothing. */
export function Explorer({ start, first }) {
  const [locale, setLocale] = useState(first);
  const [persona, setPersona] = useState(null);
  const [signedIn, setSignedIn] = useState(false);
  const [status, setStatus] = useState({ kind: 'opening' });
  const [reading, setReading] = useState(false);
  const demo = start.personas.length > 0;
  const t = useMemo(() => (key, given) => say(locale, key, given), [locale]);
  asker.locale = locale;
  asker.onAnswer = setStatus;

  const become = useCallback(async (who) => {
    try {
      await becomePersona(who);
      kept.keepPersona(who);
      setPersona(who);
      setStatus({ kind: 'status.now', who, persona: who });
      setSignedIn(true);
    } catch (error) {
      setStatus({ kind: 'status.error', code: 'UNAUTHENTICATED', message: error.message });
    }
  }, []);

  const useToken = useCallback((token) => {
    asker.token = token;
    asker.persona = null;
    kept.keepToken(token);
    setSignedIn(Boolean(token));
    setStatus(null);
  }, []);

  useEffect(() => {
    if (demo) {
      const remembered = kept.persona();
      become(start.personas.includes(remembered) ? remembered : start.personas[0]);
    } else {
      useToken(kept.token());
    }
  }, [demo, start, become, useToken]);

  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = `Kinerja · ${t('title')}`;
    kept.keepLocale(locale);
  }, [locale, t]);

  // GraphiQL opens one more tab for what it is told to begin with, unless that is what a kept one holds, character by character.
  const left = kept.tab();
  const shared = { t, start, locale, setLocale, persona, become, status, setStatus, openDocs: () => setReading(true), signedIn };
  return (
    <>
      <a className="skip" href="#editor">
        {t('skip')}
      </a>
      {signedIn ? (
        <GraphiQLProvider
          fetcher={fetcher}
          plugins={PLUGINS}
          referencePlugin={DOC_EXPLORER_PLUGIN}
          defaultQuery={start.operations[0].query}
          initialQuery={left ? (left.query ?? '') : undefined}
          initialVariables={left ? (left.variables ?? '') : '{}'}
          shouldPersistHeaders={false}
        >
          <HistoryStore>
            <DocExplorerStore>
              <Bar {...shared} changeToken={demo ? null : () => useToken(null)} />
              <main id="editor" tabIndex={-1}>
                <GraphiQLInterface showPersistHeadersSettings={false} defaultEditorToolsVisibility="variables">
                  <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
                </GraphiQLInterface>
              </main>
            </DocExplorerStore>
          </HistoryStore>
        </GraphiQLProvider>
      ) : (
        <>
          <Bar {...shared} />
          <main id="editor" tabIndex={-1} className="door">
            {demo ? <p>{t('opening')}</p> : <TokenForm t={t} onToken={useToken} />}
          </main>
        </>
      )}
      {reading && <Reader t={t} pages={start.docs} onClose={() => setReading(false)} />}
    </>
  );
}
