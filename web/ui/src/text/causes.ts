// The causes of failures as the strip above the list shows them, and the filter words that choose one.
import type { FailureGroup, Side } from '../api/types';
import { filterWord, filterWords } from './filter';

export interface Cause {
  rule: string | null; // null: no rule explains these
  title: string | null;
  place: string; // the bucket, or the host where there is none
  hosts: string[];
  operations: string[];
  sides: Side[]; // where the fault lies, that of most failures first
  clients: number; // who met it, as many as are known to be different
  clientNames: string[];
  count: number;
  last: string;
  overTime: number[];
  words: string[]; // the filter that shows exactly these
}

export const failedWord = 'is:failed';
const unexplained = '-rule:*';
const placeKeys = /^(?:bucket|host):/;

// The API counts by rule and variant, operation, and bucket or host; here rule and bucket matter.
// Groups that say different things go under what the rule says in general.
export function causesOf(groups: readonly FailureGroup[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const group of groups) {
    const key = JSON.stringify([group.rule, group.bucket ?? [group.host]]);
    const cause = causes.get(key) ?? newCause(group);
    if (cause.title !== group.title) cause.title = group.ruleTitle;
    cause.count += group.count;
    cause.overTime = cause.overTime.map((count, i) => count + (group.overTime[i] ?? 0));
    addNew(cause.hosts, group.hosts);
    addNew(cause.operations, group.operation === null ? [] : [group.operation]);
    addNew(cause.sides, group.side === null ? [] : [group.side]);
    addNew(cause.clientNames, group.clientNames);
    // The same client may stand in several groups, so only those with names can be added up.
    cause.clients = Math.max(cause.clients, group.clients, cause.clientNames.length);
    if (group.last !== null && group.last > cause.last) cause.last = group.last;
    causes.set(key, cause);
  }
  return [...causes.values()].sort((a, b) => b.count - a.count);
}

function addNew<T>(there: T[], more: readonly T[]): void {
  for (const item of more) if (!there.includes(item)) there.push(item);
}

function newCause({ rule, title, bucket, host, overTime }: FailureGroup): Cause {
  const where =
    bucket !== null ? [filterWord('bucket', bucket)] : host !== null ? [filterWord('host', host)] : [];
  return {
    rule,
    title,
    place: bucket ?? host ?? '',
    hosts: [],
    operations: [],
    sides: [],
    clients: 0,
    clientNames: [],
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
