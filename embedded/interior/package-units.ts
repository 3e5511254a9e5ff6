import { isConfigured } from "./package-scripts";

interface UnitExtras {
  /** What stands in [Unit] beside the description. */
  readonly unit?: string;
  /** What stands in [Service] before and behind ExecStart; the programs there are really run. */
  readonly service?: string;
  /** Another name, which it gets when it is enabled (systemd.unit(5)). */
  readonly alias?: string;
  /** Started by others only (static in systemctl(1)). */
  readonly isStatic?: boolean;
}

/** What some units say beside what all do, as far as somebody here notices. */
export const unitExtras: Readonly<Record<string, UnitExtras>> = {
  "chrony.service": { alias: "chronyd.service" },
  "nfs-server.service": {
    service: "ExecStartPre=-/usr/bin/exportfs -r\nExecStopPost=/usr/bin/exportfs -au",
  },
  "smbd.service": {
    unit: "After=network.target network-online.target nmb.service winbind.service",
    service: `ExecCondition=${isConfigured} smb`,
    alias: "smb.service",
  },
  "systemd-timedated.service": { isStatic: true },
  "nmbd.service": { service: `ExecCondition=${isConfigured} nmb`, alias: "nmb.service" },
};
