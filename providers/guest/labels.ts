import type { GuestConfig } from "../../host/guest-config";
import { parsePropertyString, printPropertyString } from "../../host/property-string";
import type { Value } from "../lifecycle";
import { liveContent } from "./content";
import { markOf, printNotes, readNotes, tagsOf } from "./mark";

/** What says whose a guest is, beside what people say of it. */
export interface Labels {
  readonly vmid: number;
  readonly owner: string;
  /** The owner mark, and what the config adds. */
  readonly tags: readonly string[];
  /** Tags that were declared before. */
  readonly droppedTags?: readonly string[] | undefined;
  readonly description?: string | undefined;
}

/** The tags to write; where none are declared, those of people stay. */
export function tagsFor(live: string | undefined, spec: Labels): string[] {
  if (spec.tags.length > 1) return [...spec.tags];
  const kept = tagsOf(live).filter((tag) => spec.droppedTags?.includes(tag) !== true);
  return [...new Set([...kept, ...spec.tags])].sort();
}

/** The description to write, with what else stands in the live one. */
export function notesFor({ current }: GuestConfig, spec: Labels): string {
  // What is taken over by its number keeps nothing for anybody.
  const { keeps, ...notes } = readNotes(current);
  return printNotes({
    ...notes,
    text: spec.description ?? notes.text,
    marks: [markOf(spec.owner, spec.vmid)],
  });
}

/** The description of a guest that is about to be made; `layer` is what it is a copy of. */
export function firstNotes(spec: Labels, layer?: string): string {
  return printNotes({
    text: spec.description ?? "",
    marks: [markOf(spec.owner, spec.vmid)],
    ...(layer !== undefined && { layer }),
    verified: {},
  });
}

/** What a clone's description says of its layer: `VMID@SNAPNAME FINGERPRINT`, the last of what it holds. */
export function layerNote(
  source: { readonly clone: number; readonly snapname?: string | undefined },
  layer: GuestConfig | undefined,
): string {
  const content = layer && liveContent(layer, source.snapname);
  return `${source.clone}@${source.snapname ?? "template"} ${content ?? ""}`.trim();
}

/** The live tags that are compared: all where any are declared, otherwise the mark alone. */
export function observeTags(text: string | undefined, spec: Labels): string[] {
  const live = tagsOf(text);
  const mark = markOf(spec.owner, spec.vmid);
  const dropped = spec.droppedTags ?? [];
  return spec.tags.length > 1 ? live : live.filter((tag) => tag === mark || dropped.includes(tag));
}

/** The spec with the tags that an update takes out. */
export function withDroppedTags<Spec extends Labels>(spec: Spec, before: Value | undefined): Spec {
  const tags = (before ?? []) as readonly string[];
  if (spec.tags.length > 1 || tags.length <= 1) return spec;
  return { ...spec, droppedTags: tags.filter((tag) => !spec.tags.includes(tag)) };
}

/** `startup` by its parts. */
export function observeStartup(text: string | undefined): Value {
  return Object.fromEntries(
    Object.entries(parsePropertyString(text ?? "", "order")).map(([key, value]) => [
      key,
      Number(value),
    ]),
  );
}

/** `startup`'s text; "" for none. */
export function startupText(
  startup: Readonly<Record<string, number | undefined>> | undefined,
): string {
  return printPropertyString(startup ?? {});
}
