import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "ssh2";
import type { Connection } from "../../embedded/connection";
import { template } from "./lab";

const root = join(__dirname, "../..");
let dir: string;
let child: ChildProcess;
let connection: Connection;
/** The host's certificate, fetched over SSH. */
let pem = "";

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "embedded-process-"));
  await start();
});

afterAll(async () => {
  await stop("SIGTERM");
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const loader = ["--require", join(root, "providers/typescript.cjs")];
  const main = join(root, "embedded/main.ts");
  child = spawn(process.execPath, [...loader, main, "--dir", dir, "--speed", "0.05"], {
    stdio: "inherit",
  });
  while (!existsSync(join(dir, "pid"))) {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}`);
    await sleep(50);
  }
  connection = JSON.parse(readFileSync(join(dir, "connection.json"), "utf8")) as Connection;
}

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const code = await ended;
  rmSync(join(dir, "pid"), { force: true });
  return code;
}

/** A command over SSH with the key and the host key that the connection states. */
async function shell(command: string): Promise<string> {
  const client = new Client();
  const { host, port, user, hostKey } = connection.ssh;
  const privateKey = readFileSync(join(dir, "id_ed25519"), "utf8");
  await new Promise<void>((resolve, reject) => {
    client.once("ready", resolve).once("error", reject);
    client.connect({
      ...{ host, port, username: user, privateKey, hostHash: "sha256" },
      hostVerifier: (hash: string) =>
        Buffer.from(hash, "hex").toString("base64").replace(/=+$/, "") === hostKey.slice(7),
    });
  });
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      let output = "";
      channel.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
      channel.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
      channel.on("close", () => {
        client.end();
        resolve(output);
      });
      channel.end();
    });
  });
}

/** A request over HTTPS with the token; the data of its answer. */
async function api(method: string, path: string, params: object = {}): Promise<unknown> {
  const { tokenId, tokenSecret, endpoint, fingerprint } = connection;
  const authorization = `PVEAPIToken=${tokenId}=${tokenSecret}`;
  const body = method === "GET" ? "" : JSON.stringify(params);
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(
      `${endpoint}/api2/json${path}`,
      {
        method,
        headers: { authorization, "content-type": "application/json" },
        ca: pem,
        checkServerIdentity: (_host, { fingerprint256 }) =>
          fingerprint256 === fingerprint ? undefined : new Error("wrong fingerprint"),
      },
      (response) => {
        let answer = "";
        response.on("data", (chunk: Buffer) => (answer += chunk.toString("utf8")));
        response.on("end", () => {
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(`${method} ${path}: ${response.statusMessage ?? ""}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
  return (JSON.parse(text) as { data: unknown }).data;
}

/** A request below the node's path, and the end of its task. */
async function task(method: string, path: string, params: object = {}): Promise<string> {
  const upid = (await api(method, `/nodes/phoenix${path}`, params)) as string;
  for (;;) {
    const status = `/nodes/phoenix/tasks/${encodeURIComponent(upid)}/status`;
    const { exitstatus } = (await api("GET", status)) as { exitstatus?: string };
    if (exitstatus !== undefined) return exitstatus;
    await sleep(20);
  }
}

test("the files of a connection are for their owner only", () => {
  for (const name of ["connection.json", "id_ed25519", "state.json"]) {
    expect([name, statSync(join(dir, name)).mode & 0o777]).toEqual([name, 0o600]);
  }
});

test("pool and dataset over SSH, storage, container, clone and start over HTTPS", async () => {
  pem = await shell("cat /etc/pve/local/pve-ssl.pem");
  const disks = "/dev/disk/by-id/nvme-Samsung_SSD_990_PRO_2TB_*";
  expect(await shell(`zpool create -f quick mirror ${disks} && zfs create quick/lxc`)).toBe("");
  const storage = { storage: "quick", type: "zfspool", pool: "quick/lxc", content: "rootdir" };
  expect(await api("POST", "/storage", storage)).toEqual({ storage: "quick", type: "zfspool" });
  const archive = template.replace("local:vztmpl/", "");
  expect(await task("POST", "/aplinfo", { storage: "local", template: archive })).toBe("OK");
  const base = { vmid: 900, ostemplate: template, rootfs: "quick:4", features: "nesting=1" };
  expect(await task("POST", "/lxc", { ...base, hostname: "base" })).toBe("OK");
  expect(await task("POST", "/lxc/900/snapshot", { snapname: "base" })).toBe("OK");
  const clone = { newid: 950, snapname: "base", full: true, hostname: "app" };
  expect(await task("POST", "/lxc/900/clone", clone)).toBe("OK");
  expect(await shell("pct set 950 --dev0 /dev/kvm,mode=0666")).toBe("");
  expect(await task("POST", "/lxc/950/status/start")).toBe("OK");
  expect(await shell("pct config 950")).toBe(
    "arch: amd64\ndev0: /dev/kvm,mode=0666\nfeatures: nesting=1\nhostname: app\nmemory: 512\n" +
      "ostype: ubuntu\nrootfs: quick:subvol-950-disk-0,size=4G\nswap: 512\nunprivileged: 1\n",
  );
  expect(await shell("pct exec 950 -- sh -c 'hostname; ls /dev/kvm'")).toBe("app\n/dev/kvm\n");
});

test("a host that was killed comes back on the same ports with what it had", async () => {
  const before = connection;
  await sleep(150);
  await stop("SIGKILL");
  await start();
  expect(connection).toEqual(before);
  expect(await shell("pct status 950; zpool list -H -o name")).toBe(
    "status: running\nquick\nrpool\n",
  );
});

test("a host that is told to end does so cleanly", async () => {
  expect(await stop("SIGTERM")).toBe(0);
  expect(existsSync(join(dir, "pid"))).toBe(false);
  await start();
  expect(await api("GET", "/nodes/phoenix/lxc/950/status/current")).toMatchObject({
    status: "running",
  });
});
