import { Resource, World } from "./world";

const zone = (name: string) => ({ localtime: name, timezone: name });

let world: World;
let timezone: Resource;

beforeEach(async () => {
  world = await World.open();
  timezone = new Resource(world, "timezone", zone("Europe/Berlin"));
});
afterEach(() => world.close());

test("the zone holds for programs and for Proxmox VE; a second up, and one after a lost state, change nothing", async () => {
  expect(await timezone.up()).toBe("created");
  expect(await world.shell("timedatectl show -p Timezone --value; cat /etc/timezone")).toBe(
    "Europe/Berlin\nEurope/Berlin\n",
  );
  const before = world.mutations;
  expect(await timezone.up()).toBe("unchanged");
  timezone.forget();
  expect(await timezone.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("a zone that is there already is adopted, and what is right is not written again", async () => {
  await world.shell("timedatectl set-timezone Europe/Berlin && rm /etc/timezone");
  const run = jest.spyOn(world.host.shell, "run");
  await timezone.up();
  expect(run.mock.calls.map(([argv]) => argv[0])).toEqual(["bash"]);
  expect(await world.shell("cat /etc/timezone")).toBe("Europe/Berlin\n");
});

test("another zone is set in place", async () => {
  await timezone.up();
  timezone.inputs = zone("Asia/Tokyo");
  expect(await timezone.preview()).toMatchObject({
    action: "update",
    changes: ["localtime", "timezone"],
  });
  expect(await timezone.up()).toBe("updated");
  expect(await world.shell("readlink /etc/localtime")).toMatch(/Asia\/Tokyo$/m);
});

test("a zone that was changed past systemd-timedated, which still runs with what it set, is set again", async () => {
  await timezone.up();
  await world.shell("ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime");
  await world.shell("timedatectl set-timezone Europe/Berlin");
  expect(await world.shell("readlink /etc/localtime")).toMatch(/Asia\/Tokyo$/m);
  expect(await timezone.up()).toBe("updated");
  expect(await world.shell("readlink /etc/localtime")).toMatch(/Europe\/Berlin$/m);
});

test("a zone that the node has not is refused in preview, and nothing is changed", async () => {
  timezone.inputs = zone("Europe/Atlantis");
  const before = world.mutations;
  await expect(timezone.preview()).rejects.toThrow(
    /the node has no time zone Europe\/Atlantis: there is no \/usr\/share\/zoneinfo\/Europe\/Atlantis/,
  );
  expect(world.mutations).toBe(before);
});

test("after a run that died between its two steps the next one goes on", async () => {
  const cut = jest.fn();
  world.embedded.faults.onCommand({ command: /write-file/, drop: true, notify: cut });
  await world.shell("rm /etc/timezone");
  await expect(timezone.up()).resolves.toBe("created");
  expect(await timezone.up()).toBe("unchanged");
  expect(cut).toHaveBeenCalledTimes(1);
});

test("taken out, the zone stays", async () => {
  await timezone.up();
  const before = world.mutations;
  await timezone.delete();
  await timezone.delete();
  expect(world.mutations).toBe(before);
});

test.each([zone("../../etc/passwd"), zone("Europe/Berlin\n"), zone("; reboot"), zone("")])(
  "%j is no zone",
  async (inputs) => {
    await expect(new Resource(world, "timezone", inputs).preview()).rejects.toThrow(/localtime/);
  },
);
