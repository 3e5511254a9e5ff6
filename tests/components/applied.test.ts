import { createHash } from "node:crypto";
import path from "node:path";
import { makeGuests } from "../../components/hierarchy";
import { Hypervisor } from "../../components/hypervisor";
import { formatDiagnostics } from "../../config/diagnostics";
import { fieldsOf } from "../../config/fields/paths";
import { fileKinds } from "../../config/file-kinds";
import { loadDocuments } from "../../config/load";
import { schemas } from "../../config/parse";
import { applies, changes, documents } from "./applied-fields";
import { firewallChanges } from "./applied-firewall";
import { stackChanges, vmChanges } from "./applied-vms";
import { registered } from "./registered";
import { withValue } from "./with-value";

jest.mock("@pulumi/pulumi", () => ({
  ...jest.requireActual<object>("@pulumi/pulumi"),
  ComponentResource: jest.requireActual<typeof import("./registered")>("./registered").Component,
}));
jest.mock("../../components/guest-scripts", () => ({
  ...jest.requireActual<object>("../../components/guest-scripts"),
  scriptConnection: () => ({ host: "10.0.0.13" }),
}));
jest.mock("../../providers/resources", () =>
  jest.requireActual<typeof import("./registered")>("./registered").resourceClasses(),
);

const directory = path.resolve(__dirname, "../../config");

test("of every field that is applied there is a change that the program has to show", () => {
  const applied = fileKinds.flatMap((kind) =>
    fieldsOf(schemas[kind])
      .filter(({ effect, isGroup }) => !isGroup && effect?.kind === "applied")
      .map(({ path: steps }) => `${kind} ${steps.join(".")}`)
      // Older places of what the VM file says, with its schemas.
      .filter((field) => !/^hypervisor (?:vms|vm_defaults)\b/.test(field)),
  );
  const shown = new Set(
    [...changes, ...firewallChanges, ...vmChanges, ...stackChanges].map(
      ([file, place]) => `${file} ${fieldAt(place)}`,
    ),
  );
  const told = (field: string) =>
    field in applies || [...shown].some((each) => matches(each, field));
  expect(applied.filter((field) => !told(field))).toEqual([]);
});

describe("a change of a field that is applied changes what is declared", () => {
  let before: string;
  beforeAll(() => {
    before = declare(documents);
  });

  test.each([...changes, ...vmChanges, ...stackChanges])("%s %s", (file, place, value) => {
    const changed = { ...documents, [file]: withValue(documents[file], place.split("."), value) };
    expect(declare(changed)).not.toBe(before);
  });
});

/** Everything that the components declare, in short. */
function declare({ hypervisor, lxc, vm, stacks }: typeof documents): string {
  const { config, diagnostics } = loadDocuments({
    hypervisor: { file: "hypervisor.json", document: hypervisor },
    lxc: { file: "lxc.json", document: lxc },
    vm: { file: "vm.json", document: vm },
    stacks: { file: "stacks.json", document: stacks },
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (config === undefined) throw new Error(formatDiagnostics(errors));
  registered.length = 0;
  const node = new Hypervisor("hypervisor", config.hypervisor, { directory, stack: "dev" });
  makeGuests(config, node, "phoenix+dev");
  return createHash("sha256")
    .update([...registered].sort().join("\n"))
    .digest("hex");
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
