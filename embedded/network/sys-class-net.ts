import type { MountedFiles } from "../files/mounted-files";
import type { KernelNetwork, Link } from "./kernel-network";

/** Brings /sys/class/net in line with the kernel's interfaces. */
export function writeSysClassNet(files: MountedFiles, kernel: KernelNetwork): void {
  const root = "/sys/class/net";
  for (const name of files.list(root)) {
    if (!kernel.links.has(name)) files.remove(`${root}/${name}`);
  }
  for (const [name, link] of kernel.links) {
    const wanted = attributes(name, link, kernel);
    for (const [file, value] of Object.entries(wanted)) {
      const path = `${root}/${name}/${file}`;
      if (files.readText(path) !== value) files.write(path, value);
    }
  }
}

/** Of the files of each interface those that programs look at. */
function attributes(name: string, link: Link, kernel: KernelNetwork): Record<string, string> {
  const { bridge } = link;
  const flag = (value: boolean) => `${value ? 1 : 0}\n`;
  return {
    address: `${link.mac}\n`,
    mtu: `${link.mtu}\n`,
    ifindex: `${link.index}\n`,
    operstate: `${operState(name, link, kernel).toLowerCase()}\n`,
    ...(bridge && {
      "bridge/vlan_filtering": flag(bridge.vlanFiltering),
      "bridge/stp_state": flag(bridge.stp),
      "bridge/forward_delay": `${bridge.forwardDelay * 100}\n`,
    }),
  };
}

/** What ip(8) and the kernel call the state. */
export function operState(name: string, link: Link, kernel: KernelNetwork): string {
  if (name === "lo") return "UNKNOWN";
  if (!link.up) return "DOWN";
  if (kernel.carries(name)) return "UP";
  return link.kind === "vlan" ? "LOWERLAYERDOWN" : "DOWN";
}
