import fs from "node:fs";
import path from "node:path";
import { chosenSeed } from "../crash/random";
import { chooseDrifts, hostDrifts, shownBy } from "./chosen-drifts";
import { describeWithCli, TestStack } from "./stack";

const containers = "phoenix_lxc_configs.json";
const ground = "phoenix_hypervisor_config.json";

/** How many the reference inventory has, the program's components and the stack among them. */
const resources = 128;

type Guests = Record<string, Record<string, unknown>>;

/** A line of PHOENIX_LOG=debug. */
interface Asked {
  readonly kind: "api" | "ssh";
}

jest.setTimeout(300_000);

/** A command that has to end well; its errors are shown where it does not. */
async function succeed(command: Promise<{ code: number | null; output: string }>): Promise<string> {
  const { code, output } = await command;
  expect(output.split("\n").filter((line) => /error:/.test(line))).toEqual([]);
  expect(code).toBe(0);
  return output;
}

/** What `preview --diff` prints about one resource. */
function partAbout(name: string, output: string): string {
  const parts = output.split(/^(?=.*: \((?:refresh|create|update|delete)\)$)/m);
  return parts.filter((part) => part.includes(`::${name}]`)).join("");
}

describeWithCli("the program on a host that is empty at first", () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.open();
  });
  afterAll(() => stack.close());

  test("up makes everything that is declared", async () => {
    const { code, output } = await stack.up();
    expect(output).not.toContain("error:");
    expect(code).toBe(0);
    const running = await stack.shell("pct list");
    expect(running.split("\n").filter((line) => line.includes("running"))).toHaveLength(10);
    expect(running.split("\n").filter((line) => line.includes("stopped"))).toHaveLength(5);
  });

  test("a second look asks the host once over each door, finds nothing to change, and changes nothing", async () => {
    const before = stack.mutations;
    stack.env["PHOENIX_LOG"] = "debug";
    const { code, output } = await stack.preview("--expect-no-changes");
    delete stack.env["PHOENIX_LOG"];
    expect(code).toBe(0);
    expect(output).toContain(`${resources} unchanged`);
    expect(stack.mutations).toBe(before);
    const asked = [...new Set(output.match(/\{"at":.*\}/g))].map(
      (line) => JSON.parse(line) as Asked,
    );
    expect(asked.map(({ kind }) => kind).sort()).toEqual(["api", "ssh"]);
  });

  test("many edits by hand are seen, each with both values, and healed, and nothing else", async () => {
    const edits: [string, string, RegExp][] = [
      ["pct set 950 --memory 1111", "guest-950", /~ memory\s*: 1111 => 4096/],
      ["pct set 951 --cores 1", "guest-951", /~ cores\s*: 1 => \d/],
      ["pct set 952 --hostname other", "guest-952", /~ hostname\s*: "other" => "/],
      ["pct set 953 --net0 name=eth0,bridge=vmbr0,ip=dhcp", "guest-953", /ip\s*: "dhcp" => "/],
      ["pct stop 954", "guest-954", /~ running\s*: false => true/],
      ["true", "guest-954-health", /n8n\s*: "not running" => "ok"/],
      ["pct exec 952 -- docker stop qdrant", "guest-952-qdrant", /state\s*: "exited" => "running"/],
      ["true", "guest-952-health", /~ .*=> "ok"/],
      [
        "pct stop 955 && pct set 955 --delete dev0,dev1,dev2,dev3,dev4,dev5 && pct start 955",
        "guest-955",
        /\+ \/dev\/nvidia0/,
      ],
      // A guest that sees no GPU any more, or is gone, takes the driver in it along.
      ["true", "guest-955-nvidia", /gpus\s*: "0" => "1"/],
      ["pct set 956 --mp0 local-zfs:1,mp=/foreign", "guest-956", /- \/foreign/],
      ["pct stop 957 && pct destroy 957", "guest-957", /create/],
      ["true", "guest-957-nvidia", /create/],
      ["true", "guest-957-llamacpp", /create/],
      ["true", "guest-957-health", /create/],
      ["echo 'lxc.cap.drop: sys_time' >> /etc/pve/lxc/960.conf", "guest-960", /"lxc.cap.drop: sys/],
      ["pct set 910 --features nesting=1", "guest-910", /\+ keyctl\s*: "1"/],
      ["pct delsnapshot 903 pre-configured", "guest-903-pre-configured", /create/],
      [
        "pct exec 953 -- apt-get remove -y htop",
        "guest-953-base_setup",
        /package\.htop\s*: ".*" => "installed"/,
      ],
      ["zfs set compression=off quickOS", "pool-quickOS", /~ compression\s*: "off" => "lz4"/],
      [
        "zfs set recordsize=1M quickOS/lxc-disks",
        "dataset-quickOS/lxc-disks",
        /~ recordsize\s*: "1M" => "16K"/,
      ],
      [
        "pvesm set fastData-shared-iso --content iso",
        "storage-fastData-shared-iso",
        /\+ \[1\]: "vztmpl"/,
      ],
      ["pvesm remove fastData-shared-bulk-data", "storage-fastData-shared-bulk-data", /create/],
      [
        "rm /fastData/shared-iso/template/cache/*",
        "template-ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
        /create/,
      ],
    ];
    for (const [command] of edits) await stack.shell(command);
    const { output } = await stack.preview("--diff");
    for (const [, name, shown] of edits) expect(partAbout(name, output)).toMatch(shown);
    expect(output).toContain(`${resources - edits.length} unchanged`);
    const before = stack.mutations;
    await succeed(stack.up());
    const made = stack.host.journal.entries().slice(before);
    for (const only of [
      /^PUT \/nodes\/phoenix\/lxc\/950\/config/,
      /^zfs set recordsize=16K quickOS\/lxc-disks$/,
      /^PUT \/storage\/fastData-shared-iso/,
    ]) {
      expect(made.filter(({ what }) => only.test(what))).toHaveLength(1);
    }
    await succeed(stack.preview("--expect-no-changes"));
    expect(await stack.shell("pct config 955")).toContain("/dev/nvidia0,mode=0666");
    expect(await stack.shell("pct exec 953 -- dpkg-query -W htop")).toContain("htop");
  });

  test("ten fields that a seed chooses are seen by name with both values, healed, and nothing else", async () => {
    const seed = chosenSeed();
    const eligible = hostDrifts();
    const chosen = chooseDrifts(eligible, 10, seed);
    process.stderr.write(`ten of ${eligible.length} drifts, of seed ${seed} (PHOENIX_SEED)\n`);
    for (const { command } of chosen) await stack.shell(command);
    const { output } = await stack.preview("--diff");
    for (const drift of chosen) {
      const part = partAbout(drift.name, output);
      expect([drift.command, part]).toEqual([
        drift.command,
        expect.stringMatching(shownBy(drift)) as string,
      ]);
      for (const field of drift.fields) expect(part).toContain(field);
    }
    expect(output).toContain(`${resources - chosen.length} unchanged`);
    await succeed(stack.up());
    await succeed(stack.preview("--expect-no-changes"));
  });

  test("after the state is lost, up adopts everything and changes nothing on the host", async () => {
    await stack.newState();
    const before = stack.mutations;
    const { code, output } = await stack.up();
    expect(output).toContain(`${resources} created`);
    expect(code).toBe(0);
    expect(stack.mutations).toBe(before);
  });

  test("a guest that a person cloned from one of ours is foreign, and is taken over only when asked", async () => {
    await stack.shell("pct stop 956 && pct clone 956 970 --full 1 && pct start 956");
    stack.edit(containers, (content) => {
      const guests = content["lxc_configs"] as Guests;
      guests["970"] = {
        ...guests["956"],
        name: "taken-over",
        mac_address: "BC:24:11:00:09:70",
        network_config: { name: "eth0", bridge: "vmbr0", ip: "auto" },
        memory_mb: 512,
        cores: 1,
        storage_size_gb: 6,
      };
    });
    const before = stack.mutations;
    const refused = await stack.up();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(
      /container 970 exists on the host and was not made by this stack/,
    );
    expect(refused.output).toMatch(/hostname: .* on the host, taken-over declared/);
    expect(stack.mutations).toBe(before);
    stack.edit(containers, (content) => {
      Object.assign((content["lxc_configs"] as Guests)["970"] ?? {}, { adopt: true });
    });
    const adopted = await stack.up();
    expect(adopted.code).toBe(0);
    expect(await stack.shell("cat /etc/pve/lxc/970.conf")).toContain("hostname: taken-over");
    const { output } = await stack.pulumi(
      "stack",
      "output",
      "addresses",
      "--json",
      "--stack",
      "dev",
    );
    expect(JSON.parse(output)).toMatchObject({
      "taken-over": expect.stringMatching(/^192\.168\.250\.2[34]\d$/) as string,
    });
    await succeed(stack.preview("--expect-no-changes"));
  });

  test("a guest that is taken out of the configuration is destroyed, a dataset is let go", async () => {
    stack.edit(containers, (content) => {
      delete (content["lxc_configs"] as Guests)["970"];
    });
    stack.edit(ground, (content) => {
      const zfs = content["zfs"] as { datasets: { name: string }[] };
      zfs.datasets = zfs.datasets.filter(({ name }) => name !== "shared-bulk-data");
    });
    stack.edit("overlays/dev.json", (content) => {
      const { hypervisor } = content as { hypervisor: { zfs: { datasets: Guests } } };
      delete hypervisor.zfs.datasets["shared-bulk-data"];
    });
    const { code, output } = await stack.up();
    expect(output).not.toContain("error:");
    expect(code).toBe(0);
    await expect(stack.shell("pct status 970")).rejects.toThrow(/does not exist/);
    expect(await stack.shell("zfs list -H -o name fastData/shared-bulk-data")).toBe(
      "fastData/shared-bulk-data\n",
    );
  });

  test("a change that would destroy data is refused in preview, with what to do", async () => {
    stack.edit("overlays/dev.json", (content) => {
      const { lxc } = content as { lxc: { lxc_configs: Guests } };
      Object.assign(lxc.lxc_configs["900"] ?? {}, { storage_size_gb: 3 });
    });
    const before = stack.mutations;
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(/container 900 .*rootfs is .*4G.*declared is .*3G.*"replace": true/s);
    expect((await stack.up()).code).not.toBe(0);
    expect(stack.mutations).toBe(before);
    stack.edit("overlays/dev.json", (content) => {
      const { lxc } = content as { lxc: { lxc_configs: Guests } };
      Object.assign(lxc.lxc_configs["900"] ?? {}, { storage_size_gb: 4 });
    });
  });

  test("without leave, a guest with data volumes is not destroyed, and its volumes are named", async () => {
    stack.configure({});
    stack.edit(containers, (content) => {
      takeOut(content["lxc_configs"] as Guests, "952");
    });
    stack.edit("overlays/dev.json", (content) => {
      const { lxc } = content as { lxc: { lxc_configs: Guests } };
      delete lxc.lxc_configs["952"];
    });
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(/container 952 .*is not destroyed.*subvol-952-disk-\d+/s);
    expect(await stack.shell("pct status 952")).toBe("status: running\n");
  });

  test("a protected stack gives no guest away", async () => {
    stack.configure({ "phoenix:deleteVolumes": "true", "phoenix:protect": "true" });
    await succeed(stack.up());
    stack.edit(containers, (content) => {
      takeOut(content["lxc_configs"] as Guests, "956");
    });
    stack.edit("overlays/dev.json", (content) => {
      const { lxc } = content as { lxc: { lxc_configs: Guests } };
      delete lxc.lxc_configs["956"];
    });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(/guest-956.*cannot be deleted|protect/s);
    expect(await stack.shell("pct status 956")).toBe("status: running\n");
  });

  test("destroy lets go of what holds data", async () => {
    const inventory = path.resolve(__dirname, "../../config");
    fs.cpSync(inventory, path.join(stack.directory, "config"), { recursive: true });
    stack.configure({ "phoenix:deleteVolumes": "true" });
    await succeed(stack.up());
    const { code, output } = await stack.pulumi("destroy", "--yes", "--skip-preview");
    expect(output).not.toContain("error:");
    expect(code).toBe(0);
    expect((await stack.shell("pct list")).split("\n").filter(Boolean).length).toBeLessThanOrEqual(
      1,
    );
    expect(await stack.shell("zpool list -H -o name")).toContain("quickOS");
  });
});

/** Takes a guest out, and the gateway's site that passes on to it. */
function takeOut(guests: Guests, vmid: string): void {
  Reflect.deleteProperty(guests, vmid);
  for (const guest of Object.values(guests)) {
    const { nginx_sites: sites } = guest as { nginx_sites?: { upstream: string }[] };
    if (sites === undefined) continue;
    const others = sites.filter(({ upstream }) => !upstream.startsWith(`${vmid}:`));
    Object.assign(guest, { nginx_sites: others });
  }
}
