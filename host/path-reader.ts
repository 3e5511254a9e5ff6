import { inspectPaths, type Inspection } from "./inspection";
import type { Shell } from "./ssh";

/** Knows which files and folders of the node are of interest. */
export interface PathReader {
  /** All paths that were ever asked for, which an inspection reads along. */
  readonly known: ReadonlySet<string>;
  /** Has these paths read along by inspections to come. */
  expect(paths: readonly string[]): void;
  /** An inspection that holds these paths: itself, where it has them. */
  complete(inspection: Inspection, paths: readonly string[]): Promise<Inspection>;
}

/** Resources ask at the same time, and are answered together: one command reads what all of them lack. */
const patience = 5;

export function openPathReader(shell: Shell): PathReader {
  const known = new Set<string>();
  const read = new WeakMap<Inspection, Inspection["paths"]>();
  let batch:
    { readonly paths: Set<string>; readonly facts: Promise<Inspection["paths"]> } | undefined;
  const ask = (paths: readonly string[]): Promise<Inspection["paths"]> => {
    batch ??= startBatch();
    for (const path of paths) batch.paths.add(path);
    return batch.facts;
  };
  const startBatch = () => {
    const paths = new Set<string>();
    const facts = new Promise((resolve) => setTimeout(resolve, patience)).then(() => {
      batch = undefined;
      return inspectPaths(shell, [...paths]);
    });
    return { paths, facts };
  };
  return {
    known,
    expect(paths) {
      for (const path of paths) known.add(path);
    },
    async complete(inspection, paths) {
      const have = () => new Map([...inspection.paths, ...(read.get(inspection) ?? [])]);
      const missing = paths.filter((path) => !have().has(path));
      if (missing.length > 0) {
        const more = await ask(missing);
        read.set(inspection, new Map([...have(), ...more]));
      }
      return paths.length === 0 ? inspection : { ...inspection, paths: have() };
    },
  };
}
