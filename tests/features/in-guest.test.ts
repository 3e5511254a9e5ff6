import type { Json } from "../../embedded/contract";
import { readFeature } from "../../providers/features";
import type { Bag } from "../../providers/lifecycle";
import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource, World } from "../lifecycle/world";

/** What a person breaks in the guest, and the facts that then differ. */
const breaks: Record<string, readonly (readonly [string, readonly string[]])[]> = {
  nginx: [
    ["systemctl stop nginx", ["service.nginx.active"]],
    ["systemctl disable nginx", ["service.nginx.enabled"]],
    [
      "sed -i s/100m/1m/ /etc/nginx/conf.d/phoenix.conf && touch -d 2099-01-01 /etc/nginx/conf.d/phoenix.conf",
      ["file./etc/nginx/conf.d/phoenix.conf", "service.nginx.configuration"],
    ],
    ["chmod 600 /etc/nginx/conf.d/phoenix.conf", ["file./etc/nginx/conf.d/phoenix.conf"]],
    ["rm /etc/nginx/conf.d/phoenix.conf", ["file./etc/nginx/conf.d/phoenix.conf"]],
    [
      "apt-get remove -y nginx",
      ["configuration", "package.nginx", "service.nginx.active", "service.nginx.enabled"],
    ],
  ],
  python_api_service: [
    ["apt-get remove -y python3-pip", ["package.python3-pip"]],
    ["apt-get purge -y python3-venv", ["package.python3-venv"]],
    ["apt-get remove -y python3-pip python3-venv", ["package.python3-pip", "package.python3-venv"]],
  ],
};

let prepared: Json;
let world: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await new Resource(first, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(first, "container", layerSpec).up();
  await first.shell("pct start 900");
  prepared = first.embedded.snapshotState();
  await first.close();
});

beforeEach(async () => {
  world = await World.open(prepared);
});

afterEach(() => world.close());

describe.each(Object.keys(breaks))("%s", (name) => {
  test("is installed, verified, and found unchanged by a second run", async () => {
    const feature = declared(name);
    expect(await feature.up()).toBe("created");
    const before = world.mutations;
    expect(await feature.up()).toBe("unchanged");
    expect(world.mutations).toBe(before);
  });

  test.each(breaks[name] ?? [])("%s is seen, and healed", async (command, facts) => {
    const feature = declared(name);
    await feature.up();
    await world.shell(`pct exec 900 -- bash -c ${JSON.stringify(command)}`);
    expect(await differing(feature)).toEqual(facts);
    expect(await feature.up()).toBe("updated");
    expect(await feature.up()).toBe("unchanged");
  });

  test("is adopted after a lost state", async () => {
    await declared(name).up();
    const before = world.mutations;
    expect(await declared(name).up()).toBe("created");
    expect(world.mutations).toBe(before);
  });
});

test("another option is written, and the service is restarted once", async () => {
  await declared("nginx").up();
  const feature = declared("nginx", { client_max_body_size: "2g" });
  const before = world.embedded.journal.entries().length;
  await feature.up();
  const made = world.embedded.journal.entries().slice(before);
  expect(made.filter(({ what }) => what.includes("systemctl restart nginx"))).toHaveLength(1);
  const file = await world.shell("pct exec 900 -- cat /etc/nginx/conf.d/phoenix.conf");
  expect(file).toContain("client_max_body_size 2g;");
});

test("features of one guest are asked in one command", async () => {
  await declared("nginx").up();
  await declared("python_api_service").up();
  world.host.forget();
  const { facts } = await world.host.inspect(["facts"], ["900"]);
  expect(Object.keys(facts.get(900) ?? {}).sort()).toEqual(["nginx", "python_api_service"]);
});

function declared(name: string, options: Record<string, string> = {}): Resource {
  const { fingerprint, facts } = readFeature(name, { options }) ?? {};
  const inputs: Bag = {
    ...{ vmid: 900, owner, feature: name, fingerprint, facts },
    ...(Object.keys(options).length > 0 && { options }),
  };
  return new Resource(world, "feature", inputs);
}

async function differing(feature: Resource): Promise<string[]> {
  const live = ((await feature.refresh())?.["facts"] ?? {}) as Record<string, string>;
  const wanted = feature.inputs["facts"] as Record<string, string>;
  return Object.keys(wanted)
    .filter((fact) => live[fact] !== wanted[fact])
    .sort();
}
