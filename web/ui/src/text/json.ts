// Lays JSON out for reading from its tokens. It is not parsed into values, so that long numbers,
// repeated keys and escapes stay as written and a cut-off document still shows.
import type { Line, Token } from './body';

const maxIndent = 24;
const tokenPattern =
  /\s*(?:([{}[\],:])|("(?:[^"\\]|\\[\s\S])*"?)|(-?[0-9][0-9.eE+-]*|true|false|null)|(\S))/gy;

type JsonToken = { kind: 'mark' | 'string' | 'literal'; text: string };

// Null when there is something that is not a token of JSON.
function tokenize(source: string): JsonToken[] | null {
  const tokens: JsonToken[] = [];
  const end = source.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const match = tokenPattern.exec(source);
    if (match === null || match[4] !== undefined) return null;
    if (match[1] !== undefined) tokens.push({ kind: 'mark', text: match[1] });
    else if (match[2] !== undefined) tokens.push({ kind: 'string', text: match[2] });
    else tokens.push({ kind: 'literal', text: match[3] ?? '' });
  }
  return tokens;
}

export function formatJson(source: string): Line[] | null {
  const tokens = tokenize(source);
  if (tokens === null || tokens.length === 0) return null;
  const lines: Line[] = [];
  let depth = 0;
  let line: Line | null = null;
  const put = (token: Token): void => {
    if (line === null) {
      line = { indent: Math.min(depth, maxIndent), tokens: [], name: null };
      lines.push(line);
    }
    line.tokens.push(token);
  };
  tokens.forEach(({ kind, text }, i) => {
    const next = tokens[i + 1]?.text;
    if (text === '{' || text === '[') {
      put({ kind: 'punctuation', text });
      if (next === '}' || next === ']') return;
      depth += 1;
      line = null;
    } else if (text === '}' || text === ']') {
      const before = tokens[i - 1]?.text;
      if (before !== '{' && before !== '[') {
        depth = Math.max(0, depth - 1);
        line = null;
      }
      put({ kind: 'punctuation', text });
    } else if (text === ',') {
      put({ kind: 'punctuation', text });
      line = null;
    } else if (text === ':') {
      put({ kind: 'punctuation', text: ': ' });
    } else if (kind === 'string' && next === ':') {
      put({ kind: 'name', text });
      const opened = lines[lines.length - 1];
      if (opened !== undefined) opened.name = text.replace(/^"|"$/g, '');
    } else {
      put({ kind: kind === 'string' ? 'string' : 'literal', text });
    }
  });
  return lines;
}
