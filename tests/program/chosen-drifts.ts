import fs from "node:fs";
import path from "node:path";
import { randomFrom } from "../crash/random";

/** A field of the reference inventory that a command of the host's administrator brings out of true. */
export interface HostDrift {
  readonly kind: string;
  /** As the tests of drift call it. */
  readonly field: string;
  readonly command: string;
  /** The resource that drifts. */
  readonly name: string;
  /** Its fields that preview names; none for one that is gone, and is made again. */
  readonly fields: readonly string[];
  /** What preview shows of the first difference: its key, the value on the host, and the declared one. */
  readonly shown:
    readonly [key: string, live: string | number | boolean, want: string | number | boolean] | null;
}

/** The cases of tests/drift whose commands bring the reference inventory out of true, by one field of one resource. */
export function hostDrifts(): readonly HostDrift[] {
  const file = path.resolve(__dirname, "host-drifts.json");
  return JSON.parse(fs.readFileSync(file, "utf8")) as HostDrift[];
}

/** So many of them, of as many kinds as may be, none of which undoes another; which, follows from the seed. */
export function chooseDrifts(all: readonly HostDrift[], count: number, seed: number): HostDrift[] {
  const random = randomFrom(seed);
  const mixed = all
    .map((drift) => ({ drift, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ drift }) => drift);
  const chosen: HostDrift[] = [];
  for (const isNew of [newKind, () => true]) {
    for (const drift of mixed) {
      if (chosen.length === count) return chosen;
      if (isNew(drift, chosen) && !chosen.some((other) => clash(drift, other))) chosen.push(drift);
    }
  }
  return chosen;
}

/** What `preview --diff` has to say of it. */
export function shownBy({ shown }: HostDrift): RegExp {
  if (shown === null) return /create/;
  const [key, live, want] = shown;
  const name = key.replaceAll(/[^\w ]/g, "\\$&");
  const said = (value: unknown) => JSON.stringify(value).replaceAll(/[^\w "]/g, "\\$&");
  return new RegExp(`~ "?${name}"?\\s*: ${said(live)} => ${said(want)}`);
}

function newKind({ kind }: HostDrift, chosen: readonly HostDrift[]): boolean {
  return chosen.every((other) => other.kind !== kind);
}

/** One resource drifts in one way at a time. */
function clash(one: HostDrift, other: HostDrift): boolean {
  return one.name === other.name;
}
