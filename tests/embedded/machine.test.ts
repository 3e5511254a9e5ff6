import { createHash } from "node:crypto";
import type { Json } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";
import { contentAt } from "../../embedded/interior/internet";

const url = "https://cloud-images.ubuntu.com/noble/20251001/noble-server-cloudimg-amd64.img";
const download = { content: "import", filename: "noble.qcow2", url };
const create =
  "qm create 9000 --name base --memory 1024 --scsi0 local-zfs:0,import-from=local:import/noble.qcow2 " +
  "--ide2 local-zfs:cloudinit --net0 virtio,bridge=vmbr0 --agent 1";

/** A host with a machine that was made of a cloud image; each test starts from a copy. */
let prepared: Json;
let host: EmbeddedHost;

beforeAll(async () => {
  host = EmbeddedHost.open({ speed: 0 });
  await fetchImage({ ...download });
  await run(create);
  prepared = host.snapshotState();
  await host.close();
});

beforeEach(() => {
  host = EmbeddedHost.fromState(prepared, { speed: 0 });
});

afterEach(() => host.close());

async function run(command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await host.exec(command);
  if (exitCode !== 0) throw new Error(`${command}: exit ${exitCode}: ${stderr}`);
  return stdout;
}

async function fetchImage(params: Record<string, string>): Promise<string | undefined> {
  await host.call("root@pam", "POST", "/nodes/phoenix/storage/local/download-url", params);
  await host.node.tasks.idle();
  return host.node.tasks.list()[0]?.exitstatus;
}

const conf = (vmid: number) => run(`cat /etc/pve/qemu-server/${vmid}.conf`);

test("a machine is made of an image, with what Proxmox adds", async () => {
  const text = await conf(9000);
  expect(text.replace(/(BC:24:11)(:[0-9A-F]{2}){3}|[0-9a-f-]{36}|\d{10}/g, "$1…")).toBe(
    [
      "agent: 1",
      "boot: order=scsi0;net0",
      "ide2: local-zfs:vm-9000-cloudinit,media=cdrom",
      "memory: 1024",
      "meta: creation-qemu=10.0.2,ctime=…",
      "name: base",
      "net0: virtio=BC:24:11…,bridge=vmbr0",
      "scsi0: local-zfs:vm-9000-disk-0,size=3584M",
      "smbios1: uuid=…",
      "vmgenid: …",
      "",
    ].join("\n"),
  );
});

test("an image whose checksum is another is not kept", async () => {
  const digest = createHash("sha256")
    .update(contentAt(url) ?? "")
    .digest("hex");
  const other = { ...download, filename: "other.qcow2", "checksum-algorithm": "sha256" };
  expect(await fetchImage({ ...other, checksum: "00" })).toBe(
    `checksum mismatch: got '${digest}' != expect '00'`,
  );
  expect(await run("ls /var/lib/vz/import")).toBe("noble.qcow2\n");
  expect(await fetchImage({ ...other, checksum: digest })).toBe("OK");
});

test("what a running machine cannot take over waits for its next start", async () => {
  await run("qm start 9000");
  await run("qm set 9000 --memory 2048 --description now --scsi1 local-zfs:1");
  const text = await conf(9000);
  expect(text).toMatch(
    /^#now\n[^]*\nmemory: 1024\n[^]*\nscsi1: local-zfs:vm-9000-disk-1,size=1G\n/,
  );
  expect(text).toContain("\n[PENDING]\nmemory: 2048\n");
  await run("qm stop 9000");
  expect(await conf(9000)).toContain("[PENDING]");
  await run("qm start 9000");
  expect(await conf(9000)).not.toContain("[PENDING]");
  expect(await conf(9000)).toContain("\nmemory: 2048\n");
});

test("cloud-init's settings apply at once, and its drive follows at the next start", async () => {
  await run("qm start 9000");
  await run("qm set 9000 --ciuser ann --nameserver 10.0.0.1");
  expect(await conf(9000)).toContain("\nciuser: ann\n");
  expect(await conf(9000)).toContain("\n[special:cloudinit]\nadded: ciuser,nameserver\n");
  await run("qm reboot 9000");
  expect(await conf(9000)).not.toContain("[special:cloudinit]");
});

test("a disk that is taken away is kept as unused, and leaves the boot order", async () => {
  await run("qm set 9000 --delete scsi0");
  expect(await conf(9000)).toContain("\nunused0: local-zfs:vm-9000-disk-0\n");
  expect(await conf(9000)).toContain("boot: order=net0\n");
  await run("qm set 9000 --delete unused0");
  expect(await run("zfs list -H -o name -t volume")).not.toContain("vm-9000-disk-0");
});

test("disks grow and never shrink", async () => {
  await run("qm resize 9000 scsi0 10G");
  expect(await conf(9000)).toContain("scsi0: local-zfs:vm-9000-disk-0,size=10G\n");
  await expect(run("qm resize 9000 scsi0 5G")).rejects.toThrow("shrinking disks is not supported");
});

