// The causes of failures as the strip above the list shows them, and the filter words that choose one.
import type { FailureGroup } from '../api/types';
import { filterWord, filterWords } from './filter';

export interface Cause {
  rule: string | null; // null: no rule explains these
  title: string | null;
  place: string; // the bucket, or the host where there is none
  hosts: string[];
  count: number;
  last: string;
  overTime: number[];
  words: string[]; // the filter that shows exactly these
}

export const failedWord = 'is:failed';
const unexplained = '-rule:*';
const placeKeys = /^(?:bucket|host):/;

// The API counts by rule and variant, bucket and host; here rule and bucket matter. Groups that say
// different things go under what the rule says in general.
export function causesOf(groups: readonly FailureGroup[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const group of groups) {
    const key = JSON.stringify([group.rule, group.bucket ?? [group.host]]);
    const cause = causes.get(key) ?? newCause(group);
    if (cause.title !== group.title) cause.title = group.ruleTitle;
    cause.count += group.count;
    cause.overTime = cause.overTime.map((count, i) => count + (group.overTime[i] ?? 0));
    if (group.host !== null && !cause.hosts.includes(group.host)) cause.hosts.push(group.host);
    if (group.last !== null && group.last > cause.last) cause.last = group.last;
    causes.set(key, cause);
  }
  return [...causes.values()].sort((a, b) => b.count - a.count);
}

function newCause({ rule, title, bucket, host, overTime }: FailureGroup): Cause {
  const where =
    bucket !== null ? [filterWord('bucket', bucket)] : host !== null ? [filterWord('host', host)] : [];
  return {
    rule,
    title,
    place: bucket ?? host ?? '',
    hosts: [],
    count: 0,
    last: '',
    overTime: overTime.map(() => 0),
    words: [failedWord, rule === null ? unexplained : filterWord('rule', rule), ...where],
  };
}

const isCauseWord = (word: string): boolean => word.startsWith('rule:') || word === unexplained;

export function hasCause(filter: string, { words }: Cause): boolean {
  const there = filterWords(filter);
  return words.every((word) => there.includes(word));
}

// The filter without what a chosen cause has put into it. A bucket that the reader asked for without
// a cause stays: then only its causes matter.
export function withoutCause(filter: string): string[] {
  const words = filterWords(filter);
  if (!words.some(isCauseWord)) return words;
  return words.filter(
    (word) => !isCauseWord(word) && !placeKeys.test(word) && word !== failedWord,
  );
}
