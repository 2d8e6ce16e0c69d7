// Asks the API: as whom, in which language, and what is done when a demo's token has run out.

import { Kind, parse } from 'graphql';

/** Who asks. One object for the life of the page, so that GraphiQL keeps its fetcher and its schema when the person changes. */
export const asker = { persona: null, token: null, locale: 'id', onAnswer: () => {} };

/** Gets a token of the demo for a persona. Throws with the server's sentence if there is none. */
export async function becomePersona(persona) {
  const answer = await fetch('/explorer/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': asker.locale },
    body: JSON.stringify({ persona }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.errors[0].message);
  asker.persona = persona;
  asker.token = told.token;
}

/** Sends one operation and gives its answer as JSON. */
export async function ask(parameters, headers = {}) {
  let answer = await send(parameters, headers);
  if (asker.persona && answer.errors?.[0]?.extensions?.code === 'TOKEN_EXPIRED') {
    await becomePersona(asker.persona);
    answer = await send(parameters, headers);
  }
  return answer;
}

async function send(parameters, headers) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      Accept: 'application/graphql-response+json, application/json',
      'Content-Type': 'application/json',
      'Accept-Language': asker.locale,
      Authorization: `Bearer ${asker.token}`,
      ...headers,
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

/** GraphiQL's fetcher: as `ask`, and tells the page what came of it. */
export async function fetcher(parameters, options) {
  const begun = performance.now();
  const introspection = parameters.operationName === 'IntrospectionQuery';
  try {
    const answer = await ask(named(parameters), options?.headers);
    if (!introspection) asker.onAnswer(outcome(answer, Math.round(performance.now() - begun)));
    return answer;
  } catch (error) {
    asker.onAnswer({ kind: 'status.unreachable' });
    throw error;
  }
}

// GraphiQL reads an operation's name a moment after the text: who runs at once would send the new text with the old name.
function named(parameters) {
  try {
    const operations = parse(parameters.query).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const names = operations.map((one) => one.name?.value);
    return names.includes(parameters.operationName) ? parameters : { ...parameters, operationName: names.length === 1 ? names[0] : undefined };
  } catch {
    return parameters; // no document: the server says what is wrong with it
  }
}

/** Says in which of our sentences an answer is told: an error, a refusal (of a mutation's payload), or that it is done. */
export function outcome(answer, milliseconds) {
  const error = answer.errors?.[0];
  if (error) return { kind: 'status.error', code: error.extensions?.code ?? '', message: error.message };
  const refusal = Object.values(answer.data ?? {}).find((one) => one?.refusal)?.refusal;
  if (refusal) return { kind: 'status.refused', code: refusal.code ?? '', message: refusal.message ?? '' };
  return { kind: 'status.done', milliseconds };
}
