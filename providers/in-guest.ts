import type { Host } from "../host/host";

/** Runs a script inside a container, as its root; it inherits nothing of ours. `reads` says that it changes nothing. */
export function inGuest(
  host: Host,
  guest: number,
  script: string,
  reads: boolean,
): Promise<string> {
  const argv = ["lxc-attach", "-n", String(guest), "--clear-env", "--", "/bin/bash", "-s"];
  return host.shell.run(argv, { stdin: script, reads });
}
