import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { layerContent } from "../../providers/guest/content";
import { readFeature } from "../../providers/features";
import { layerSpec, owner, snapshotSpec, templateFile } from "./layer-spec";
import { Resource, World } from "./world";

const template = { storage: "local", template: templateFile };

const baseSetup = readFeature("base_setup");
const featureSpec: Bag = {
  vmid: 900,
  owner,
  feature: "base_setup",
  fingerprint: baseSetup?.fingerprint,
  facts: baseSetup?.facts,
};

let prepared: { container: Json; installed: Json; outputs: Bag };
let world: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  expect(await new Resource(first, "ostemplate", template).up()).toBe("created");
  await new Resource(first, "container", layerSpec).up();
  const container = first.embedded.snapshotState();
  const feature = new Resource(first, "feature", featureSpec);
  expect(await feature.up()).toBe("created");
  prepared = { container, installed: first.embedded.snapshotState(), outputs: feature.outputs };
  await first.close();
});

afterEach(() => world.close());

describe("an OS template", () => {
  test("is downloaded once, found again after a lost state, and let go", async () => {
    world = await World.open();
    const ostemplate = new Resource(world, "ostemplate", template);
    expect(await ostemplate.up()).toBe("created");
    const before = world.mutations;
    expect(await ostemplate.up()).toBe("unchanged");
    ostemplate.forget();
    expect(await ostemplate.up()).toBe("created");
    await ostemplate.delete();
    expect(world.mutations).toBe(before);
    expect(await world.shell("pveam list local 2>/dev/null || pvesm list local")).toContain(
      templateFile,
    );
  });

  test("that was removed is downloaded again", async () => {
    world = await World.open();
    const ostemplate = new Resource(world, "ostemplate", template);
    await ostemplate.up();
    await world.shell(`rm /var/lib/vz/template/cache/${templateFile}`);
    expect(await ostemplate.up()).toBe("created");
  });

  test.each(["../../etc/passwd", "-rf.tar.gz", "a b.tar.zst", "ubuntu.iso"])(
    "named %p is refused",
    async (name) => {
      world = await World.open();
      const wrong = new Resource(world, "ostemplate", { storage: "local", template: name });
      await expect(wrong.up()).rejects.toThrow(/template: must be the name of a/);
    },
  );
});

describe("a feature", () => {
  let feature: Resource;

  async function start(state: Json, known = false): Promise<void> {
    world = await World.open(state);
    feature = new Resource(world, "feature", featureSpec);
    if (known) feature.restore("900/base_setup", prepared.outputs);
  }

  test("is installed in a stopped layer, which is stopped again afterwards", async () => {
    await start(prepared.container);
    expect(await feature.up()).toBe("created");
    expect(await world.shell("pct status 900")).toBe("status: stopped\n");
    await world.shell("pct start 900");
    expect(await world.shell("pct exec 900 -- dpkg-query -W htop jq")).toMatch(/htop\t.*\njq\t/);
    expect(await world.shell("pct exec 900 -- cat /etc/default/locale")).toContain(
      "LANG=en_US.UTF-8",
    );
  });

  test("of a stopped guest counts by the record of its last verification, which preview says", async () => {
    await start(prepared.installed, true);
    const before = world.mutations;
    expect(await feature.up()).toBe("unchanged");
    expect(console.log).toHaveBeenCalledWith("feature 900/base_setup: not inspected: stopped");
    feature.forget();
    expect(await feature.up()).toBe("created");
    expect(world.mutations).toBe(before);
  });

  test.each([
    ["apt-get remove -y htop", "package.htop"],
    ["apt-get purge -y jq git", "package.jq"],
    ["sed -i s/en_US.UTF-8/C.UTF-8/ /etc/default/locale", "locale.LANG"],
    ["rm /etc/default/locale", "locale.LC_ALL"],
  ])("of a running guest drifts after %s, and is healed", async (command, fact) => {
    await start(prepared.installed, true);
    await world.shell("pct start 900");
    expect(await feature.up()).toBe("unchanged");
    await world.shell(`pct exec 900 -- ${command}`);
    const live = (await feature.refresh())?.["facts"] as Record<string, string>;
    expect(live[fact]).not.toBe(baseSetup?.facts[fact]);
    expect(await feature.preview()).toMatchObject({ action: "update", changes: ["facts"] });
    expect(await feature.up()).toBe("updated");
    expect(await feature.up()).toBe("unchanged");
  });

  test("whose definition changed is verified again", async () => {
    await start(prepared.installed, true);
    feature.inputs = { ...featureSpec, fingerprint: "ffffffffffff" };
    expect(await feature.preview()).toMatchObject({ action: "update", changes: ["fingerprint"] });
    expect(await feature.up()).toBe("updated");
    expect(await world.shell("cat /etc/pve/lxc/900.conf")).toContain("base_setup=ffffffffffff");
  });

  test("that does not show its facts after the installation fails with what is missing", async () => {
    await start(prepared.container);
    feature.inputs = {
      ...featureSpec,
      facts: { ...baseSetup?.facts, "package.nothing": "installed" },
    };
    await expect(feature.up()).rejects.toThrow(
      /afterwards package\.nothing is missing, want installed/,
    );
  });

  test("of a guest that is not ours is not touched", async () => {
    await start(prepared.container);
    await world.shell("pct set 900 --delete tags --description none");
    await expect(feature.up()).rejects.toThrow(/it is not ours/);
    expect(await world.shell("pct status 900")).toBe("status: stopped\n");
  });

  test("that the library has not is refused", async () => {
    await start(prepared.container);
    feature.inputs = { ...featureSpec, feature: "../etc" };
    await expect(feature.up()).rejects.toThrow(/feature: is no folder of features/);
  });
});

