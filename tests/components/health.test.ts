import { documents } from "./applied-fields";
import { declare } from "./declared";
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

const lxc = (place: string, value: Parameters<typeof withValue>[2]) => ({
  ...documents,
  lxc: withValue(documents.lxc, ["lxc_configs", ...place.split(".")], value),
});

test("a container is checked once its features are there, and those that depend on it wait for it", () => {
  const all = declare(lxc("951.health_checks", [{ tcp: 80 }]));
  expect(all.get("Health guest-950-health")?.needs).toEqual(
    expect.arrayContaining(["guest-950", "guest-950-base_setup", "guest-950-nginx"]),
  );
  expect(all.get("Health guest-951-health")?.inputs).toMatchObject({
    checks: { "tcp 80": { tcp: 80, attempts: 3, interval: 5, timeout: 5 } },
    results: { "tcp 80": "ok" },
  });
  // The component of 951, and so all that belongs to it.
  expect(all.get("Container guest-950")?.needs).toContain("guest-951");
});

test("a container with a vLLM server and no checks is waited for until the server answers", () => {
  const server = {
    gpu_assignment: "0",
    features: ["nvidia", "vllm"],
    vllm_model: "org/model",
    vllm_port: 8100,
  };
  const all = declare({
    ...documents,
    lxc: Object.entries(server).reduce(
      (lxc, [field, value]) => withValue(lxc, ["lxc_configs", "951", field], value),
      documents.lxc,
    ),
  });
  const health = all.get("Health guest-951-health");
  expect(health?.needs).toContain("guest-951-vllm_server");
  expect(health?.inputs["checks"]).toEqual({
    vllm: {
      http: "http://127.0.0.1:8100/health",
      ...{ attempts: 120, interval: 15, timeout: 5, journal: "vllm_model_server" },
    },
  });
});

test("a virtual machine is checked once its features are there, and those that depend on it wait for it", () => {
  const checks = [{ unit: "docker" }];
  const vm = withValue(documents.vm, ["vms", "3", "health_checks"], checks);
  const all = declare({ ...documents, vm, lxc: lxc("951.dependencies", ["1002"]).lxc });
  const health = all.get("Health vm-1002-health");
  expect(health?.needs).toEqual(expect.arrayContaining(["vm-1002", "vm-1002-docker"]));
  expect(health?.inputs).toMatchObject({ type: "qemu", results: { "unit docker": "ok" } });
  // The component of 1002, and so all that belongs to it.
  expect(all.get("Container guest-951")?.needs).toContain("vm-1002");
});

test("a container that does not run is not checked", () => {
  expect(declare(lxc("950.running", false)).has("Health guest-950-health")).toBe(false);
});

test("a container is checked once its scripts have run", () => {
  const all = declare(lxc("950.application_script", "overlays/dev.json"));
  expect(all.get("Health guest-950-health")?.needs).toContain("guest-950-application");
});

test("the text of a script is what is declared, so that another text is another check", () => {
  const { checks } = declare(documents).get("Health guest-950-health")?.inputs as {
    checks: Record<string, { script?: string }>;
  };
  expect(checks["script overlays/dev.json"]?.script).toContain("lxc_configs");
});
