import type { ProcessorTime } from "./processor-time";

/** One kind of run at one number of guests and one delay: the medians of its rounds. */
export interface Measured {
  readonly what:
    | "empty program"
    | "empty inventory"
    | "resources that do nothing"
    | "unchanged"
    | "10 drifts"
    | "heal of 10"
    | "up from nothing";
  readonly guests: number;
  /** Milliseconds of each request beside its work. */
  readonly delay: number;
  readonly seconds: number;
  readonly processorTime: ProcessorTime;
  readonly requests: number;
  readonly commands: number;
  readonly tlsConnections: number;
  readonly sshConnections: number;
}

/** What the state of an inventory holds. */
export interface StateSize {
  readonly guests: number;
  /** Of dynamic providers. */
  readonly resources: number;
  readonly bytes: number;
  /** Of the median resource. */
  readonly medianBytes: number;
}

/** Copying layers, against the tasks alone. */
interface CopiesMeasured {
  readonly guests: number;
  readonly layers: number;
  readonly idealSeconds: number;
  readonly seconds: number;
}

/** All of one run of the benchmark. */
export interface Results {
  readonly date: string;
  readonly rounds: number;
  readonly processors: number;
  readonly measured: readonly Measured[];
  readonly states: readonly StateSize[];
  readonly copies: readonly CopiesMeasured[];
}

/** The middle one, the lower of two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
