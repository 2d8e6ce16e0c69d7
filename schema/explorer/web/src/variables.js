// Ready operations: their variables are filled from what the person can see now, so that each runs without an edit.
import { ask } from './asking.js';

/** Gives an operation's variables with each text `=path.to.value` replaced by what its preparing query answered; null where nothing was. */
export async function variablesOf(operation) {
  if (!operation.prepare) return operation.variables;
  const answer = await ask({ query: operation.prepare });
  return fill(operation.variables, answer.data ?? {});
}

export function fill(value, data) {
  if (Array.isArray(value)) return value.map((one) => fill(one, data));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, data)]));
  if (typeof value === 'string' && value.startsWith('=')) {
    return value
      .slice(1)
      .split('.')
      .reduce((held, step) => held?.[step], data) ?? null;
  }
  return value;
}

/** Tells whether something that had to be found was not there. */
export function lacking(value) {
  if (value === null) return true;
  return typeof value === 'object' ? Object.values(value).some(lacking) : false;
}
