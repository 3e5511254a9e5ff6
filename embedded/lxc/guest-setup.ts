import { createHash, randomBytes } from "node:crypto";
import { parsePropertyString } from "../api/schema/check";
import { splitList } from "../api/schema/formats";
import type { Files } from "../contract";
import type { Worker } from "../node/task-list";
import { networkFiles } from "./guest-network-files";
import { featureProperties } from "./options";

/** The distribution as PVE names it, from /etc/os-release; undefined where it cannot tell. */
export function detectOsType(files: Files): string | undefined {
  const release = files.readText("/etc/os-release") ?? "";
  const id = /^ID="?([\w-]+)"?\s*$/m.exec(release)?.[1];
  const known = ["debian", "devuan", "ubuntu", "centos", "fedora", "alpine", "gentoo", "nixos"];
  if (id !== undefined && known.includes(id)) return id;
  if (id === "arch") return "archlinux";
  if (id?.startsWith("opensuse")) return "opensuse";
  return id === "almalinux" || id === "rocky" || id === "rhel" ? "centos" : undefined;
}

/** Warns of a systemd that needs namespaces of its own, as PVE::LXC::Setup does after create and clone. */
export function warnOfSystemd(
  worker: Worker,
  files: Files,
  options: ReadonlyMap<string, string>,
): void {
  const features = options.get("features");
  const flags =
    features === undefined ? undefined : parsePropertyString(featureProperties, features);
  const version = systemdVersion(files);
  if (flags?.get("nesting") === "1" || version === undefined || version < 232) return;
  worker.warn(`Systemd ${version} detected. You may need to enable nesting.`);
}

/** What a new container gets beside its template: name, addresses, host keys, password, authorised keys. */
export function setUpNewGuest(
  worker: Worker,
  files: Files,
  options: ReadonlyMap<string, string>,
  host: Files,
  access: { password?: string | undefined; sshKeys?: string | undefined },
): void {
  makeHostKeys(worker, files, options.get("hostname") ?? "localhost");
  if (access.password !== undefined) setPassword(files, access.password);
  if (access.sshKeys !== undefined) {
    files.mkdir("/root/.ssh", { mode: 0o700 });
    files.write("/root/.ssh/authorized_keys", `${access.sshKeys.trim()}\n`, { mode: 0o600 });
  }
  setUpStart(files, options, host);
}

/** What the pre-start hook writes into the rootfs at every start. */
export function setUpStart(files: Files, options: ReadonlyMap<string, string>, host: Files): void {
  const hostname = options.get("hostname") ?? "localhost";
  const [name = hostname] = hostname.split(".");
  files.write("/etc/hostname", `${name}\n`);
  const domains = searchDomains(options, host);
  const domain = hostname.includes(".") ? undefined : splitList(domains)[0];
  const full = domain === undefined ? hostname : `${hostname}.${domain}`;
  const names = full === name ? name : `${full} ${name}`;
  const address = primaryAddress(options) ?? "127.0.1.1";
  replaceSection(files, "/etc/hosts", `${address} ${names}\n`, defaultHosts);
  const resolver = nameservers(options, host).map((server) => `nameserver ${server}\n`);
  const search = domains === "" ? "" : `search ${domains}\n`;
  replaceSection(files, "/etc/resolv.conf", search + resolver.join(""), "");
  for (const [path, content] of networkFiles(options)) files.write(path, content);
}

const begin = "# --- BEGIN PVE ---\n";
const end = "# --- END PVE ---\n";

const defaultHosts =
  "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n" +
  "ff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n";

/** PVE rewrites its own section of a file only. */
function replaceSection(files: Files, path: string, section: string, fallback: string): void {
  const before = files.readText(path) ?? fallback;
  const marked = `${begin}${section}${end}`;
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from >= 0 && to > from
      ? before.slice(0, from) + marked + before.slice(to + end.length)
      : marked + before;
  if (after !== files.readText(path)) files.write(path, after);
}

function systemdVersion(files: Files): number | undefined {
  for (const directory of ["/usr/lib/systemd", "/usr/lib/x86_64-linux-gnu/systemd"]) {
    for (const name of files.list(directory)) {
      const version = /^libsystemd-shared-(\d+)/.exec(name)?.[1];
      if (version !== undefined) return Number(version);
    }
  }
  // A template of the embedded host has only the package, not the library that PVE looks at.
  const status = files.readText("/var/lib/dpkg/status") ?? "";
  const version = /^Package: systemd\n(?:.+\n)*?Version: (\d+)/m.exec(status)?.[1];
  return version === undefined ? undefined : Number(version);
}

function makeHostKeys(worker: Worker, files: Files, hostname: string): void {
  if (!files.exists("/etc/ssh")) return;
  for (const kind of ["rsa", "ecdsa", "ed25519"]) {
    const name = `ssh_host_${kind}_key`;
    worker.print(`Creating SSH host key '${name}' - this may take some time ...`);
    const key = randomBytes(32);
    const [short = hostname] = hostname.split(".");
    const body = key.toString("base64");
    const secret = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`;
    files.write(`/etc/ssh/${name}`, secret, { mode: 0o600 });
    files.write(`/etc/ssh/${name}.pub`, `ssh-${kind} ${body} root@${short}\n`, { mode: 0o644 });
    const hash = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
    worker.print(`done: SHA256:${hash} root@${short}`);
  }
}

function setPassword(files: Files, password: string): void {
  const salt = randomBytes(6).toString("hex");
  const hash = createHash("sha512").update(`${salt}${password}`).digest("base64");
  const lines = (files.readText("/etc/shadow") ?? "root:*:19000:0:99999:7:::\n").split("\n");
  const changed = lines.map((line) =>
    line.startsWith("root:") ? line.replace(/^root:[^:]*/, `root:$6$${salt}$${hash}`) : line,
  );
  files.write("/etc/shadow", changed.join("\n"), { mode: 0o640, gid: 42 });
}

function primaryAddress(options: ReadonlyMap<string, string>): string | undefined {
  for (const [key, value] of options) {
    const address = /^net\d+$/.test(key) ? /(?:^|,)ip=([\d.]+)\//.exec(value)?.[1] : undefined;
    if (address !== undefined) return address;
  }
  return undefined;
}

function searchDomains(options: ReadonlyMap<string, string>, host: Files): string {
  const own = options.get("searchdomain");
  if (own !== undefined && own !== "host") return own;
  return /^search\s+(.+)$/m.exec(host.readText("/etc/resolv.conf") ?? "")?.[1] ?? "";
}

function nameservers(options: ReadonlyMap<string, string>, host: Files): string[] {
  const own = options.get("nameserver");
  if (own !== undefined && own !== "host") return splitList(own);
  const lines = host.readText("/etc/resolv.conf") ?? "";
  return [...lines.matchAll(/^nameserver\s+(\S+)/gm)].map((match) => match[1] ?? "");
}
