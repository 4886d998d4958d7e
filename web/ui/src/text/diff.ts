// Where two short texts differ, character by character.
export interface DiffSegment {
  text: string;
  differs: boolean; // only this side has it
}

export interface Diff {
  left: DiffSegment[];
  right: DiffSegment[];
}

// The table of the middle parts has a cell for each pair of characters; above this they are called
// different as a whole.
const maxCells = 250_000;

function segment(text: string, differs: boolean): DiffSegment[] {
  return text === '' ? [] : [{ text, differs }];
}

export function diffText(left: string, right: string): Diff {
  // By code points, so that no character is cut in two.
  const a = [...left];
  const b = [...right];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end += 1;
  }
  const before = segment(a.slice(0, start).join(''), false);
  const after = segment(a.slice(a.length - end).join(''), false);
  const middle = diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return {
    left: [...before, ...middle.left, ...after],
    right: [...before, ...middle.right, ...after],
  };
}

function diffMiddle(a: string[], b: string[]): Diff {
  if (a.length * b.length > maxCells) {
    return { left: segment(a.join(''), true), right: segment(b.join(''), true) };
  }
  const common = longestCommon(a, b);
  const left: DiffSegment[] = [];
  const right: DiffSegment[] = [];
  let i = 0;
  let j = 0;
  for (const [atA, atB] of [...common, [a.length, b.length] as const]) {
    add(left, a.slice(i, atA).join(''), true);
    add(right, b.slice(j, atB).join(''), true);
    if (atA < a.length) {
      add(left, a[atA] ?? '', false);
      add(right, b[atB] ?? '', false);
    }
    i = atA + 1;
    j = atB + 1;
  }
  return { left, right };
}

function add(segments: DiffSegment[], text: string, differs: boolean): void {
  if (text === '') return;
  const last = segments[segments.length - 1];
  if (last !== undefined && last.differs === differs) last.text += text;
  else segments.push({ text, differs });
}

// A line of one text beside the one that stands there in the other; null where it has none.
export interface LinePair {
  left: string | null;
  right: string | null;
}

// The lines in which two texts differ, in their order.
export function diffLines(a: string[], b: string[]): LinePair[] {
  const isHuge = a.length * b.length > maxCells;
  const common = isHuge ? sameLines(a, b) : longestCommon(a, b);
  const pairs: LinePair[] = [];
  let i = 0;
  let j = 0;
  for (const [atA, atB] of [...common, [a.length, b.length] as const]) {
    for (; i < atA || j < atB; i += 1, j += 1) {
      pairs.push({
        left: i < atA ? (a[i] ?? '') : null,
        right: j < atB ? (b[j] ?? '') : null,
      });
    }
    i = atA + 1;
    j = atB + 1;
  }
  return pairs;
}

// For texts that are too long to be aligned: a line is compared with the one of the same number.
function sameLines(a: string[], b: string[]): [number, number][] {
  return a.flatMap((line, i): [number, number][] => (line === b[i] ? [[i, i]] : []));
}

// Places of a longest common subsequence in both.
function longestCommon(a: string[], b: string[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const places: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      places.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return places;
}
