/** The known word that a mistyped one probably meant, or undefined where none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const found = closest(word, known);
  if (found === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.max(word.length, found.length) / 3));
  return distance(word, found) <= allowed ? found : undefined;
}

/** The known word with the least distance, however far; undefined where nothing is known. */
export function closest(word: string, known: Iterable<string>): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const found = distance(word, candidate);
    if (!best || found < best.distance) best = { word: candidate, distance: found };
  }
  return best?.word;
}

/** Case does not count, and a unit that was left out at the end (`memory` for `memory_mb`) counts once. */
function distance(word: string, candidate: string): number {
  const [lower, other] = [word.toLowerCase(), candidate.toLowerCase()];
  const stem = other.replace(/_[a-z]+$/, "");
  const withoutUnit = stem === other ? Infinity : 1 + editDistance(lower, stem);
  return Math.min(editDistance(lower, other), withoutUnit);
}

/** `; did you mean X?`, or nothing where no known word is near. */
export function suggestion(word: string, known: Iterable<string>): string {
  const found = nearest(word, known);
  return found === undefined ? "" : `; did you mean ${found}?`;
}

/** Least number of letters to insert, remove, replace or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(before, j - 2) + 1 : Infinity;
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replace, swap));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