describe("a layer's snapshot", () => {
  let snapshot: Resource;

  beforeEach(async () => {
    world = await World.open(prepared.installed);
    snapshot = new Resource(world, "snapshot", snapshotSpec);
    expect(await snapshot.up()).toBe("created");
  });

  test("is taken once, found again after a lost state, and says what it holds", async () => {
    const before = world.mutations;
    expect(await snapshot.up()).toBe("unchanged");
    snapshot.forget();
    expect(await snapshot.up()).toBe("created");
    expect(world.mutations).toBe(before);
    expect(await world.shell("cat /etc/pve/lxc/900.conf")).toContain("#fingerprint 0123456789ab");
  });

  test("is taken with the layer stopped", async () => {
    await world.shell("pct delsnapshot 900 pre-configured && pct start 900");
    expect(await snapshot.up()).toBe("created");
    expect(await world.shell("pct status 900")).toBe("status: stopped\n");
  });

  test("that was deleted is taken again", async () => {
    await world.shell("pct delsnapshot 900 pre-configured");
    expect(await snapshot.preview()).toMatchObject({ action: "create" });
    expect(await snapshot.up()).toBe("created");
  });

  test("is taken anew when the layer's content is declared otherwise, and clones outlive it", async () => {
    await world.shell("pct clone 900 950 --snapname pre-configured --full 1");
    snapshot.inputs = { ...snapshotSpec, fingerprint: "ba9876543210" };
    expect(await snapshot.preview()).toMatchObject({ action: "update", changes: ["fingerprint"] });
    expect(await snapshot.up()).toBe("updated");
    expect(await snapshot.up()).toBe("unchanged");
    expect(await world.shell("pct status 950")).toBe("status: stopped\n");
  });

  test("is what its clones are outdated by when it is taken anew, which preview says, and is no change", async () => {
    const told = jest.spyOn(console, "log");
    const clone = (vmid: number, from: number, content: string) =>
      new Resource(world, "container", {
        ...layerSpec,
        vmid,
        hostname: `guest-${vmid}`,
        source: { clone: from, snapname: "pre-configured", full: true, content },
        tags: [`${owner}+${vmid}`],
      });
    const upper = clone(950, 900, snapshotSpec.fingerprint);
    await upper.up();
    const taken = { ...snapshotSpec, vmid: 950, fingerprint: "aaaaaaaaaaaa" };
    await new Resource(world, "snapshot", taken).up();
    const now = layerContent("aaaaaaaaaaaa", snapshotSpec.fingerprint);
    const top = clone(951, 950, now);
    await top.up();
    expect(top.outputs["source"]).not.toHaveProperty("content");
    await upper.up();
    expect(told).not.toHaveBeenCalledWith(expect.stringContaining("outdated"));
    upper.inputs = clone(950, 900, "ba9876543210").inputs;
    top.inputs = clone(951, 950, layerContent("aaaaaaaaaaaa", "ba9876543210")).inputs;
    expect(await upper.up()).toBe("unchanged");
    expect(await top.up()).toBe("unchanged");
    for (const [vmid, layer] of [
      [950, 900],
      [951, 950],
    ]) {
      expect(told).toHaveBeenCalledWith(
        `container ${vmid}: outdated: layer ${layer}, or one below it, was changed after it was cloned; npm run rebuild -- ${vmid} makes it anew with its rootfs of 4G`,
      );
    }
  });

  test("of a person's, by the same name, is refused and stays", async () => {
    await world.shell(
      "pct delsnapshot 900 pre-configured && pct snapshot 900 pre-configured --description mine",
    );
    snapshot.forget();
    await expect(snapshot.up()).rejects.toThrow(/snapshot 900@pre-configured exists on the host/);
    expect(await world.shell("pct listsnapshot 900")).toContain("mine");
  });

  test("that was left unfinished by a task that died is taken again", async () => {
    const file = "/etc/pve/lxc/900.conf";
    await world.shell(
      `sed -i 's/^snaptime:/snapstate: prepare\\nsnaptime:/; 1i lock: snapshot' ${file}`,
    );
    expect(await snapshot.preview()).toMatchObject({ action: "update" });
    await snapshot.up();
    expect(await snapshot.up()).toBe("unchanged");
    expect(await world.shell(`cat ${file}`)).not.toMatch(/snapstate|^lock/m);
  });

  test("of a person's is taken over with the layer that is adopted", async () => {
    await world.shell("pct delsnapshot 900 pre-configured && pct snapshot 900 pre-configured");
    snapshot.forget();
    snapshot.inputs = { ...snapshotSpec, adopt: true };
    expect(await snapshot.up()).toBe("created");
    expect(await snapshot.up()).toBe("unchanged");
  });

  test("is deleted by our name only, and once", async () => {
    await world.shell("pct snapshot 900 other");
    await snapshot.delete();
    expect(await world.shell("pct listsnapshot 900")).not.toContain("pre-configured");
    await snapshot.delete();
    expect(await world.shell("pct listsnapshot 900")).toContain("other");
  });

  test.each(["x", "current name", "-a", "a;b"])("named %p is refused", async (snapname) => {
    const wrong = new Resource(world, "snapshot", { ...snapshotSpec, snapname });
    await expect(wrong.up()).rejects.toThrow(/snapname/);
  });
});

