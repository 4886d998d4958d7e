// Which refusals a RAM policy can mend, and what to show of a policy.
import type { PolicyReport } from '../api/types';

// The same rules as in analyzers/ram_policy.cc.
const denials: ReadonlySet<string> = new Set([
  'access-denied-authorizer-policy',
  'access-denied-generic',
  'access-denied-list-buckets',
  'access-denied-object-no-right',
  'access-denied-read-object',
  'access-denied-read-object-acl',
  'access-denied-write-object',
  'access-denied-write-object-acl',
  'missing-permission',
]);

export function isDenial(rule: string): boolean {
  return denials.has(rule);
}

// What the reader must know of a policy, as keys of texts, the most important first.
export function policyNotes(report: PolicyReport) {
  const notes = [
    [report.explicitlyDenied > 0, 'policy.explicitlyDenied'],
    [report.unknownBucket, 'policy.unknownBucket'],
    [report.withoutAction.length > 0, 'policy.withoutAction'],
    [report.usesKms, 'policy.usesKms'],
    [report.widened, 'policy.widened'],
    [report.tooLong, 'policy.tooLong'],
    [!report.complete, 'policy.incomplete'],
  ] as const;
  return notes.filter(([holds]) => holds).map(([, key]) => key);
}
