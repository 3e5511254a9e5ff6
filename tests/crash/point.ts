import type { State } from "../engine/engine";
import type { Write } from "../engine/writes";

/** A moment at which a run is killed, and what it leaves. */
export interface Point {
  readonly scenario: string;
  readonly write: Write;
  readonly side: "before" | "after";
  /** The embedded host's state as JSON text, once it has ended what it was doing. */
  readonly host: string;
  readonly state: State;
}

/** How a killed run was resumed. */
export interface Outcome {
  readonly point: string;
  /** What is wrong; nothing where the point survived. */
  readonly problems: readonly string[];
}

/** As a person finds the point again. */
export function titleOf({ scenario, write, side }: Point): string {
  return `${scenario}: ${side} write ${write.number}, ${write.what}`;
}
