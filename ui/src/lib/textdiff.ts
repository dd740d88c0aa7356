export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line numbers from 1; null on the side that lacks the line. */
  before: number | null;
  after: number | null;
}

const MOST_CELLS = 4_000_000;

/** What a line-by-line comparison says: the longest common subsequence between the ends that agree. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const out: DiffLine[] = [];
  for (let i = 0; i < head; i += 1) out.push(same(a[i]!, i, i));
  middle(a, b, head, a.length - tail, b.length - tail, out);
  for (let i = tail; i > 0; i -= 1) out.push(same(a[a.length - i]!, a.length - i, b.length - i));
  return out;
}

function same(text: string, i: number, j: number): DiffLine {
  return { kind: 'same', text, before: i + 1, after: j + 1 };
}

function middle(
  a: string[],
  b: string[],
  from: number,
  aEnd: number,
  bEnd: number,
  out: DiffLine[],
) {
  const n = aEnd - from;
  const m = bEnd - from;
  const removed = (i: number): DiffLine => ({
    kind: 'removed',
    text: a[i]!,
    before: i + 1,
    after: null,
  });
  const added = (j: number): DiffLine => ({
    kind: 'added',
    text: b[j]!,
    before: null,
    after: j + 1,
  });
  if (n * m > MOST_CELLS || n === 0 || m === 0) {
    // Too much to compare line by line: the whole stretch was replaced.
    for (let i = from; i < aEnd; i += 1) out.push(removed(i));
    for (let j = from; j < bEnd; j += 1) out.push(added(j));
    return;
  }
  const width = m + 1;
  const longest = new Uint32Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let j = m - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        a[from + i] === b[from + j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    if (a[from + i] === b[from + j]) {
      out.push(same(a[from + i]!, from + i, from + j));
      i += 1;
      j += 1;
    } else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) {
      out.push(removed(from + i));
      i += 1;
    } else {
      out.push(added(from + j));
      j += 1;
    }
  }
  for (; i < n; i += 1) out.push(removed(from + i));
  for (; j < m; j += 1) out.push(added(from + j));
}

/** Only the lines that differ with `around` lines of context; null marks a stretch that was left out. */
export function hunks(lines: readonly DiffLine[], around = 3): (DiffLine | null)[] {
  const near = lines.map(() => false);
  lines.forEach((l, i) => {
    if (l.kind === 'same') return;
    for (let k = Math.max(0, i - around); k <= Math.min(lines.length - 1, i + around); k += 1)
      near[k] = true;
  });
  const out: (DiffLine | null)[] = [];
  let gap = false;
  lines.forEach((l, i) => {
    if (near[i]) {
      if (gap) out.push(null);
      gap = false;
      out.push(l);
    } else gap = true;
  });
  if (gap && out.length > 0) out.push(null);
  return out;
}
