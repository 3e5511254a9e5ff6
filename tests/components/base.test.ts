import { aptSourcesSpec, chronySpec, hostnameSpec, serviceSpec } from "../../components/node/base";
import type { HypervisorConfig } from "../../config/types";

test("what is not declared is nothing", () => {
  expect(hostnameSpec({})).toBeUndefined();
  expect(aptSourcesSpec(undefined)).toBeUndefined();
  expect(aptSourcesSpec({ repositories: {} })).toBeUndefined();
  expect(chronySpec(undefined)).toBeUndefined();
});

const bare = { interfaces: [], dns: { servers: [] }, rollback_seconds: 60 };
const vmbr0 = { name: "vmbr0", type: "bridge", autostart: true } as const;
const lan = { ...vmbr0, name: "vmbr1", address: "10.1.0.13/24" };
const uplink = { ...vmbr0, address: "10.0.0.13/24", gateway: "10.0.0.1" };

test.each<[HypervisorConfig["network"], string | undefined, object]>([
  [{ ...bare, hostname: "phoenix" }, undefined, {}],
  [{ ...bare, hostname: "phoenix.lan" }, "guests.lan", { fqdn: "phoenix.lan" }],
  [{ ...bare, hostname: "phoenix" }, "guests.lan", { fqdn: "phoenix.guests.lan" }],
  [{ ...bare, hostname: "phoenix", interfaces: [vmbr0, lan] }, undefined, { address: "10.1.0.13" }],
  [
    { ...bare, hostname: "phoenix", interfaces: [lan, uplink] },
    undefined,
    { address: "10.0.0.13" },
  ],
])("of %j in the domain %s the node is called %j", (network, domain, expected) => {
  const config = {
    ...(network && { network }),
    ...(domain !== undefined && { domain_name: domain }),
  };
  expect(hostnameSpec(config)).toEqual({ hostname: "phoenix", running: "phoenix", ...expected });
});

test("repositories are on or off", () => {
  expect(aptSourcesSpec({ repositories: { enterprise: false, "no-subscription": true } })).toEqual({
    enterprise: "disabled",
    "no-subscription": "enabled",
  });
});

test("a unit without an ending is a service, and is on", () => {
  expect(serviceSpec({ name: "smartd" })).toEqual({
    unit: "smartd.service",
    enabled: "enabled",
    active: "active",
  });
  expect(serviceSpec({ name: "fstrim.timer", enabled: false, active: false })).toEqual({
    unit: "fstrim.timer",
    enabled: "disabled",
    active: "inactive",
  });
});

test("sources of time are asked at once where no options say otherwise", () => {
  expect(
    chronySpec({
      pools: [{ name: "pool.example.org", options: ["iburst", "maxsources 2"] }],
      servers: [{ name: "10.0.0.1" }],
    }),
  ).toMatchObject({
    sources: { "pool.example.org": "pool iburst maxsources 2", "10.0.0.1": "server iburst" },
    used: ["pool.example.org", "10.0.0.1"],
  });
});
