import type { ApiRequest } from "../../embedded/host";
import { declareReference } from "../lifecycle/reference";
import { World } from "../lifecycle/world";
import { testWithShared } from "../shared";
import { OfficialSchema } from "./official-schema";
import { runThrough } from "./reference-run";
import { rootOnlyParameters } from "./root-only";

jest.setTimeout(300_000);

beforeAll(() => {
  jest.spyOn(console, "log").mockImplementation();
});

testWithShared(
  "every request of up, healing and delete is one that the official schema allows, and none needs root",
  async () => {
    const world = await World.open();
    const requests: ApiRequest[] = [];
    world.embedded.observeRequests((request) => requests.push(request));
    const declared = await declareReference();
    await runThrough(world, declared).finally(() => world.close());

    const schema = new OfficialSchema();
    const faults = requests.flatMap((request) =>
      [
        ...schema.problems(request),
        ...rootOnlyParameters(request).map((name) => `${name}: only root may set it`),
      ].map((problem) => `${request.method} ${request.path}: ${problem}`),
    );
    expect([...new Set(faults)]).toEqual([]);
    const used = requests.map((request) => `${request.method} ${schema.endpoint(request) ?? "?"}`);
    expect([...new Set(used)]).toEqual(
      expect.arrayContaining([
        "DELETE /nodes/{node}/lxc/{vmid}",
        "DELETE /nodes/{node}/lxc/{vmid}/snapshot/{snapname}",
        "DELETE /storage/{storage}",
        "GET /nodes/{node}/tasks/{upid}/status",
        "POST /nodes/{node}/aplinfo",
        "POST /nodes/{node}/lxc",
        "POST /nodes/{node}/lxc/{vmid}/clone",
        "POST /nodes/{node}/lxc/{vmid}/snapshot",
        "POST /nodes/{node}/lxc/{vmid}/status/reboot",
        "POST /nodes/{node}/lxc/{vmid}/status/shutdown",
        "POST /nodes/{node}/lxc/{vmid}/status/start",
        "POST /nodes/{node}/lxc/{vmid}/status/stop",
        "POST /nodes/{node}/lxc/{vmid}/template",
        "POST /storage",
        "PUT /nodes/{node}/lxc/{vmid}/config",
        "PUT /nodes/{node}/lxc/{vmid}/resize",
        "PUT /storage/{storage}",
      ]),
    );
  },
);

const path = "/nodes/phoenix/lxc/950/config";

const wrong: [string, Omit<ApiRequest, "authuser">, string][] = [
  [
    "a path",
    { method: "GET", path: "/nodes/phoenix/lxc/950/nope", params: {} },
    "no such endpoint",
  ],
  ["a parameter", { method: "PUT", path, params: { cpu: 2 } }, "cpu: not in the schema"],
  ["a type", { method: "PUT", path, params: { memory: "1G" } }, 'memory: "1G" is no integer'],
  ["a minimum", { method: "PUT", path, params: { memory: 8 } }, "memory: below 16"],
  ["a maximum", { method: "PUT", path, params: { cores: 9000 } }, "cores: above 8192"],
  [
    "a boolean",
    { method: "PUT", path, params: { onboot: "true" } },
    'onboot: "true" is no boolean',
  ],
  ["an enum", { method: "PUT", path, params: { cmode: "ssh" } }, "cmode: ssh is none of"],
  [
    "a pattern",
    { method: "PUT", path, params: { dev0: "/dev/x,mode=9" } },
    "dev0: mode: not 0[0-7]",
  ],
  [
    "a format",
    { method: "PUT", path, params: { hostname: "a_b" } },
    'hostname: "a_b" is no dns-name',
  ],
  ["a list", { method: "PUT", path, params: { tags: "ok;-no" } }, "tags: -no: no pve-tag-list"],
  [
    "a key",
    { method: "PUT", path, params: { net0: "name=eth0,up=1" } },
    "net0: up: not in the schema",
  ],
  ["a double key", { method: "PUT", path, params: { net0: "name=a,name=b" } }, "net0: name twice"],
  ["a missing key", { method: "PUT", path, params: { mp0: "s:1" } }, "mp0: mp: missing"],
  [
    "a vmid",
    { method: "GET", path: "/nodes/phoenix/lxc/99/config", params: {} },
    "vmid: below 100",
  ],
  [
    "a missing parameter",
    { method: "POST", path: "/nodes/phoenix/lxc", params: { vmid: 950 } },
    "ostemplate: missing",
  ],
];

describe("the judge itself finds", () => {
  for (const [what, request, problem] of wrong) {
    testWithShared(`${what} that is wrong`, () => {
      const found = new OfficialSchema().problems({ authuser: "root@pam!x", ...request });
      expect(found).toContainEqual(expect.stringContaining(problem));
    });
  }
});

test.each<[string, Record<string, string>]>([
  ["dev0", { dev0: "/dev/nvidia0" }],
  ["dev1", { delete: "memory,dev1" }],
  ["features", { features: "nesting=1,keyctl=1" }],
  ["features", { delete: "features" }],
  ["features", { revert: "features" }],
  ["mp0", { mp0: "/srv/data,mp=/data" }],
  ["hookscript", { hookscript: "local:snippets/x" }],
])("%s of %p is known to be root's alone", (key, params) => {
  const request: ApiRequest = { authuser: "root@pam!x", method: "PUT", path, params };
  expect(rootOnlyParameters(request)).toEqual([key]);
});
