import { runInMachine } from "../host/guest-agent";
import type { Host } from "../host/host";
import type { AnyGuest } from "./guest/type";

/** What a script may take in a virtual machine where nothing else is said: packages and images are long ways off. */
const longest = 2 * 60 * 60;

/** How a script is run in a guest. */
interface Run {
  /** True for one that changes nothing. */
  readonly reads: boolean;
  /** After these it is ended. */
  readonly seconds?: number;
}

/**
 * Runs a script inside a guest, as its root; it inherits nothing of ours.
 *
 * @throws CommandError where it fails, or takes longer
 */
export function inGuest(
  host: Host,
  { vmid, type }: AnyGuest,
  script: string,
  { reads, seconds }: Run,
): Promise<string> {
  if (type === "qemu") {
    return runInMachine(host.shell, vmid, script, { reads, seconds: seconds ?? longest });
  }
  const limit = seconds === undefined ? [] : ["timeout", "-k", "5", seconds.toString()];
  const argv = ["lxc-attach", "-n", String(vmid), "--clear-env", "--", "/bin/bash", "-s"];
  return host.shell.run([...limit, ...argv], { stdin: script, reads });
}
