import type { Json } from "../../embedded/contract";
import { inMachine, machineFeature, shopInputs, shopStack, withWorker } from "./agent-machine";
import { Resource, World } from "./world";

let installed: Json;
let running: Json;
let world: World;

const states = "docker ps -a --format '{{.Names}} {{.Status}}' | sort";

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  installed = await withWorker(["docker"]);
  world = await World.open(installed);
  world.settings.guestSecrets.set("shop-db", "s3cret");
  await shopStack(world).up();
  running = world.embedded.snapshotState();
  await world.close();
});
afterEach(() => world.close());

async function open(state: Json): Promise<Resource> {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open(state);
  world.settings.guestSecrets.set("shop-db", "s3cret");
  return shopStack(world);
}

async function opened(): Promise<Resource> {
  const stack = await open(running);
  expect(await stack.up()).toBe("created");
  return stack;
}

test("a stack runs with its environment, its files and its secrets, and a second run changes nothing", async () => {
  const stack = await open(installed);
  expect(await stack.up()).toBe("created");
  expect(await inMachine(world, states)).toBe("shop-db-1 Up 1 second\nshop-web-1 Up 1 second\n");
  const seen = JSON.parse(await inMachine(world, "docker inspect shop-web-1")) as [
    { Config: { Env: string[]; Labels: Record<string, string> }; HostConfig: { Binds: string[] } },
  ];
  expect(seen[0].Config.Env).toEqual(["GREETING=hello world $5"]);
  expect(seen[0].Config.Labels).toMatchObject({
    "traefik.enable": "true",
    "traefik.users": "ann:$apr1$x",
  });
  expect(seen[0].HostConfig.Binds).toContain(
    "/etc/phoenix/stacks/shop/etc_site.conf:/etc/site.conf:ro",
  );
  expect(await inMachine(world, "docker inspect -f '{{json .Config.Env}}' shop-db-1")).toBe(
    '["PASSWORD=s3cret"]\n',
  );
  expect(await inMachine(world, "stat -c '%U:%G %a' /etc/phoenix/stacks/shop/secrets.env")).toBe(
    "root:root 600\n",
  );
  const before = world.mutations;
  expect(await stack.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  expect(JSON.stringify(stack.outputs)).not.toContain("s3cret");
});

test("after its state was lost it is adopted, and nothing is changed", async () => {
  const stack = await open(running);
  const before = world.mutations;
  expect(await stack.up()).toBe("created");
  expect(await stack.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("another secret of the stack's makes its containers anew, and is told nowhere", async () => {
  const stack = await opened();
  world.settings.guestSecrets.set("shop-db", "another");
  const live = await stack.refresh();
  expect(live?.["facts"]).toMatchObject({ "secret.shop": "another one" });
  expect(await stack.up()).toBe("updated");
  expect(await inMachine(world, "docker inspect -f '{{json .Config.Env}}' shop-db-1")).toBe(
    '["PASSWORD=another"]\n',
  );
});

test("taken out of the configuration its containers and files go, and its volumes stay", async () => {
  const stack = await opened();
  await inMachine(world, "echo order >/var/lib/docker/volumes/shop_data/_data/orders");
  await inMachine(world, "docker run -d --name other nginx:1.29");
  await stack.delete();
  expect(await inMachine(world, states)).toBe("other Up 1 second\n");
  expect(await inMachine(world, "cat /var/lib/docker/volumes/shop_data/_data/orders")).toBe(
    "order\n",
  );
  expect(await inMachine(world, "ls /etc/phoenix/stacks /var/lib/phoenix/stacks")).not.toContain(
    "shop",
  );
  expect(await world.shell("qm config 1002")).not.toContain("stack/shop");
  await stack.delete();
});

test("containers of its name that somebody else has made are left alone", async () => {
  const stack = await open(installed);
  await inMachine(
    world,
    'mkdir /srv/shop && cd /srv/shop && echo \'{"services":{"web":{"image":"nginx:1.28"}}}\' >compose.yaml && docker compose up -d',
  );
  await expect(stack.up()).rejects.toThrow(
    /containers of a project shop that Phoenix has not made: .*web foreign/,
  );
  expect(await inMachine(world, "docker inspect -f '{{.Config.Image}}' shop-web-1")).toBe(
    "nginx:1.28\n",
  );
});

test("a service that was taken out goes, paused as it is", async () => {
  const stack = await opened();
  await inMachine(world, "docker pause shop-web-1");
  stack.inputs = shopInputs({ withoutWeb: true });
  expect(await stack.up()).toBe("updated");
  expect(await inMachine(world, states)).not.toContain("shop-web-1");
  expect(await stack.up()).toBe("unchanged");
});

test("an empty folder, which Docker makes of a file that is gone, goes; another one is reported and not removed", async () => {
  const stack = await opened();
  await inMachine(
    world,
    "mkdir /etc/phoenix/stacks/shop/kept && touch /etc/phoenix/stacks/shop/kept/x",
  );
  await inMachine(world, "mkdir /etc/phoenix/stacks/shop/empty");
  await expect(stack.up()).rejects.toThrow(
    "/etc/phoenix/stacks/shop/kept is none of the stack, and not empty: move it away",
  );
  expect(await inMachine(world, "ls /etc/phoenix/stacks/shop")).not.toContain("empty");
  expect(await inMachine(world, "ls /etc/phoenix/stacks/shop/kept")).toBe("x\n");
});

test("a secret that the stack has not, or that no file of variables can hold, is refused in preview", async () => {
  const stack = await open(installed);
  const before = world.mutations;
  world.settings.guestSecrets.delete("shop-db");
  await expect(stack.up()).rejects.toThrow(
    /the stack has no secret shop-db, which is to be PASSWORD/,
  );
  world.settings.guestSecrets.set("shop-db", "it's");
  await expect(stack.up()).rejects.toThrow("must have no single quotes");
  expect(world.mutations).toBe(before);
});

test("without Docker it says so", async () => {
  const stack = await open(installed);
  await inMachine(world, "systemctl stop docker");
  await expect(stack.up()).rejects.toThrow("Docker does not run in this guest.");
});

test("all stacks of a machine are asked in one command, and a container's as well", async () => {
  const stack = await opened();
  const second = new Resource(world, "stack", {
    ...shopStack(world, { stack: "shop2", port: 8081 }).inputs,
  });
  expect(await second.up()).toBe("created");
  const docker = machineFeature(world, "docker");
  await docker.up();
  world.host.forget();
  const run = jest.spyOn(world.host.shell, "script");
  for (const each of [stack, second, docker]) expect((await each.preview()).action).toBe("same");
  expect(run.mock.calls.length).toBe(1);
});

test("a name that is no compose project is no input", async () => {
  const stack = await open(installed);
  stack.inputs = { ...stack.inputs, stack: "My Shop" };
  await expect(stack.up()).rejects.toThrow("must be a project's name of docker compose");
});
