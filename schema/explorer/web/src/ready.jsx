import { useCallback, useEffect, useRef, useState } from 'react';
import { TabFocus } from 'monaco-editor/esm/vs/editor/browser/config/tabFocus.js';
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { lacking, variablesOf } from './variables.js';

const GROUPS = ['people', 'frontend', 'audit'];
const SETTLING = 200; // milliseconds; whoever types in the list passes by others on the way to the one that is meant
const NARROW = matchMedia('(max-width: 40rem)'); // as in style.css: there the answer stands below what is on the screen

/** The ready operations and the button that runs what stands in the editor. Stands inside GraphiQL's provider. */
export function Ready({ t, start, locale, persona, become, setStatus }) {
  const editors = useGraphiQL(pick('queryEditor', 'variableEditor', 'headerEditor', 'responseEditor', 'isFetching'));
  const { run } = useGraphiQLActions();
  const [chosen, setChosen] = useState('');
  const { queryEditor, variableEditor } = editors;

  // Tab leaves an editor instead of writing into it: who has no mouse would not come out again. Long lines are broken on a phone.
  useEffect(() => {
    const wordWrap = NARROW.matches ? 'on' : 'off';
    for (const editor of [editors.queryEditor, editors.variableEditor, editors.headerEditor]) editor?.updateOptions({ wordWrap });
    // The option of this name reaches no editor (Monaco 0.52); the switch behind the command "toggle tab key moves focus" reaches all.
    TabFocus.setTabFocusMode(true);
  }, [editors.queryEditor, editors.variableEditor, editors.headerEditor, editors.responseEditor]);

  const turn = useRef(0);
  const loading = useRef(Promise.resolve());

  const runNow = useCallback(async () => {
    setStatus({ kind: 'status.running' });
    await loading.current;
    run();
    if (NARROW.matches) document.querySelector('.graphiql-response')?.scrollIntoView({ block: 'start' });
  }, [run, setStatus]);

  useEffect(() => {
    const pressed = (event) => {
      // Inside an editor GraphiQL's own shortcut runs it.
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.target.closest?.('.monaco-editor')) return;
      event.preventDefault();
      runNow();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [runNow]);

  function load(name) {
    setChosen(name);
    turn.current += 1;
    loading.current = settle(name, turn.current);
  }

  async function settle(name, mine) {
    const passed = () => mine !== turn.current;
    const operation = start.operations.find((one) => one.name === name);
    if (!operation || !queryEditor || !variableEditor) return;
    await new Promise((done) => setTimeout(done, SETTLING));
    if (passed()) return;
    if (persona && !operation.personas.includes(persona)) await become(operation.personas[0]);
    if (passed()) return;
    const variables = await variablesOf(operation);
    if (passed()) return;
    queryEditor.setValue(operation.query);
    variableEditor.setValue(JSON.stringify(variables, null, 2));
    const empty = operation.prepare && lacking(variables);
    setStatus({ kind: empty ? 'status.nothing' : 'status.loaded', operation });
  }

  return (
    <>
      <label className="ready">
        <span>{t('ready')}</span>
        <select id="ready" value={chosen} onChange={(event) => load(event.target.value)} disabled={!queryEditor || !variableEditor}>
          <option value="">{t('ready.choose')}</option>
          {GROUPS.map((group) => (
            <optgroup key={group} label={t(`group.${group}`)}>
              {start.operations
                .filter((one) => one.group === group)
                .map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.title[locale]}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <button type="button" id="run" className="primary" onClick={runNow} disabled={!queryEditor || editors.isFetching}>
        {t('run')}
      </button>
    </>
  );
}
