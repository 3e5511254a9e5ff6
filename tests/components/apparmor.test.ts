import path from "node:path";
import { makeGuests } from "../../components/hierarchy";
import { Hypervisor } from "../../components/hypervisor";
import { apparmorProfileSpec } from "../../components/node/apparmor";
import { formatDiagnostics } from "../../config/diagnostics";
import { loadDocuments } from "../../config/load";
import { documents } from "./applied-fields";
import { registered } from "./registered";
import { withValue } from "./with-value";

jest.mock("@pulumi/pulumi", () => ({
  ...jest.requireActual<object>("@pulumi/pulumi"),
  ComponentResource: jest.requireActual<typeof import("./registered")>("./registered").Component,
}));
jest.mock("../../providers/resources", () =>
  jest.requireActual<typeof import("./registered")>("./registered").resourceClasses(),
);

const directory = path.resolve(__dirname, "../../config");

test("a profile's mode is what the flags in its text say", () => {
  const content = "profile own flags=(attach_disconnected, complain) { }\n";
  expect(apparmorProfileSpec({ name: "own", content }, directory)).toEqual({
    ...{ name: "own", content, owner: "root:root", mode: "0644" },
    ...{ profileMode: "complain", policy: "current", boot: "loaded" },
    sha256: "c27d2ca62c70e1c88ef6478cfec20795e276131b9e16ec3d185d94da032ab527",
  });
});

test("a source that is missing is named with its profile", () => {
  expect(() => apparmorProfileSpec({ name: "own", source: "none" }, directory)).toThrow(
    /none, the source of the profile own: ENOENT/,
  );
});

test.each([
  ["own", true],
  ["unconfined", false],
  ["lxc-container-default-cgns", false],
])("a container that runs under %s waits for a declared profile: %s", (profile, isDeclared) => {
  const [inputs, needs] = containerWith(profile);
  expect(inputs["declaredProfile"]).toBe(isDeclared ? true : undefined);
  expect(needs.includes("apparmor-profile-own")).toBe(isDeclared);
});

/** Inputs and needs of the container that names a profile. */
function containerWith(profile: string): [Record<string, unknown>, string[]] {
  const lxc = withValue(documents.lxc, ["lxc_configs", "950", "apparmor_profile"], profile);
  const { config, diagnostics } = loadDocuments({
    hypervisor: { file: "hypervisor.json", document: documents.hypervisor },
    lxc: { file: "lxc.json", document: lxc },
    vm: { file: "vm.json", document: { vms: [] } },
    stacks: { file: "stacks.json", document: { docker_stacks: {} } },
  });
  if (config === undefined) throw new Error(formatDiagnostics(diagnostics));
  registered.length = 0;
  const node = new Hypervisor("hypervisor", config.hypervisor, { directory, stack: "dev" });
  makeGuests(config.containers, node, "phoenix+dev", config.settings);
  const entry = registered.find((each) => each.startsWith('["Container","guest-950"')) ?? "[]";
  const [, , inputs, needs] = JSON.parse(entry) as [
    string,
    string,
    Record<string, unknown>,
    string[],
  ];
  return [inputs, needs];
}
