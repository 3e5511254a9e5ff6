import { randomUUID } from "node:crypto";
import type { MountedFiles } from "../files/mounted-files";
import type { NodeFacts } from "../node/node-facts";
import type { Certificate } from "../tls/certificate";

/** The token that a new node has, for the program that is to manage it. */
export const managementToken = "root@pam!phoenix";

/** Puts the cluster file system and the node's own configuration into a host tree. */
export function addPveFiles(files: MountedFiles, facts: NodeFacts, certificate: Certificate): void {
  const { name, address } = facts;
  const node = `/etc/pve/nodes/${name}`;
  for (const directory of ["lxc", "qemu-server", "priv"]) files.mkdir(`${node}/${directory}`);
  files.mkdir("/etc/pve/priv", { mode: 0o700 });
  files.mkdir("/etc/pve/firewall");
  files.mkdir("/etc/pve/sdn");
  for (const [link, target] of [
    ["local", `nodes/${name}`],
    ["lxc", `nodes/${name}/lxc`],
    ["qemu-server", `nodes/${name}/qemu-server`],
  ] as const) {
    if (!files.exists(`/etc/pve/${link}`)) files.symlink(target, `/etc/pve/${link}`);
  }
  const group = { mode: 0o640, gid: 33 };
  const secret = { mode: 0o600 };
  files.write(`${node}/pve-ssl.pem`, certificate.certificate, group);
  files.write(`${node}/pve-ssl.key`, certificate.key, group);
  files.write("/etc/pve/storage.cfg", storageConfig, group);
  files.write("/etc/pve/user.cfg", userConfig, group);
  files.write("/etc/pve/priv/token.cfg", `${managementToken} ${randomUUID()}\n`, secret);
  files.write("/etc/pve/datacenter.cfg", "keyboard: en-us\n", group);
  files.write("/etc/hostname", `${name}\n`);
  files.write("/etc/hosts", hosts(name, address));
  files.write("/etc/resolv.conf", "search local\nnameserver 10.0.0.1\n");
  files.write("/etc/network/interfaces", interfaces(address));
  files.mkdir("/run/lock/lxc");
  files.mkdir("/var/tmp", { mode: 0o1777 });
}

const storageConfig = `dir: local
	path /var/lib/vz
	content iso,vztmpl,backup,snippets,import

zfspool: local-zfs
	pool rpool/data
	content images,rootdir
	sparse 1

`;

const [user = "", tokenid = ""] = managementToken.split("!");

const userConfig = `user:${user}:1:0::::::
token:${user}!${tokenid}:0:0::




`;

function hosts(name: string, address: string): string {
  return (
    `127.0.0.1 localhost.localdomain localhost\n${address} ${name}.local ${name}\n\n` +
    "::1     ip6-localhost ip6-loopback\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n"
  );
}

function interfaces(address: string): string {
  return `auto lo
iface lo inet loopback

iface enp5s0 inet manual

auto vmbr0
iface vmbr0 inet static
	address ${address}/24
	gateway 10.0.0.1
	bridge-ports enp5s0
	bridge-stp off
	bridge-fd 0

source /etc/network/interfaces.d/*
`;
}
