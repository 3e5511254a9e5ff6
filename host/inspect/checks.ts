import { ConnectionError } from "../errors";
import { trimmed, words, type Sections } from "./sections";

/** PVE 8.2 is the oldest release whose containers take devices (`dev0`), which GPUs need. */
const oldest = [8, 2] as const;

/**
 * Whether this is a node that Phoenix can use.
 *
 * @throws ConnectionError for a host that is no Proxmox VE node, too old, without a program that is needed, or another
 * node than the settings name
 */
export function checkNode(sections: Sections, node: string): void {
  if (trimmed(sections, "user") !== "0") {
    throw new ConnectionError(
      "The shell of phoenix:sshUser is not root's: it cannot see or change what it has to.",
    );
  }
  checkPrograms(words(trimmed(sections, "missing-programs")));
  checkVersion(readVersion(sections));
  const hostname = trimmed(sections, "hostname");
  // PVE takes the host's short name for the node's (PVE/INotify.pm, nodename).
  if (hostname.split(".")[0] !== node) {
    throw new ConnectionError(
      `The host's name is ${JSON.stringify(hostname)}, but phoenix:node is ${JSON.stringify(node)}.`,
    );
  }
}

/** The version of pve-manager; "" where the host says none. */
export function readVersion(sections: Sections): string {
  return /pve-manager\/(\d+\.\d+(?:\.\d+)?)/.exec(trimmed(sections, "version"))?.[1] ?? "";
}

function checkPrograms(missing: readonly string[]): void {
  if (missing.includes("pveversion")) {
    throw new ConnectionError("The host is no Proxmox VE node: it has no program pveversion.");
  }
  if (missing.length > 0) {
    throw new ConnectionError(
      `The host has no ${missing.join(", ")}, which Phoenix needs: install what is missing.`,
    );
  }
}

function checkVersion(version: string): void {
  if (version === "") {
    throw new ConnectionError(
      "The host is no Proxmox VE node: it has no program pveversion that answers.",
    );
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    throw new ConnectionError(
      `The host runs Proxmox VE ${version}; Phoenix needs ${oldest.join(".")} or later.`,
    );
  }
}
