import { createHash } from "node:crypto";
import { splitList } from "../api/schema/formats";
import type { Files } from "../contract";
import { isNetworkKey, parseNetwork } from "./network";

/**
 * What the first moments of a machine do: systemd gives it an id, and cloud-init sets up what its drive says: name,
 * addresses, the first user. A machine whose image has no cloud-init stays as it is.
 */
export function setUpMachine(files: Files, options: ReadonlyMap<string, string>): void {
  if (files.readText("/etc/machine-id") === "") {
    const seed = options.get("smbios1") ?? options.get("vmgenid") ?? "";
    files.write("/etc/machine-id", `${createHash("md5").update(seed).digest("hex")}\n`);
  }
  files.remove("/run/systemd/network");
  if (!files.exists("/var/lib/dpkg/info/cloud-init.list")) return;
  const name = options.get("name") ?? "localhost";
  files.write("/etc/hostname", `${name}\n`);
  files.write("/etc/hosts", `127.0.1.1 ${name} ${name}\n127.0.0.1 localhost\n`);
  for (const [key, value] of options) {
    if (isNetworkKey(key)) writeNetwork(files, key.slice(3), value, options);
  }
  writeResolver(files, options);
  writeUser(files, options);
}

/** As netplan hands it to systemd-networkd. */
function writeNetwork(
  files: Files,
  number: string,
  card: string,
  options: ReadonlyMap<string, string>,
): void {
  const said = options.get(`ipconfig${number}`) ?? "";
  const address = /(?:^|,)ip=([^,]+)/.exec(said)?.[1];
  const gateway = /(?:^|,)gw=([^,]+)/.exec(said)?.[1];
  const mac = (parseNetwork(card).get("macaddr") ?? "").toLowerCase();
  const lines = [
    `[Match]\nPermanentMACAddress=${mac}\nName=eth${number}\n\n[Network]`,
    ...(address === "dhcp" ? ["DHCP=ipv4"] : []),
    ...(address?.includes("/") === true ? [`Address=${address}`] : []),
    ...(gateway === undefined ? [] : [`Gateway=${gateway}`]),
  ];
  files.write(`/run/systemd/network/10-netplan-eth${number}.network`, `${lines.join("\n")}\n`);
}

function writeResolver(files: Files, options: ReadonlyMap<string, string>): void {
  const servers = splitList(options.get("nameserver") ?? "").map((each) => `nameserver ${each}\n`);
  const domains = options.get("searchdomain");
  const search = domains === undefined ? "" : `search ${domains}\n`;
  if (servers.length > 0) files.write("/etc/resolv.conf", search + servers.join(""));
}

function writeUser(files: Files, options: ReadonlyMap<string, string>): void {
  const keys = decodeURIComponent(options.get("sshkeys") ?? "").trim();
  const user = options.get("ciuser") ?? "ubuntu";
  const passwd = files.readText("/etc/passwd") ?? "";
  const isThere = passwd.split("\n").some((line) => line.startsWith(`${user}:`));
  if (!isThere) {
    files.write("/etc/passwd", `${passwd}${user}:x:1001:1001::/home/${user}:/bin/bash\n`);
  }
  const home = user === "root" ? "/root" : `/home/${user}`;
  if (keys === "") return;
  files.mkdir(`${home}/.ssh`, { mode: 0o700 });
  files.write(`${home}/.ssh/authorized_keys`, `${keys}\n`, { mode: 0o600 });
}
