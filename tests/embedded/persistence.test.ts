import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedHost } from "../../embedded/host";
import { Lab, template } from "./lab";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "embedded-host-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const download = { storage: "local", template: template.replace("local:vztmpl/", "") };
const wanted = { vmid: 900, ostemplate: template, rootfs: "local-zfs:8", features: "nesting=1" };

async function withContainer(host: EmbeddedHost): Promise<void> {
  await host.call("root@pam", "POST", "/nodes/phoenix/aplinfo", download);
  await host.node.tasks.idle();
  await host.call("root@pam", "POST", "/nodes/phoenix/lxc", { ...wanted, start: 1 });
  await host.node.tasks.idle();
}

test("a host that is opened again has its files, guests, tasks, journal, keys and ports", async () => {
  const first = EmbeddedHost.open({ dir, speed: 0 });
  await withContainer(first);
  first.guests.files(900).write("/root/mark", "kept");
  first.guests.runtime(900)["started"] = true;
  const before = await first.listen();
  await first.close();
  const second = EmbeddedHost.open({ dir, speed: 0 });
  expect(await second.listen()).toEqual(before);
  await second.close();
  expect(second.sshKey).toBe(first.sshKey);
  expect(second.guests.running(900)).toBe(true);
  expect(second.guests.files(900).readText("/root/mark")).toBe("kept");
  expect(second.guests.runtime(900)).toMatchObject({ started: true });
  expect(second.journal.entries()).toEqual(first.journal.entries());
  expect(second.node.tasks.list()).toEqual(first.node.tasks.list());
  expect(second.snapshotState()).toEqual(first.snapshotState());
});

test("a host that dies in mid-clone leaves both locks and a task that nobody works on", async () => {
  const first = EmbeddedHost.open({ speed: 0 });
  await withContainer(first);
  await first.call("root@pam", "POST", "/nodes/phoenix/lxc/900/status/stop", {});
  await first.node.tasks.idle();
  first.faults.onTask({ type: "vzclone" });
  const { data: upid } = await first.call("root@pam", "POST", "/nodes/phoenix/lxc/900/clone", {
    newid: 950,
  });
  const state = JSON.parse(JSON.stringify(first.snapshotState())) as never;
  const second = EmbeddedHost.fromState(state, { speed: 0 });
  const ask = async (method: "GET" | "PUT" | "DELETE", path: string, params = {}) =>
    await second.call("root@pam", method, `/nodes/phoenix${path}`, params);
  const task = await ask("GET", `/tasks/${encodeURIComponent(upid as string)}/status`);
  expect(task.data).toMatchObject({ status: "stopped", exitstatus: "unexpected status" });
  expect(second.node.configs.load(900).options.get("lock")).toBe("disk");
  expect(second.node.configs.load(950).options.get("lock")).toBe("create");
  expect((await ask("DELETE", "/lxc/950")).reason).toBe("CT is locked (create)");
  await second.exec("pct unlock 900 && pct unlock 950 && pct destroy 950");
  expect(second.node.configs.vmids()).toEqual([900]);
});

test("a host whose ports are taken meanwhile listens on others", async () => {
  const first = EmbeddedHost.open({ dir, speed: 0 });
  const { endpoint, ssh } = await first.listen();
  const second = EmbeddedHost.open({ dir, speed: 0 });
  const other = await second.listen();
  await Promise.all([first.close(), second.close()]);
  expect(other.endpoint).not.toBe(endpoint);
  expect(other.ssh).not.toEqual(ssh);
});

test("closing cuts off what still runs, and nothing is written afterwards", async () => {
  const first = EmbeddedHost.open({ dir, speed: 0 });
  await withContainer(first);
  await first.close();
  const slow = EmbeddedHost.open({ dir, speed: 0.05 });
  await slow.call("root@pam", "POST", "/nodes/phoenix/lxc/900/status/shutdown", {});
  await slow.close();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(slow.guests.running(900)).toBe(true);
  const later = EmbeddedHost.open({ dir, speed: 0 });
  expect(later.guests.running(900)).toBe(true);
  expect(later.node.tasks.list()[0]).toMatchObject({ exitstatus: "unexpected status" });
});

test("changes are on disk soon, in one file that is replaced as a whole", async () => {
  const host = EmbeddedHost.open({ dir, speed: 0 });
  await withContainer(host);
  await new Promise((resolve) => setTimeout(resolve, 120));
  const copy = EmbeddedHost.open({ dir, speed: 0 });
  expect(copy.snapshotState()).toEqual(host.snapshotState());
  expect(readdirSync(dir)).toEqual(["state.json"]);
  expect(statSync(join(dir, "state.json")).mode & 0o777).toBe(0o600);
  await host.close();
});

test("what only reads is neither a change nor in the journal", async () => {
  const lab = await Lab.open();
  await lab.container(900);
  const before = lab.host.journal.entries().length;
  const state = JSON.stringify(lab.host.snapshotState());
  for (const path of ["/lxc", "/lxc/900/config", "/lxc/900/pending", "/storage", "/tasks"]) {
    await lab.must("GET", path);
  }
  await lab.ask("GET", "/nodes/phoenix/lxc/999/config");
  await lab.host.exec("pct config 900; zfs list; cat /etc/pve/storage.cfg; pvesm status");
  expect(lab.host.journal.entries()).toHaveLength(before);
  expect(JSON.stringify(lab.host.snapshotState())).toBe(state);
});

test("every change is in the journal: requests, tasks, commands and what these ask of the API", async () => {
  const lab = await Lab.open();
  const from = lab.host.journal.entries().length;
  await lab.container(900);
  await lab.host.exec("zfs set compression=off rpool/data && pct set 900 --memory 1024");
  const entries = lab.host.journal.entries().slice(from);
  expect(entries.map(({ via, what }) => `${via}: ${what}`)).toEqual([
    "api: POST /nodes/phoenix/lxc by root@pam",
    "task: vzcreate 900 OK",
    "shell: zfs set compression=off rpool/data",
    "api: PUT /nodes/phoenix/lxc/900/config by root@pam",
    "shell: pct set 900 --memory 1024",
  ]);
});

test("two hosts of one state share nothing", async () => {
  const disks = "truncate -s 1G /srv/a /srv/b /srv/c";
  const first = EmbeddedHost.open({ speed: 0 });
  await first.exec(`mkdir -p /srv && ${disks} && zpool create tank mirror /srv/a /srv/b`);
  const state = first.snapshotState();
  const [one, other] = [EmbeddedHost.fromState(state), EmbeddedHost.fromState(state)];
  expect((await one.exec("zpool attach tank /srv/a /srv/c")).stderr).toBe("");
  expect((await other.exec("zpool status tank")).stdout).not.toContain("/srv/c");
  for (const host of [first, one, other]) await host.close();
});
