import { failure } from "../api/api-error";
import { KernelPolicy } from "../apparmor/kernel-policy";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Worker } from "../node/task-list";

/** Puts a container's first process under its AppArmor profile (src/lxc/lsm/apparmor.c of LXC). */
export function confine(
  node: EmbeddedNode,
  { vmid, pid, conf, worker }: { vmid: number; pid: number; conf: GuestConf; worker: Worker },
): void {
  const kernel = new KernelPolicy(node.files);
  const declared = conf.lxc.findLast(([key]) => key === "lxc.apparmor.profile")?.[1];
  // PVE has LXC make a profile for each container that names none (PVE/LXC.pm, make_apparmor_config).
  if (declared === undefined || declared === "generated") kernel.replace(generated(vmid));
  const name = declared === undefined || declared === "generated" ? generated(vmid).name : declared;
  const loaded = kernel.list().find((profile) => profile.name === name);
  const isFree = ["unconfined", "unchanged"].includes(name);
  if (loaded === undefined && !isFree) {
    for (const line of [
      `apparmor_process_label_set_at: 1183 No such file or directory - Failed to write AppArmor profile "${name}" to 17`,
      `apparmor_process_label_set: 1228 No such file or directory - Failed to change AppArmor profile to ${name}`,
      "sync_wait: 34 An error occurred in another process (expected sequence number 4)",
      `__lxc_start: 2119 Failed to spawn container "${vmid}"`,
    ]) {
      worker.print(line);
    }
    throw failure(`startup for container '${vmid}' failed`);
  }
  const label = loaded === undefined ? "unconfined" : `${name} (${loaded.mode})`;
  node.files.write(`/proc/${pid}/attr/current`, `${label}\n`);
  node.files.write(`/proc/${pid}/cgroup`, `0::/lxc/${vmid}/ns/init.scope\n`);
  node.files.write(`/proc/${pid}/comm`, "systemd\n");
}

/** What is left of a container's processes when they have ended. */
export function release(node: EmbeddedNode, vmid: number): void {
  const pid = node.running.get(vmid)?.pid;
  if (pid !== undefined) node.files.remove(`/proc/${pid}`);
  new KernelPolicy(node.files).remove(generated(vmid).name);
}

function generated(vmid: number) {
  const name = `lxc-${vmid}_</var/lib/lxc>`;
  return { name, mode: "enforce", blob: `version 8\nprofile ${name}\nmode enforce\n` };
}
