import { X509Certificate } from "node:crypto";
import { UserError } from "../../host/errors";
import { parsePveUsers, type PveUsers } from "../../host/pve-users";
import type { Shell } from "../../host/ssh";

/** What the node says of itself and of its users. */
export interface NodeFacts {
  /** The node's name. */
  readonly node: string;
  readonly version: string;
  /** Fingerprint of the certificate that its API shows. */
  readonly fingerprint: string;
  readonly pveUsers: PveUsers;
  /** Text of root's authorized_keys. */
  readonly authorizedKeys: string;
}

/** pveproxy shows a certificate of the administrator's where there is one (PVE/APIServer/AnyEvent.pm, pveproxy(8)). */
const readCertificate =
  "cat /etc/pve/local/pveproxy-ssl.pem 2>/dev/null || cat /etc/pve/local/pve-ssl.pem";

/**
 * Reads what has to be known; changes nothing.
 *
 * @throws UserError for a shell that is not root's, and for a host that is no Proxmox VE node
 */
export async function readFacts(shell: Shell): Promise<NodeFacts> {
  const read = (command: string) => shell.run(["bash", "-c", command], { reads: true });
  if ((await read("id -u")).trim() !== "0") {
    throw new UserError("The login is not root's, and only root can make what Phoenix needs.");
  }
  const version = /pve-manager\/([\d.]+)/.exec(await read("pveversion 2>/dev/null || true"))?.[1];
  if (version === undefined) throw new UserError("The host is no Proxmox VE node.");
  return {
    version,
    node: (await read("hostname")).trim().split(".", 1)[0] ?? "",
    fingerprint: new X509Certificate(await read(readCertificate)).fingerprint256,
    pveUsers: parsePveUsers(await read("cat /etc/pve/user.cfg")),
    authorizedKeys: await read("cat /root/.ssh/authorized_keys 2>/dev/null || true"),
  };
}
