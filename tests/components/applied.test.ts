import { createHash } from "node:crypto";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { formatDiagnostics } from "../../config/diagnostics";
import { fieldsOf } from "../../config/fields/paths";
import { fileKinds } from "../../config/file-kinds";
import { loadDocuments } from "../../config/load";
import { schemas } from "../../config/parse";
import { applies, changes, documents } from "./applied-fields";
import { firewallChanges } from "./applied-firewall";
import { withValue } from "./with-value";

const directory = path.resolve(__dirname, "../../config");

test("of every field that is applied there is a change that the program has to show", () => {
  const applied = fileKinds.flatMap((kind) =>
    fieldsOf(schemas[kind])
      .filter(({ effect, isGroup }) => !isGroup && effect?.kind === "applied")
      .map(({ path: steps }) => `${kind} ${steps.join(".")}`),
  );
  const shown = new Set(
    [...changes, ...firewallChanges].map(([file, place]) => `${file} ${fieldAt(place)}`),
  );
  const told = (field: string) =>
    field in applies || [...shown].some((each) => matches(each, field));
  expect(applied.filter((field) => !told(field))).toEqual([]);
});

describe("a change of a field that is applied changes what is declared", () => {
  let before: string;
  beforeAll(async () => {
    before = await declare(documents);
  });

  test.each(changes)("%s %s", async (file, place, value) => {
    const changed = { ...documents, [file]: withValue(documents[file], place.split("."), value) };
    expect(await declare(changed)).not.toBe(before);
  });
});

/** Everything that the program asks Pulumi for, as one text. */
async function declare({ hypervisor, lxc }: typeof documents): Promise<string> {
  const { config, diagnostics } = loadDocuments({
    hypervisor: { file: "hypervisor.json", document: hypervisor },
    lxc: { file: "lxc.json", document: lxc },
    vm: { file: "vm.json", document: { vms: [] } },
    stacks: { file: "stacks.json", document: { docker_stacks: {} } },
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (config === undefined) throw new Error(formatDiagnostics(errors));
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
    call: () => ({}),
  });
  const declared = listen();
  const { Hypervisor } = await import("../../components/hypervisor");
  const { makeGuests } = await import("../../components/hierarchy");
  const node = new Hypervisor("hypervisor", config.hypervisor, { directory, stack: "dev" });
  makeGuests(config.containers, node, "phoenix+dev", config.settings);
  await pulumi.runtime.disconnect();
  return createHash("sha256").update(declared.sort().join("\n")).digest("hex");
}

/** Pulumi's requests to register a resource, of which its mocks show the inputs alone. */
function listen(): string[] {
  const requests: string[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const { __provider, ...inputs } = request.getObject().toJavaScript();
    const needs = request.getDependenciesList().sort();
    requests.push(JSON.stringify([request.getName(), inputs, needs, request.getProtect()]));
    return register(request, callback);
  };
  return requests;
}

interface Request {
  getName(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getProtect(): boolean;
}
interface Monitor {
  registerResource(request: Request, callback: unknown): unknown;
}

/** `a.0.b` as the schema calls it. */
function fieldAt(place: string): string {
  return place.replaceAll(/\.\d{1,2}(?=\.|$)/g, ".[]");
}

function matches(shown: string, field: string): boolean {
  const [these, those] = [shown.split("."), field.split(".")];
  return (
    these.length === those.length && those.every((step, at) => step === "*" || step === these[at])
  );
}
