import { parsePropertyString } from "./property-string";

/** A disk of a virtual machine's configuration. */
export interface MachineDisk {
  /** `scsi0`, `virtio1` … */
  readonly key: string;
  readonly volume: string;
  /** As PVE prints it, or `not known`. */
  readonly size: string;
}

/** The disks of a configuration: no discs in drives, no drive of cloud-init, no firmware's (PVE/QemuServer/Drive.pm). */
export function machineDisks(values: Readonly<Record<string, string>>): MachineDisk[] {
  return Object.entries(values)
    .filter(([key]) => /^(?:scsi|virtio|sata|ide)\d+$/.test(key))
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap(([key, text]) => {
      const { file = "", volume = file, media, size } = parsePropertyString(text, "file");
      if (media === "cdrom" || volume === "none" || isCloudinit(text)) return [];
      return [{ key, volume, size: size ?? "not known" }];
    });
}

/** True for the drive that cloud-init reads its settings from. */
export function isCloudinit(text: string): boolean {
  return /^[\w.-]+:(?:\d+\/)?(?:vm-\d+-)?cloudinit(?:\.\w+)?(?:,|$)/.test(text);
}

/** What a machine boots from, in this order. */
export function bootDevices(values: Readonly<Record<string, string>>): string[] {
  const order = /^order=(.*)$/.exec(values["boot"] ?? "")?.[1] ?? "";
  return order.split(";").filter((key) => key !== "");
}

/** The first disk that a machine boots from, or its first one. */
export function bootDisk(values: Readonly<Record<string, string>>): MachineDisk | undefined {
  const disks = machineDisks(values);
  const [first] = bootDevices(values).flatMap((key) => disks.filter((disk) => disk.key === key));
  return first ?? disks[0];
}
