import type { ApiCall } from "../contract";
import type { EmbeddedNode } from "../node/embedded-node";
import type { GuestConfigs } from "../node/guest-configs";

/** Ends all guests in order, as `pvenode stopall` does when the node goes down. */
export async function shutDownGuests(node: EmbeddedNode, call: ApiCall): Promise<void> {
  const vmids = node.configs.vmids().filter((vmid) => node.running.has(vmid));
  for (const vmid of vmids.reverse()) {
    await call("root@pam", "POST", `/nodes/${node.name}/lxc/${vmid}/status/shutdown`, {});
  }
  for (const vmid of node.runningMachines.keys()) {
    await call("root@pam", "POST", `/nodes/${node.name}/qemu/${vmid}/status/shutdown`, {});
  }
  await node.tasks.idle();
}

/** Starts the guests that start with the node (`pvenode startall`): by their order, then by vmid. */
export async function startGuests(node: EmbeddedNode, call: ApiCall): Promise<void> {
  const of = (type: "lxc" | "qemu", configs: GuestConfigs) =>
    configs.vmids().map((vmid) => ({ type, vmid, options: configs.load(vmid).options }));
  const guests = [...of("lxc", node.configs), ...of("qemu", node.machines)].filter(
    ({ options }) => options.get("onboot") === "1" && options.get("template") !== "1",
  );
  const order = (options: ReadonlyMap<string, string>) =>
    Number(/(?:^|order=)(\d+)/.exec(options.get("startup") ?? "")?.[1] ?? Infinity);
  const sorted = guests.sort((a, b) => order(a.options) - order(b.options) || a.vmid - b.vmid);
  for (const { type, vmid } of sorted) {
    await call("root@pam", "POST", `/nodes/${node.name}/${type}/${vmid}/status/start`, {});
    await node.tasks.idle();
  }
}
