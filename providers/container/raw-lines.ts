import type { Host } from "../../host/host";
import { rawLinesScript } from "../../host/scripts";

/** Writes raw `lxc.*` lines, which neither the API nor pct takes, into a container's file. */
export async function writeRawLines(
  host: Host,
  vmid: number,
  lines: readonly string[],
): Promise<void> {
  const config = `/etc/pve/nodes/${host.node}/lxc/${vmid}.conf`;
  // The lock that Proxmox itself holds while it changes the file (PVE/AbstractConfig.pm, config_file_lock).
  const lock = ["flock", "-w", "10", `/run/lock/lxc/pve-config-${vmid}.lock`];
  await host.shell.run([...lock, "bash", "-s", "--", config, ...lines], {
    stdin: rawLinesScript(),
  });
}
