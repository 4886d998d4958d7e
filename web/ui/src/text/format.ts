// Numbers, sizes and times in the reader's language.
import type { Language } from '../api/types';

const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

export function formatCount(value: number, lang: Language): string {
  return new Intl.NumberFormat(locales[lang]).format(value);
}

// Powers of 1024, as the command line's size options.
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return '–';
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ${units[unit] ?? ''}`;
}

export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9_950 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function parsed(instant: string): Date | null {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? null : date;
}

export interface TimeParts {
  day: string; // '' today
  time: string; // to the second
  fraction: string; // milliseconds with their point
}

// Local time in parts, so that a narrow column can leave some out.
export function timeParts(instant: string, lang: Language, now = new Date()): TimeParts {
  const date = parsed(instant);
  if (date === null) return { day: '', time: '–', fraction: '' };
  const time = new Intl.DateTimeFormat(locales[lang], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locales[lang], { month: '2-digit', day: '2-digit' });
  return {
    day: date.toDateString() === now.toDateString() ? '' : day.format(date),
    time: time.format(date),
    fraction: `.${date.getMilliseconds().toString().padStart(3, '0')}`,
  };
}

export function formatTime(instant: string, lang: Language, now = new Date()): string {
  const { day, time, fraction } = timeParts(instant, lang, now);
  return day === '' ? time + fraction : `${day} ${time}`;
}

export function formatUtc(instant: string): string {
  // Kept as sent: RFC 3339 with microseconds says more than a Date can hold.
  return parsed(instant) === null ? '–' : instant.replace('T', ' ').replace(/Z$/, ' UTC');
}