describe("a converted template", () => {
  const templateSpec = { vmid: 900, owner };
  const linkedSpec = {
    ...layerSpec,
    vmid: 950,
    source: { clone: 900, full: false },
    tags: [`${owner}+950`],
    running: true,
  };

  test("is made after what is installed, keeps its declaration, and has linked clones", async () => {
    world = await World.open(prepared.installed);
    const layer = new Resource(world, "container", { ...layerSpec, template: true });
    const conversion = new Resource(world, "template", templateSpec);
    expect(await layer.up()).toBe("created");
    expect(await conversion.up()).toBe("created");
    const before = world.mutations;
    expect(await layer.up()).toBe("unchanged");
    expect(await conversion.up()).toBe("unchanged");
    conversion.forget();
    expect(await conversion.up()).toBe("created");
    expect(world.mutations).toBe(before);
    const guest = new Resource(world, "container", linkedSpec);
    expect(await guest.up()).toBe("created");
    expect(await world.shell("cat /etc/pve/lxc/950.conf")).toMatch(
      /rootfs: local-zfs:basevol-900-disk-0\/subvol-950-disk-0/,
    );
    expect(await guest.up()).toBe("unchanged");
    expect(await world.shell("pct exec 950 -- dpkg-query -W htop")).toContain("htop");
  });

  test("whose declaration says that it is none is refused with what to do", async () => {
    world = await World.open(prepared.installed);
    await new Resource(world, "template", templateSpec).up();
    const layer = new Resource(world, "container", layerSpec);
    await expect(layer.up()).rejects.toThrow(
      /template is true, declared is not set.*"replace": true/s,
    );
  });

  test("of a guest that is not ours is not made", async () => {
    world = await World.open(prepared.container);
    await world.shell("pct set 900 --delete tags --description none");
    await expect(new Resource(world, "template", templateSpec).up()).rejects.toThrow(/not ours/);
  });
});
