// What the reader chose for this browser. Storage may be forbidden; then choices last for the page.
import type { Language } from '../api/types';
import { parseChoice, type ColumnChoice } from './columns';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  lang: Language;
  theme: Theme;
  split: number; // share of the list, 0..1
  columns: ColumnChoice;
}

const prefix = 'osslens.';
export const defaultSplit = 0.46;

function read(storage: Storage | null, name: string): string | null {
  try {
    return storage?.getItem(prefix + name) ?? null;
  } catch {
    return null;
  }
}

export function browserLanguage(languages: readonly string[]): Language {
  const first = languages.find((tag) => /^(zh|en)\b/i.test(tag));
  return first !== undefined && /^zh/i.test(first) ? 'zh' : 'en';
}

export function clampSplit(split: number): number {
  return Number.isFinite(split) ? Math.min(0.85, Math.max(0.15, split)) : defaultSplit;
}

export function readPreferences(
  storage: Storage | null,
  languages: readonly string[],
): Preferences {
  const lang = read(storage, 'lang');
  const theme = read(storage, 'theme');
  const split = read(storage, 'split');
  return {
    lang: lang === 'en' || lang === 'zh' ? lang : browserLanguage(languages),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    split: split === null ? defaultSplit : clampSplit(Number(split)),
    columns: parseChoice(read(storage, 'columns')),
  };
}

export function savePreference(
  storage: Storage | null,
  name: keyof Preferences,
  value: string,
): void {
  try {
    storage?.setItem(prefix + name, value);
  } catch {
    // Full or forbidden: the choice holds until the page is closed.
  }
}
