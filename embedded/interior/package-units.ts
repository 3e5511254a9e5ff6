import type { Files } from "../contract";

const isConfigured = "/usr/share/samba/is-configured";

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

/** Scripts that packages bring along and units run, as far as somebody here notices. */
const scripts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  samba: {
    [isConfigured]: `#!/bin/sh
# Whether smb.conf lets a daemon run: none without it, and nmbd only where it says nothing against NetBIOS.
test -f /etc/samba/smb.conf || exit 1
test "$1" = nmb || exit 0
test "$(testparm -s --parameter-name='disable netbios' 2>/dev/null)" != Yes
`,
  },
};

/** Writes the scripts of a package, and names them. */
export function writeScripts(files: Files, name: string): string[] {
  const own = scripts[name] ?? {};
  for (const [path, content] of Object.entries(own)) files.write(path, content, { mode: 0o755 });
  return Object.keys(own);
}
