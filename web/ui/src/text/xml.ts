// Lays XML out for reading, without parsing it into a tree: entities stay as written, nothing is
// resolved, and malformed or cut-off documents are laid out as far as they go.
import type { Line, Token } from './body';

// Deeper nesting is shown at this depth; a hostile document must not push text out of sight.
const maxIndent = 24;

type Part =
  | { kind: 'open' | 'close' | 'empty'; name: string; text: string }
  | { kind: 'text' | 'other'; name: null; text: string };

const partPattern =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<[?!][^>]*(?:>|$)|<\/?[^\s<>/]+[^<>]*>|[^<]+|</g;

function toPart(text: string): Part {
  if (/^<[?!]/.test(text)) {
    return { kind: text.startsWith('<![CDATA[') ? 'text' : 'other', name: null, text };
  }
  const tag = /^<(\/?)([^\s<>/]+)[\s\S]*?(\/?)>$/.exec(text);
  if (tag === null) return { kind: 'text', name: null, text };
  const name = (tag[2] ?? '').replace(/^.*:/, '');
  if (tag[1] === '/') return { kind: 'close', name, text };
  return { kind: tag[3] === '/' ? 'empty' : 'open', name, text };
}

function tagTokens(text: string): Token[] {
  const tag = /^(<\/?)([^\s<>/]+)([\s\S]*?)(\/?>)$/.exec(text);
  if (tag === null) return [{ kind: 'comment', text }];
  const tokens: Token[] = [
    { kind: 'punctuation', text: tag[1] ?? '' },
    { kind: 'name', text: tag[2] ?? '' },
  ];
  if (tag[3]) tokens.push({ kind: 'string', text: tag[3] });
  tokens.push({ kind: 'punctuation', text: tag[4] ?? '' });
  return tokens;
}

export function formatXml(source: string): Line[] | null {
  const parts = (source.match(partPattern) ?? [])
    .map(toPart)
    .filter((part) => part.kind !== 'text' || part.text.trim() !== '');
  if (!parts.some((part) => part.kind === 'open' || part.kind === 'empty')) return null;
  const lines: Line[] = [];
  let depth = 0;
  const add = (tokens: Token[], name: string | null): void => {
    lines.push({ indent: Math.min(depth, maxIndent), tokens, name });
  };
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i];
    if (part === undefined) break;
    if (part.kind === 'text') {
      add([{ kind: 'plain', text: part.text }], null);
    } else if (part.kind === 'other') {
      add([{ kind: 'comment', text: part.text }], null);
    } else if (part.kind === 'close') {
      depth = Math.max(0, depth - 1);
      add(tagTokens(part.text), null);
    } else {
      const skipped = part.kind === 'open' ? leafLength(parts, i) : 0;
      const leaf = parts.slice(i, i + 1 + skipped);
      add(
        leaf.flatMap((item): Token[] =>
          item.kind === 'text' ? [{ kind: 'plain', text: item.text }] : tagTokens(item.text),
        ),
        part.name,
      );
      i += skipped;
      if (part.kind === 'open' && skipped === 0) depth += 1;
    }
  }
  return lines;
}

// How many parts after an opening tag belong on its line: `<a>text</a>` and `<a></a>` stay whole.
function leafLength(parts: Part[], open: number): number {
  const next = parts[open + 1];
  if (next?.kind === 'close') return 1;
  return next?.kind === 'text' && parts[open + 2]?.kind === 'close' ? 2 : 0;
}
