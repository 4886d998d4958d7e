// Which lines of a text another text lacks. A line that occurs more often than there counts as
// lacking from the second time on; order does not matter, since signed texts are sorted.
export function linesOnlyIn(lines: string[], others: string[]): Set<number> {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  const only = new Set<number>();
  lines.forEach((line, i) => {
    const count = left.get(line) ?? 0;
    if (count === 0) only.add(i);
    else left.set(line, count - 1);
  });
  return only;
}
