import { inspectAsked, type Asked, type Inspection } from "./inspection";
import type { Shell } from "./ssh";

/** Knows which files, folders and units of the node are of interest. */
export interface AskedReader {
  /** All that was ever asked for, which an inspection reads along. */
  readonly known: ReadonlySet<string>;
  /** Has these read along by inspections to come. */
  expect(asked: readonly string[]): void;
  /** An inspection that holds these: itself, where it has them. */
  complete(inspection: Inspection, asked: readonly string[]): Promise<Inspection>;
}

/** Resources ask at the same time, and are answered together: one command reads what all of them lack. */
const patience = 5;

export function openAskedReader(shell: Shell): AskedReader {
  const known = new Set<string>();
  const read = new WeakMap<Inspection, Asked>();
  let batch: { readonly names: Set<string>; readonly facts: Promise<Asked> } | undefined;
  const ask = (names: readonly string[]): Promise<Asked> => {
    batch ??= startBatch();
    for (const name of names) batch.names.add(name);
    return batch.facts;
  };
  const startBatch = () => {
    const names = new Set<string>();
    const facts = new Promise((resolve) => setTimeout(resolve, patience)).then(() => {
      batch = undefined;
      return inspectAsked(shell, names);
    });
    return { names, facts };
  };
  return {
    known,
    expect(asked) {
      for (const name of asked) known.add(name);
    },
    async complete(inspection, asked) {
      const have = () => both(inspection, read.get(inspection));
      const { paths, units } = have();
      const missing = asked.filter((name) => !paths.has(name) && !units.has(name));
      if (missing.length > 0) {
        const more = await ask(missing);
        read.set(inspection, both(have(), more));
      }
      return asked.length === 0 ? inspection : { ...inspection, ...have() };
    },
  };
}

function both(first: Asked, more: Asked | undefined): Asked {
  return {
    paths: new Map([...first.paths, ...(more?.paths ?? [])]),
    units: new Map([...first.units, ...(more?.units ?? [])]),
  };
}
