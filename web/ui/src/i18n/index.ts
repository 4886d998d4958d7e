import type { Language } from '../api/types';
import { useAppState } from '../state/app';
import { en } from './en';
import { zh } from './zh';

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

export const messages: Readonly<Record<Language, Messages>> = { en, zh };
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const translators: Record<Language, Translate> = {
  en: (key, values) => fill(en[key], values),
  zh: (key, values) => fill(zh[key], values),
};

function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    name in values ? String(values[name]) : placeholder,
  );
}

export function translator(lang: Language): Translate {
  return translators[lang];
}

export function useText(): Translate {
  return translator(useAppState((state) => state.lang));
}

// A word of the API in the reader's language. One that this page does not know is shown as it is.
export function wordText(t: Translate, group: string, word: string): string {
  const key = `${group}.${word}`;
  return key in en ? t(key as MessageKey) : word;
}
