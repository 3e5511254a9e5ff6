import type { Files } from "../contract";

interface Conffile {
  readonly content: string;
  readonly mode: number;
}

/** Configuration files that packages bring along, as far as somebody here reads them. */
const conffiles: Readonly<Record<string, Readonly<Record<string, Conffile>>>> = {
  sudo: {
    "/etc/sudoers": {
      mode: 0o440,
      content: `#
# This file MUST be edited with the 'visudo' command as root.
#
Defaults	env_reset
Defaults	mail_badpass
Defaults	secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Defaults	use_pty

# User privilege specification
root	ALL=(ALL:ALL) ALL

# Allow members of group sudo to execute any command
%sudo	ALL=(ALL:ALL) ALL

# See sudoers(5) for more information on "@include" directives:

@includedir /etc/sudoers.d
`,
    },
    "/etc/sudoers.d/README": {
      mode: 0o440,
      content: "# Files in this folder are included by /etc/sudoers.\n",
    },
  },
};

/** Writes those of a package's configuration files that are not there. */
export function writeConffiles(files: Files, name: string): void {
  for (const [path, { content, mode }] of Object.entries(conffiles[name] ?? {})) {
    if (!files.exists(path)) files.write(path, content, { mode });
  }
}
