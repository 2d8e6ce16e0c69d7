// The sentences of the explorer, in both languages; the same file serves the page that stands here before the explorer is built.
import sentences from '../../words.json';

/** Gives a sentence in a language with its `{placeholders}` filled; a key that isn't there is an error, so that none is forgotten. */
export function say(locale, key, given = {}) {
  const sentence = sentences[key]?.[locale];
  if (sentence === undefined) throw new Error(`no sentence ${key} in ${locale}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(given[name] ?? ''));
}
