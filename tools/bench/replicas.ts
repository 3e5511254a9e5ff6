import { addressOf, first } from "./inventory";

/**
 * Commands that make more guests of an inventory by hand, as a stack whose state was lost would find them: each like
 * one of the first that the stack has made, with the same layer and the same GPU.
 */
export function replicas(
  count: number,
  { made, layers }: { made: number; layers: number },
): string[] {
  return Array.from({ length: count - made }, (_, index) => {
    const number = made + index;
    const [like, vmid] = [first.guest + (number % made), first.guest + number];
    const data = `rpool/data/subvol-${vmid}-disk-1`;
    const changes = [
      `s/\\b${like}\\b/${vmid}/g`,
      `s/^hostname: .*/hostname: guest-${number + 1}/`,
      `s|ip=[0-9./]*|ip=${addressOf(number)}|`,
      `s/hwaddr=[0-9A-F:]*/hwaddr=BC:24:11:00:${hex(number >> 8)}:${hex(number & 255)}/`,
    ];
    return [
      `pct clone ${first.layer + (number % layers)} ${vmid} --snapname base --full 1 >/dev/null`,
      `zfs create -o xattr=on -o acltype=posix -o refquota=1G ${data}`,
      `sed ${changes.map((change) => `-e '${change}'`).join(" ")} /etc/pve/lxc/${like}.conf >/etc/pve/lxc/${vmid}.conf`,
      `pct start ${vmid}`,
    ].join(" && ");
  });
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0").toUpperCase();
}
