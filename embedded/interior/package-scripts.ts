import type { Files } from "../contract";

const isConfigured = "/usr/share/samba/is-configured";

/** What units ask before they start, as ExecCondition (systemd.service(5)). */
export const unitConditions: Readonly<Record<string, string>> = {
  "smbd.service": `${isConfigured} smb`,
  "nmbd.service": `${isConfigured} nmb`,
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