test("a template has linked clones, and is not destroyed under them", async () => {
  await run("qm template 9000 && qm clone 9000 101 --name linked && qm clone 9000 102 --full 1");
  expect(await conf(9000)).toMatch(
    /scsi0: local-zfs:base-9000-disk-0,size=3584M\n[^]*template: 1\n/,
  );
  expect(await conf(101)).toContain("scsi0: local-zfs:base-9000-disk-0/vm-101-disk-0,size=3584M\n");
  expect(await conf(102)).toContain("scsi0: local-zfs:vm-102-disk-0,size=3584M\n");
  await expect(run("qm start 9000")).rejects.toThrow("you can't start a vm if it's a template");
  await expect(run("qm destroy 9000")).rejects.toThrow("is still in use by linked cloned");
});

test("a running machine shows in the kernel's sockets, and starts again with the node", async () => {
  await run("qm set 9000 --onboot 1 && qm start 9000");
  expect(await run("cat /proc/net/unix")).toContain("/var/run/qemu-server/9000.qmp\n");
  await host.restart();
  await host.node.tasks.idle();
  expect(await run("qm status 9000")).toBe("status: running\n");
  expect(await run("qm list")).toMatch(/^ {6}9000 base {17}running {4}1024 +3\.50 \d+ +$/m);
});

test.each([
  ["qm set 9000 --sshkeys /etc/hostname", "SSH public key validation error"],
  ["qm set 9000 --balloon 4096", "balloon value too large"],
  ["qm set 9000 --net0 nosuch,bridge=vmbr0", "does not have a value in the enumeration"],
  ["qm set 9000 --ide0 local-zfs:cloudinit", "only one cloud-init drive is allowed"],
  ["qm create 9000", "VM 9000 already exists on node 'phoenix'"],
  ["qm snapshot 9000 current", "reserved name"],
  ["qm nosuch", "unknown command 'qm nosuch'"],
])("%s is refused: %s", async (command, problem) => {
  await expect(run(command)).rejects.toThrow(problem);
});

test("a token may not set what Proxmox keeps for root", async () => {
  for (const [key, value] of Object.entries({ args: "-s", hostpci0: "0000:01:00.0" })) {
    const { status, reason } = await host.call(
      host.token.id,
      "PUT",
      "/nodes/phoenix/qemu/9000/config",
      { [key]: value },
    );
    expect([status, reason]).toEqual([500, expect.stringContaining(`only root can set '${key}'`)]);
  }
});

describe("the guest agent", () => {
  const own = "https://mirror.phoenix.internal/images/noble/server-with-agent.img";

  beforeEach(async () => {
    await fetchImage({ content: "import", filename: "own.qcow2", url: own });
    await run(
      "qm create 700 --name worker --scsi0 local-zfs:0,import-from=local:import/own.qcow2 " +
        "--ide2 local-zfs:cloudinit --net0 virtio,bridge=vmbr0 --ipconfig0 ip=10.0.0.7/24 --agent 1",
    );
    await run("qm start 700");
  });

  test("runs a program in the machine, and tells what came of it as qm prints it", async () => {
    const script = "cat; hostname; hostname -I; systemd-detect-virt; echo bad >&2; exit 3";
    const { stdout, exitCode } = await host.exec(
      `qm guest exec 700 --timeout 5 --pass-stdin 1 -- /bin/bash -c '${script}'`,
      { stdin: "given\n" },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      '{\n   "err-data" : "bad\\n",\n   "exitcode" : 3,\n   "exited" : 1,\n' +
        '   "out-data" : "given\\nworker\\n10.0.0.7 \\nkvm\\n"\n}\n',
    );
  });

  test("refuses where there is none, none that runs, no such machine or no such program", async () => {
    await run("qm start 9000");
    await expect(run("qm guest exec 9000 -- true")).rejects.toThrow("agent is not running");
    await expect(run("qm guest exec 701 -- true")).rejects.toThrow("exit 2: Configuration file");
    await expect(run("qm guest exec 700 -- nothing")).rejects.toThrow("No such file or directory");
    await run("qm stop 700");
    await expect(run("qm guest exec 700 -- true")).rejects.toThrow("VM 700 is not running");
    await run("qm set 700 --delete agent");
    await expect(run("qm guest exec 700 -- true")).rejects.toThrow(
      "No QEMU guest agent configured",
    );
  });

  test("what is written in a machine is in its snapshots and its clones", async () => {
    const inside = (vmid: number, script: string) =>
      run(`qm guest exec ${vmid} -- /bin/bash -c '${script}'`);
    await inside(700, "echo one >/srv/it");
    await run("qm shutdown 700 && qm snapshot 700 before && qm start 700");
    await inside(700, "echo two >/srv/it");
    await run("qm shutdown 700 && qm clone 700 701 --name copy --full 1 && qm start 701");
    expect(await inside(701, "cat /srv/it /etc/hostname")).toContain("two\\ncopy\\n");
    await run("qm rollback 700 before && qm start 700");
    expect(await inside(700, "cat /srv/it")).toContain("one");
  });
});
