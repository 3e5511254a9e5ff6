import type { Host } from "../host/host";

/**
 * Runs a script inside a container, as its root; it inherits nothing of ours. `reads` says that it changes nothing, and
 * after `seconds` it is ended.
 *
 * @throws CommandError where it fails, or takes longer
 */
export function inGuest(
  host: Host,
  guest: number,
  script: string,
  reads: boolean,
  seconds?: number,
): Promise<string> {
  const limit = seconds === undefined ? [] : ["timeout", "-k", "5", seconds.toString()];
  const argv = ["lxc-attach", "-n", String(guest), "--clear-env", "--", "/bin/bash", "-s"];
  return host.shell.run([...limit, ...argv], { stdin: script, reads });
}
