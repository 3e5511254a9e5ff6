import { isConfigured } from "./package-scripts";

interface UnitExtras {
  /** What stands in [Unit] beside the description. */
  readonly unit?: string;
  /** Asked before it starts, as ExecCondition (systemd.service(5)). */
  readonly condition?: string;
  /** Another name, which it gets when it is enabled (systemd.unit(5)). */
  readonly alias?: string;
  /** Started by others only (static in systemctl(1)). */
  readonly isStatic?: boolean;
}

/** What some units say beside what all do, as far as somebody here notices. */
export const unitExtras: Readonly<Record<string, UnitExtras>> = {
  "chrony.service": { alias: "chronyd.service" },
  "smbd.service": {
    unit: "After=network.target network-online.target nmb.service winbind.service",
    condition: `${isConfigured} smb`,
    alias: "smb.service",
  },
  "systemd-timedated.service": { isStatic: true },
  "nmbd.service": { condition: `${isConfigured} nmb`, alias: "nmb.service" },
};
