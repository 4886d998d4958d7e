import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { messages, translator, type MessageKey } from '../src/i18n';

const source = join(__dirname, '..', 'src');
const keys = Object.keys(messages.en) as MessageKey[];
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

// Words that are the same in every language.
const names = /^(osslens|\?|&|…|:|·|–|\s|[^\p{L}])*$/u;

describe('texts', () => {
  it('are complete in both languages, with the same placeholders', () => {
    expect(Object.keys(messages.zh).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      expect(messages.zh[key], key).not.toBe('');
      expect(placeholders(messages.zh[key]), key).toEqual(placeholders(messages.en[key]));
    }
  });

  it('are really translated', () => {
    const same = keys.filter((key) => messages.en[key] === messages.zh[key]);
    expect(
      same.every((key) => !/[a-z]{3,} [a-z]{2,}/i.test(messages.en[key].replace(/\S+:\S+/g, ''))),
    ).toBe(true);
  });

  it('take values as they are: a placeholder in a value stays', () => {
    expect(translator('en')('list.new', { count: '{count} $& $1' })).toBe('{count} $& $1 new');
  });

  it('are all used', () => {
    const code = sourceFiles()
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const unused = keys.filter((key) => !code.includes(`'${key}'`) && !isBuilt(key, code));
    expect(unused).toEqual([]);
  });

  it('leave no words in components', () => {
    const found = sourceFiles()
      .filter((file) => file.endsWith('.tsx'))
      .flatMap(wordsIn);
    expect(found).toEqual([]);
  });
});

function sourceFiles(): string[] {
  return ['components', 'state', 'text'].flatMap((folder) =>
    readdirSync(join(source, folder)).map((name) => join(source, folder, name)),
  );
}

// Keys such as `outcome.${word}`, or of a group that goes through wordText.
function isBuilt(key: string, code: string): boolean {
  const parts = key.split('.');
  return parts.some((_, i) => {
    const group = parts.slice(0, i).join('.');
    return group !== '' && (code.includes(`\`${group}.\${`) || code.includes(`(t, '${group}',`));
  });
}

// Text between tags, and in the attributes that are read out or shown.
function wordsIn(file: string): string[] {
  const tree = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && !names.test(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer)
    ) {
      const name = node.name.getText();
      if (/^(title|placeholder|aria-label|alt)$/.test(name)) found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
