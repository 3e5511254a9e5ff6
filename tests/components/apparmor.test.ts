import { apparmorProfileSpec } from "../../components/node/apparmor";
import { documents } from "./applied-fields";
import { declare, directory } from "./declared";
import { withValue } from "./with-value";

jest.mock("@pulumi/pulumi", () => ({
  ...jest.requireActual<object>("@pulumi/pulumi"),
  ComponentResource: jest.requireActual<typeof import("./registered")>("./registered").Component,
}));
jest.mock("../../providers/resources", () =>
  jest.requireActual<typeof import("./registered")>("./registered").resourceClasses(),
);

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
  const lxc = withValue(documents.lxc, ["lxc_configs", "950", "apparmor_profile"], profile);
  const guest = declare({ ...documents, lxc }).get("Container guest-950");
  expect(guest?.inputs["declaredProfile"]).toBe(isDeclared ? true : undefined);
  expect(guest?.needs.includes("apparmor-profile-own")).toBe(isDeclared);
});
