// Monaco's workers, named here and not taken from GraphiQL's own set-up for Vite, which logs each start and can't be bundled beforehand.
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphQLWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

const KINDS = { graphql: GraphQLWorker, json: JsonWorker };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new (KINDS[label] ?? EditorWorker)(),
};
