import { crossCheck } from "../../config/cross";
import { formatDiagnostics } from "../../config/diagnostics";
import type { FileKind } from "../../config/file-kinds";
import { isObject, JsonError, parseJson, type Json } from "../../config/json";
import { fileNames, loadDocuments } from "../../config/load";
import { changes, documents } from "../components/applied-fields";
import { firewallChanges } from "../components/applied-firewall";
import { stackChanges, vmChanges } from "../components/applied-vms";
import { withValue } from "../components/with-value";
import { randomFrom } from "../crash/random";
import { examplesIn, textPlaces, type TextPlace } from "./places";
import { hostileStrings } from "./strings";

/** What became of hostile text in the configuration, before there is any host. */
export interface Validated {
  readonly fields: number;
  readonly tried: number;
  readonly refused: number;
  /** Texts that a field takes, all of which are one line of plain text where no more is wanted. */
  readonly accepted: number;
  /** Of those, so many were read with everything around them, and checked by the rules across files. */
  readonly crossed: number;
  /** Text that was taken and may be nowhere, or that broke what reads it. */
  readonly problems: readonly string[];
}

/** How much is tried. */
export interface Effort {
  /** Strings for each field. */
  readonly strings: number;
  /** Of those that a field takes, how many are read with everything around them, on average. */
  readonly crossed: number;
}

/** Has hostile strings be written into every place of the configuration that takes text. */
export function validateHostile({ strings, crossed }: Effort, seed: number): Validated {
  const problems: string[] = [];
  const found = { fields: 0, tried: 0, refused: 0, accepted: 0, crossed: 0 };
  const random = randomFrom(seed);
  const all = allDocuments();
  const examples = examplesOf(all);
  for (const [index, place] of textPlaces().entries()) {
    found.fields += 1;
    const known = examples.get(`${place.kind} ${place.path}`) ?? [];
    const fit = words.filter((word) => place.accepts(word));
    const taken = hostileStrings([...known, ...fit], strings, seed + index).filter((text) =>
      isTaken(place, text, problems),
    );
    found.tried += strings;
    found.refused += strings - taken.length;
    found.accepted += taken.length;
    for (const text of new Set(taken)) {
      if (random() >= crossed / taken.length) continue;
      if (cross(place, text, all, problems)) found.crossed += 1;
    }
  }
  return { ...found, problems };
}

/** What many fields are for, tried where one takes it. */
const words = [
  ...["a", "x1", "/a", "a/b", "a=b", "80", "1.2", "0755", "eth0", "vmbr0", "vmbr0.20", "none"],
  ...["10.0.0.1", "10.0.0.1/24", "fd00::1", "https://example.org/a", "/dev/disk/by-id/x"],
  ...["52:54:00:AA:BB:CC", "nesting=1", "lxc.cap.drop: a", "2027-01-31T18:00Z", "0000:01:00.0"],
];

/** Documents that together have something at each place that is applied. */
function allDocuments(): ReadonlyMap<FileKind, readonly Json[]> {
  const all = new Map<FileKind, Json[]>();
  for (const [kind, document] of Object.entries(documents) as [FileKind, Json][]) {
    all.set(kind, [document]);
  }
  const more = [...changes, ...firewallChanges, ...vmChanges, ...stackChanges];
  for (const [kind, place, value] of more) {
    const seen = all.get(kind)?.[0];
    const isText = typeof value === "string" || Array.isArray(value);
    if (isText && seen !== undefined) all.get(kind)?.push(withValue(seen, place.split("."), value));
  }
  return all;
}

/** What they have at each place. */
function examplesOf(all: ReadonlyMap<FileKind, readonly Json[]>): ReadonlyMap<string, Set<string>> {
  const examples = new Map<string, Set<string>>();
  for (const [kind, documents] of all) {
    for (const document of documents) {
      for (const [path, texts] of examplesIn(kind, document)) {
        const at = `${kind} ${path}`;
        examples.set(at, new Set([...(examples.get(at) ?? []), ...texts]));
      }
    }
  }
  return examples;
}

/** Places that may hold more than one line, or blanks of any kind between what they list. */
const wide =
  /(?:^|\.)(?:description|comments|content|proxmox_content_type|gpu_assignment|properties)$/;

function isTaken(place: TextPlace, text: string, problems: string[]): boolean {
  const where = `${place.kind} ${place.path} takes ${JSON.stringify(text.slice(0, 80))}`;
  if (!isReadable(text) || !place.accepts(text)) return false;
  const allowed = wide.test(place.path) ? /[\t\n\v\f\r]/g : /$^/g;
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text.replace(allowed, ""))) problems.push(where);
  return true;
}

/** Whether the file can be read in which it stands. */
function isReadable(text: string): boolean {
  try {
    parseJson(JSON.stringify([text]));
    return true;
  } catch (error) {
    if (error instanceof JsonError) return false;
    throw error;
  }
}

/** Reads it with everything around it; false where nothing has such a place. Whatever comes of it, it has to be told. */
function cross(
  place: TextPlace,
  text: string,
  all: ReadonlyMap<FileKind, readonly Json[]>,
  problems: string[],
): boolean {
  for (const document of all.get(place.kind) ?? []) {
    const path = findPlace(document, place.path.split("."));
    if (path === undefined) continue;
    const isKey = place.path.endsWith(".{}");
    const changed = isKey ? renamed(document, path, text) : withValue(document, path, text);
    const given = Object.fromEntries(
      Object.entries({ ...documents, [place.kind]: changed }).map(([kind, each]) => [
        kind,
        { file: fileNames[kind as FileKind], document: each },
      ]),
    );
    try {
      const { declaration, diagnostics } = loadDocuments(given);
      formatDiagnostics([...diagnostics, ...crossCheck(declaration)]);
    } catch (error) {
      problems.push(
        `${place.kind} ${place.path}, ${JSON.stringify(text.slice(0, 80))}: ${String(error)}`,
      );
    }
    return true;
  }
  return false;
}

/** Where a document has something at a place of its schema. */
function findPlace(value: Json, [step, ...rest]: string[]): string[] | undefined {
  if (step === undefined) return [];
  const members: [string, Json][] = Array.isArray(value)
    ? step === "[]"
      ? value.map((each, at) => [String(at), each])
      : []
    : isObject(value)
      ? Object.entries(value).filter(([key]) => step === "*" || step === "{}" || step === key)
      : [];
  for (const [key, member] of members) {
    const below = findPlace(member, rest);
    if (below !== undefined) return [key, ...below];
  }
  return undefined;
}

function renamed(value: Json, [step = "", ...rest]: string[], name: string): Json {
  if (Array.isArray(value)) {
    return value.map((each, at) => (String(at) === step ? renamed(each, rest, name) : each));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (key !== step) return [key, each];
      return rest.length === 0 ? [name, each] : [key, renamed(each, rest, name)];
    }),
  );
}
