import type { Host } from "../../host/host";
import { rawLinesScript } from "../../host/scripts";

/** Writes raw `lxc.*` lines, which neither the API nor pct takes, into a container's file. */
export async function writeRawLines(
  host: Host,
  vmid: number,
  lines: readonly string[],
): Promise<void> {
  await host.shell.script(rawLinesScript(), [
    `/etc/pve/nodes/${host.node}/lxc/${vmid}.conf`,
    ...lines,
  ]);
}
