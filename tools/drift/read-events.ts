import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { differences } from "./differences";
import type { Drift, DriftReport, Group } from "./report";

/**
 * What a preview of a stack that refreshes first has found. The refresh tells what the last run left and what is there
 * now; the step after it what is there and what is declared.
 */
export function readEvents(events: readonly EngineEvent[], stack: string, at: string): DriftReport {
  const refreshed = new Map<string, StepEventMetadata>();
  const steps = new Map<string, StepEventMetadata>();
  for (const { resOutputsEvent, resourcePreEvent } of events) {
    const { metadata } = resOutputsEvent ?? resourcePreEvent ?? {};
    if (metadata === undefined) continue;
    if (metadata.op !== "refresh")
      steps.set(metadata.urn, later(steps.get(metadata.urn), metadata));
    else if (resOutputsEvent !== undefined) refreshed.set(metadata.urn, metadata);
  }
  // Components hold resources, and are none of the host's.
  const resources = [...steps.values()].filter(({ urn }) => urn.split("::")[2]?.includes("$"));
  return {
    stack,
    at,
    groups: groupsOf(resources),
    drifts: resources.flatMap((step) => driftsOf(step, refreshed.get(step.urn))),
    remarks: remarksIn(events),
  };
}

/** The errors that a preview told, without what they begin and end with. */
export function errorsIn(events: readonly EngineEvent[]): string[] {
  return told(events, "error");
}

function remarksIn(events: readonly EngineEvent[]): string[] {
  // A stopped layer is not looked into at every preview: nobody has to do anything about it.
  return told(events, "info").filter((line) => !line.endsWith("not inspected: stopped"));
}

function told(events: readonly EngineEvent[], severity: "error" | "info"): string[] {
  const texts = events.flatMap(({ diagnosticEvent: event }) =>
    event?.severity === severity ? [event.message.replace(/<\{%.*?%\}>/g, "").trim()] : [],
  );
  return [...new Set(texts)].filter((text) => text !== "");
}

function groupsOf(steps: readonly StepEventMetadata[]): Group[] {
  const groups = new Map<string, Record<string, number>>();
  for (const step of steps) {
    const { group, kind } = placeOf(step);
    const kinds = groups.get(group) ?? {};
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    groups.set(group, kinds);
  }
  return [...groups].map(([name, kinds]) => ({ name, title: name, kinds }));
}

/** Of a resource that is made anew, the step that says so: it is followed by those that destroy and create it. */
function later(known: StepEventMetadata | undefined, next: StepEventMetadata): StepEventMetadata {
  return known !== undefined && isReplacement(known) ? known : next;
}

function isReplacement({ op }: StepEventMetadata): boolean {
  return ["replace", "create-replacement", "delete-replaced"].includes(op);
}

function driftsOf(step: StepEventMetadata, refresh: StepEventMetadata | undefined): Drift[] {
  const place = placeOf(step);
  const whole = { ...place, field: "" };
  const live = step.old?.inputs ?? {};
  const declared = step.new?.inputs ?? {};
  // What the last run applied; where it is not what is declared now, somebody has changed the declaration since.
  const applied = refresh?.old?.inputs ?? live;
  const waiting = new Set(differences(applied, declared).map(({ field }) => field));
  if (step.op === "same") return [];
  if (step.op === "create") {
    return refresh === undefined
      ? [{ ...whole, live: "not there", declared: "new in the configuration", cause: "config" }]
      : [
          {
            ...whole,
            live: "gone",
            declared: "there",
            cause: waiting.size > 0 ? "config" : "host",
          },
        ];
  }
  if (step.op === "delete") {
    const taken = "taken out of the configuration";
    return [{ ...whole, live: "there", declared: taken, cause: "config", destroys: true }];
  }
  return differences(live, declared).map(({ field, from, to }) => ({
    ...place,
    field,
    live: from,
    declared: to,
    cause: waiting.has(field) ? "config" : "host",
    ...(isReplacement(step) && { destroys: true }),
  }));
}

function placeOf({ urn, old, new: declared }: StepEventMetadata) {
  const [type = "", resource = ""] = urn.split("::").slice(2);
  return {
    group: (declared ?? old)?.parent.split("::").at(-1) ?? "",
    resource,
    kind: type.split(":").at(-1) ?? "",
  };
}
