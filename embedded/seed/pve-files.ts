import { randomUUID } from "node:crypto";
import type { MountedFiles } from "../files/mounted-files";
import type { NodeFacts } from "../node/node-facts";
import type { Certificate } from "../tls/certificate";

/** The token that a new node has, for the program that is to manage it. */
export const managementToken = "root@pam!phoenix";

/** Puts the cluster file system into a host tree. */
export function addPveFiles(files: MountedFiles, facts: NodeFacts, certificate: Certificate): void {
  const node = `/etc/pve/nodes/${facts.name}`;
  for (const directory of ["lxc", "qemu-server", "priv"]) files.mkdir(`${node}/${directory}`);
  files.mkdir("/etc/pve/priv", { mode: 0o700 });
  files.mkdir("/etc/pve/firewall");
  files.mkdir("/etc/pve/sdn");
  for (const [link, target] of [
    ["local", `nodes/${facts.name}`],
    ["lxc", `nodes/${facts.name}/lxc`],
    ["qemu-server", `nodes/${facts.name}/qemu-server`],
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
  files.mkdir("/run/lock/lxc");
  files.mkdir("/run/lock/qemu-server");
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
