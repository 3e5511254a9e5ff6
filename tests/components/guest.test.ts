import { documents } from "./applied-fields";
import { declare } from "./declared";
import { withValue } from "./with-value";

jest.mock("@pulumi/pulumi", () => ({
  ...jest.requireActual<object>("@pulumi/pulumi"),
  ComponentResource: jest.requireActual<typeof import("./registered")>("./registered").Component,
}));
jest.mock("../../providers/resources", () =>
  jest.requireActual<typeof import("./registered")>("./registered").resourceClasses(),
);

type Value = Parameters<typeof withValue>[2];

/** The documents with other values in lxc_configs, each by its path there. */
function withGuests(values: Readonly<Record<string, Value>>): typeof documents {
  let { lxc } = documents;
  for (const [place, value] of Object.entries(values)) {
    lxc = withValue(lxc, ["lxc_configs", ...place.split(".")], value);
  }
  return { ...documents, lxc };
}

test.each([
  [{}, true],
  [{ "900.unprivileged": true }, true],
  [{ "900.unprivileged": false }, false],
])("a clone that does not say is as unprivileged as its layer: %j", (values, unprivileged) => {
  // 951 is a clone of 900 and says nothing.
  const clone = declare(withGuests(values)).get("Container guest-951");
  expect(clone?.inputs["unprivileged"]).toBe(unprivileged);
});

test("a clone of a clone is as unprivileged as the layer at the bottom", () => {
  const values = {
    "900.unprivileged": false,
    "950.unprivileged": undefined,
    "950.template_snapshot_name": "upper",
    "950.mount_points": undefined,
    "950.dependencies": undefined,
    "951.clone_from_ctid": "950",
  };
  const declared = declare(withGuests(values));
  for (const name of ["guest-900", "guest-950", "guest-951"]) {
    expect(declared.get(`Container ${name}`)?.inputs["unprivileged"]).toBe(false);
  }
});

test.each([
  [undefined, undefined],
  [false, undefined],
  [true, true],
])("a layer that may be adopted (%s) hands that to its snapshot", (adopt, expected) => {
  const declared = declare(withGuests({ "900.adopt": adopt }));
  expect(declared.get("Container guest-900")?.inputs["adopt"]).toBe(expected);
  expect(declared.get("Snapshot guest-900-ready")?.inputs["adopt"]).toBe(expected);
});
