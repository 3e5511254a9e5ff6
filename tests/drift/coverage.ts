import fs from "node:fs";
import path from "node:path";
import type { DriftCases } from "./drift-cases";

/** What the drifts of one field came to. */
export interface FieldCoverage {
  /** How often it drifted by hand, was named alone by a preview, and was healed by an up after which nothing differed. */
  healed: number;
  /** How often a preview refused to heal it, because something would have been lost. */
  refused: number;
  /** The fewest and the most changes of the host that healing took. */
  calls: readonly [number, number] | null;
}

/** What was tried of one kind. */
export interface KindCoverage {
  readonly kind: string;
  readonly fields: Readonly<Record<string, FieldCoverage>>;
  /** Fields that are not compared with the host, and why. */
  readonly notCompared: Readonly<Record<string, string>>;
}

/** Where the tests of drift leave what they tried, a file for each kind; nowhere unless this is set. */
const folder = process.env["PHOENIX_DRIFT_COVERAGE"];

/** Whether the page of what was tried is being written anew. */
export const isRecording = folder !== undefined;

/** Counts what was tried of one kind, for `npm run drift:coverage`. */
export class CoverageRecord {
  readonly #fields: Record<string, FieldCoverage> = {};

  constructor(private readonly cases: DriftCases) {}

  healed(field: string, calls: number): void {
    const known = this.#of(field);
    known.healed += 1;
    const [least, most] = known.calls ?? [calls, calls];
    known.calls = [Math.min(least, calls), Math.max(most, calls)];
  }

  refused(field: string): void {
    this.#of(field).refused += 1;
  }

  write(): void {
    if (folder === undefined) return;
    const { kind, notCompared = {} } = this.cases;
    const coverage: KindCoverage = { kind, fields: this.#fields, notCompared };
    fs.writeFileSync(path.join(folder, `${kind}.json`), JSON.stringify(coverage));
  }

  #of(field: string): FieldCoverage {
    return (this.#fields[field] ??= { healed: 0, refused: 0, calls: null });
  }
}
