import { originOf } from "../origin";
import type { Origin } from "../origin";
import type { VmConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { containerOrigin, vmOrigin } from "./context";
import type { Use } from "./doubles";
import { reportDoubles } from "./doubles";
import { placedInterfaces } from "./network";

/** Names, numbers and addresses that two guests cannot share. */
export const identityRules: Rule[] = [vmids, names, addresses, macAddresses, mountPoints];

function vmids(context: RuleContext): void {
  const uses = [
    ...context.containers.map(({ vmid }) => {
      return { value: String(vmid), by: `container ${vmid}`, ...containerOrigin(vmid) };
    }),
    ...context.vms.flatMap((vm) => {
      if (vm.vmid === undefined) return [];
      return [{ value: String(vm.vmid), by: `VM ${vm.name}`, ...vmOrigin(vm, "vmid") }];
    }),
  ];
  reportDoubles(context, uses, "duplicate-vmid", (value) => `vmid ${value}`);
}

function names(context: RuleContext): void {
  const uses = [
    ...context.containers.map(({ vmid, name }) => {
      const value = name.toLowerCase();
      return { value, by: `container ${vmid}`, ...containerOrigin(vmid, "name") };
    }),
    ...context.vms.map((vm) => {
      return { value: vm.name.toLowerCase(), by: nameOfVm(vm), ...vmOrigin(vm, "name") };
    }),
  ];
  reportDoubles(context, uses, "duplicate-name", (value) => `the name ${value}`);
}

function addresses(context: RuleContext): void {
  const uses = [
    ...placedInterfaces(context).flatMap(({ each, path }) =>
      addressUse(each.address, "the node", { kind: "hypervisor", path: [...path, "address"] }),
    ),
    ...context.containers.flatMap(({ vmid, network_config, secondary_network_config }) =>
      Object.entries({ network_config, secondary_network_config }).flatMap(([key, net]) =>
        addressUse(net?.ip, `container ${vmid}`, containerOrigin(vmid, key, "ip")),
      ),
    ),
    ...context.vms.flatMap((vm) =>
      cardsOf(vm).flatMap(([key, net]) =>
        addressUse(net.ip, nameOfVm(vm), vmOrigin(vm, key, "ip")),
      ),
    ),
  ];
  if (context.containers.length > 0) context.hasVmsFor("duplicate-ip between containers and VMs");
  reportDoubles(context, uses, "duplicate-ip", (value) => `the address ${value}`);
}

function addressUse(ip: string | undefined, by: string, origin: Origin): Use[] {
  const [value] = ip?.split("/") ?? [];
  return value === undefined || ["dhcp", "auto"].includes(value) ? [] : [{ value, by, ...origin }];
}

function macAddresses(context: RuleContext): void {
  const uses = [
    ...context.containers.flatMap(({ vmid, mac_address, secondary_network_config: net1 }) => {
      const by = `container ${vmid}`;
      return [
        ...macUse(mac_address, by, containerOrigin(vmid, "mac_address")),
        ...macUse(net1?.hwaddr, by, containerOrigin(vmid, "secondary_network_config", "hwaddr")),
      ];
    }),
    ...context.vms.flatMap((vm) =>
      cardsOf(vm).flatMap(([key, net]) =>
        macUse(net.hwaddr, nameOfVm(vm), vmOrigin(vm, key, "hwaddr")),
      ),
    ),
  ];
  reportDoubles(context, uses, "duplicate-mac", (value) => `the MAC address ${value}`);
}

function macUse(value: string | undefined, by: string, origin: Origin): Use[] {
  return value === undefined ? [] : [{ value, by, ...origin }];
}

function cardsOf({ network_config, secondary_network_config }: VmConfig) {
  const cards = Object.entries({ network_config, secondary_network_config });
  return cards.flatMap(([key, net]) => (net === undefined ? [] : [[key, net] as const]));
}

function nameOfVm({ vmid, name }: { vmid?: number; name: string }): string {
  return `VM ${vmid ?? name}`;
}

function mountPoints(context: RuleContext): void {
  for (const { vmid, volumes, mount_points } of context.containers) {
    const bound = mount_points.map((mount) => {
      const { kind, path } = originOf(mount, containerOrigin(vmid, "mount_points"));
      const by = `the bind mount of ${mount.host_path}`;
      const place = kind === "lxc" ? [...path, "container_path"] : path;
      return { value: mount.container_path, by, kind, path: place };
    });
    const own = volumes.map((volume) => {
      const { kind, path } = originOf(volume, containerOrigin(vmid, "volumes"));
      const by = `the volume ${volume.name ?? volume.mount_point}`;
      return { value: volume.mount_point, by, kind, path: [...path, "mount_point"] };
    });
    const uses = [...own, ...bound];
    reportDoubles(context, uses, "duplicate-mount-point", (value) => `the mount point ${value}`);
  }
}
