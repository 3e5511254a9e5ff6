import { scriptCommand, type GuestScript } from "../../providers/guest-script";
import { Resource, World } from "../lifecycle/world";
import { ostemplate, owner } from "../lifecycle/layer-spec";
import { inGuest, preparedGuest } from "./guest-world";

const script: GuestScript = {
  name: "application",
  text: 'echo "$PHOENIX_NAME" >>/root/runs\necho said; echo wrong >&2\n',
  variables: { PHOENIX_NAME: "it's $HOME", PHOENIX_PORTS: "" },
};

let world: World;

beforeAll(async () => {
  world = await World.open(await preparedGuest());
});

afterAll(() => world.close());

const run = async (changed: Partial<GuestScript> = {}) => {
  const { create, stdin } = scriptCommand(900, { ...script, ...changed });
  return world.embedded.exec(create, { stdin });
};

const runs = async () => (await inGuest(world, "cat /root/runs")).split("\n").filter(Boolean);

beforeEach(async () => {
  await inGuest(world, "rm -f /root/runs /var/lib/phoenix/application.ran");
});

test("a script runs once, however often its command does, and what it prints stays in the guest", async () => {
  expect(await run()).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  expect(await run()).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  expect(await runs()).toEqual(["it's $HOME"]);
  const log = "/var/log/phoenix-application.log";
  expect(await inGuest(world, `cat ${log}; stat -c %a ${log}`)).toBe("said\nwrong\n600\n");
});

test.each<[string, Partial<GuestScript>]>([
  ["its text", { text: `${script.text}# another\n` }],
  ["one of its variables", { variables: { ...script.variables, PHOENIX_NAME: "other" } }],
])("it runs again where %s is another", async (_, changed) => {
  await run();
  await run(changed);
  await run(changed);
  expect(await runs()).toHaveLength(2);
});

test("what a script starts does not read the script away", async () => {
  const reading = { text: 'cat >/dev/null\necho "$PHOENIX_NAME" >>/root/runs\n' };
  expect(await run(reading)).toMatchObject({ exitCode: 0 });
  expect(await runs()).toHaveLength(1);
});

test("one that fails is told by its last lines, and run again", async () => {
  const failing = { text: 'echo "$PHOENIX_NAME" >>/root/runs; seq 1 30; exit 4\n' };
  const { exitCode, stdout, stderr } = await run(failing);
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
  expect(stderr.trim().split("\n")).toEqual(
    Array.from({ length: 20 }, (__, at) => String(at + 11)),
  );
  await run(failing);
  expect(await runs()).toHaveLength(2);
});

test("a container that was made anew has another rootfs, which the next run shows and keeps", async () => {
  const rootfs = new Resource(world, "rootfs", { vmid: 900, owner });
  expect(await rootfs.up()).toBe("created");
  const before = world.mutations;
  expect(await rootfs.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  const { live } = rootfs.outputs;
  expect(live).toEqual({ created: false, guid: expect.stringMatching(/^\d+$/) as unknown });
  await world.shell(
    `pct stop 900 && pct destroy 900 && pct create 900 ${ostemplate} --rootfs local-zfs:4`,
  );
  const { operations, id, outputs, inputs } = rootfs;
  expect(await operations.diff(id, outputs, inputs)).toMatchObject({ changes: true });
  const { outs } = await operations.update(id, outputs, inputs);
  expect(outs["live"]).toMatchObject({ guid: expect.stringMatching(/^\d+$/) as unknown });
  expect(outs["live"]).not.toEqual(live);
  expect(await operations.diff(id, outs, inputs)).toMatchObject({ changes: false });
  await world.shell("pct destroy 900");
  expect(await rootfs.refresh()).toBeUndefined();
});
