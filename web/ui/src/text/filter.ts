// Reads and writes words of the filter language; what they mean is the server's business.
// A word is `KEY:VALUE` or a bare value, with `-` before it for the opposite. A value in quotes
// may hold blanks, and `\"` and `\\` in it stand for a quote and a backslash.

export type FilterKey =
  | 'at'
  | 'bucket'
  | 'code'
  | 'confidence'
  | 'dur'
  | 'ec'
  | 'host'
  | 'id'
  | 'is'
  | 'key'
  | 'kind'
  | 'method'
  | 'note'
  | 'object'
  | 'op'
  | 'region'
  | 'request'
  | 'rule'
  | 'size'
  | 'since'
  | 'status';

// The words as written. An unclosed quote reaches to the end, as one still being typed does.
export function filterWords(filter: string): string[] {
  return filter.match(/-?(?:[A-Za-z-]+:)?(?:"(?:\\["\\]|[^"])*"?|[^\s"]\S*)|\S+/g) ?? [];
}

// Quotes also take the meaning from `*` and from a comparison sign.
export function filterWord(key: FilterKey, value: string): string {
  if (value !== '' && !/[\s"\\*]|^[<>=]/.test(value)) return `${key}:${value}`;
  return `${key}:"${value.replace(/["\\]/g, '\\$&')}"`;
}

export function hasWord(filter: string, word: string): boolean {
  return filterWords(filter).includes(word);
}

// Adds the word, or its negation; the opposite word goes, since both together match nothing.
export function addWord(filter: string, word: string, negate = false): string {
  const added = negate ? `-${word}` : word;
  const opposite = negate ? word : `-${word}`;
  const kept = filterWords(filter).filter((other) => other !== opposite && other !== added);
  return [...kept, added].join(' ');
}
