import type { EngineEvent } from "@pulumi/pulumi/automation";
import { errorsIn, readEvents } from "../../../tools/drift/read-events";

const at = "2026-11-22T10:00:00.000Z";
const prefix = "urn:pulumi:dev::phoenix::";
const parent = `${prefix}phoenix:index:Guest::guest-950`;
const urn = `${prefix}phoenix:index:Guest$pulumi-nodejs:dynamic/phoenix:Container::guest-950`;

type Inputs = Record<string, unknown>;

/** The events of one resource: what the last run left and what is there, then what is there and what is declared. */
function eventsOf(
  op: string,
  [before, live, declared]: readonly (Inputs | undefined)[],
): EngineEvent[] {
  const state = (inputs: Inputs | undefined) => inputs && { urn, parent, inputs };
  const step = (kind: string, old: Inputs | undefined, news: Inputs | undefined) => ({
    metadata: { op: kind, urn, old: state(old), new: state(news) },
  });
  const events = [
    ...(before === undefined
      ? []
      : [
          { resourcePreEvent: step("refresh", before, undefined) },
          { resOutputsEvent: step("refresh", before, live) },
        ]),
    { resourcePreEvent: step(op, live, declared) },
  ];
  return events as unknown as EngineEvent[];
}

const found = (events: readonly EngineEvent[]) =>
  readEvents(events, "dev", at).drifts.map(({ field, live, declared, cause }) => [
    field,
    live,
    declared,
    cause,
  ]);

test("what the host has otherwise than the last run left it was changed on the host", () => {
  const before = { memory: 2048, net: { net0: { ip: "10.0.0.5/24", bridge: "vmbr0" } } };
  const live = { memory: 1024, net: { net0: { ip: "dhcp", bridge: "vmbr0" } } };
  expect(found(eventsOf("update", [before, live, before]))).toEqual([
    ["memory", "1024", "2048", "host"],
    ["net.net0.ip", "dhcp", "10.0.0.5/24", "host"],
  ]);
});

test("what is declared otherwise than at the last run was changed in the configuration", () => {
  const applied = { memory: 2048, cores: 2, __provider: "text" };
  expect(found(eventsOf("update", [applied, applied, { memory: 4096 }]))).toEqual([
    ["cores", "2", "absent", "config"],
    ["memory", "2048", "4096", "config"],
  ]);
});

test("what waits in the configuration is told as that, also where the host was changed in the same place", () => {
  const [applied, live, declared] = [{ memory: 2048 }, { memory: 1024 }, { memory: 4096 }];
  expect(found(eventsOf("update", [applied, live, declared]))).toEqual([
    ["memory", "1024", "4096", "config"],
  ]);
  expect(found(eventsOf("create", [applied, undefined, declared]))).toEqual([
    ["", "gone", "there", "config"],
  ]);
});

test("what would be destroyed says so, whichever of the steps of a replacement comes last", () => {
  const [first, ...events] = eventsOf("replace", [{ size: 4 }, { size: 8 }, { size: 4 }]);
  const last = eventsOf("delete-replaced", [undefined, { size: 8 }, undefined]);
  const told = readEvents([...(first ? [first] : []), ...events, ...last], "dev", at).drifts;
  expect(told).toMatchObject([{ field: "size", cause: "host", destroys: true }]);
  const [taken] = readEvents(eventsOf("delete", [{ a: 1 }, { a: 1 }, undefined]), "dev", at).drifts;
  expect(taken).toMatchObject({ destroys: true });
});

test("a resource that is gone is told from one that is new, and from one that was taken out", () => {
  const inputs = { memory: 2048 };
  expect(found(eventsOf("create", [inputs, undefined, inputs]))).toEqual([
    ["", "gone", "there", "host"],
  ]);
  expect(found(eventsOf("create", [undefined, undefined, inputs]))).toEqual([
    ["", "not there", "new in the configuration", "config"],
  ]);
  expect(found(eventsOf("delete", [inputs, inputs, undefined]))).toEqual([
    ["", "there", "taken out of the configuration", "config"],
  ]);
});

test("a resource that is as declared counts in its group and is no difference", () => {
  const inputs = { memory: 2048 };
  const component = {
    resourcePreEvent: { metadata: { op: "same", urn: parent, new: { urn: parent, inputs: {} } } },
  } as unknown as EngineEvent;
  expect(readEvents([component, ...eventsOf("same", [inputs, inputs, inputs])], "dev", at)).toEqual(
    {
      stack: "dev",
      at,
      groups: [{ name: "guest-950", title: "guest-950", kinds: { Container: 1 } }],
      drifts: [],
      remarks: [],
    },
  );
});

test("remarks are told once, without those about layers that are not looked into; errors stand apart", () => {
  const events = [
    ["info", "restart needed: memory\n"],
    ["info", "restart needed: memory\n"],
    ["info", "feature 900/docker: not inspected: stopped\n\n"],
    ["debug", "Registering resource"],
    ["error", "<{%reset%}>container 950 is foreign<{%reset%}>\n"],
  ].map(([severity, message]) => ({ diagnosticEvent: { severity, message, color: "never" } }));
  const given = events as unknown as EngineEvent[];
  expect(readEvents(given, "dev", at).remarks).toEqual(["restart needed: memory"]);
  expect(errorsIn(given)).toEqual(["container 950 is foreign"]);
});
