import { apparmorFiles, lxcFiles } from "../apparmor/policy-files";
import type { Files } from "../contract";

interface Conffile {
  readonly content: string;
  readonly mode: number;
}

const smbConf = `# Configuration of the Samba server; see smb.conf(5), and try changes with testparm.

[global]
   workgroup = WORKGROUP
   log file = /var/log/samba/log.%m
   max log size = 1000
   logging = file
   panic action = /usr/share/samba/panic-action %d
   server role = standalone server
   obey pam restrictions = yes
   unix password sync = yes
   pam password change = yes
   map to guest = bad user
   usershare allow guests = yes

[homes]
   comment = Home Directories
   browseable = no
   create mask = 0700
   directory mask = 0700
   valid users = %S

[printers]
   comment = All Printers
   browseable = no
   path = /var/tmp
   printable = yes
   create mask = 0700

[print$]
   comment = Printer Drivers
   path = /var/lib/samba/printers
`;

/** For a system without systemd; does nothing where its program is gone. */
const initScript = (program: string) => ({
  mode: 0o755,
  content: `#!/bin/sh\ntest -x /usr/sbin/${program} || exit 0\nexec start-stop-daemon --start --exec /usr/sbin/${program}\n`,
});

/** Configuration files that packages bring along, as far as somebody here reads them. */
const conffiles: Readonly<Record<string, Readonly<Record<string, Conffile>>>> = {
  apparmor: plain(apparmorFiles),
  "lxc-pve": plain(lxcFiles),
  "samba-common": { "/etc/samba/smb.conf": { mode: 0o644, content: smbConf } },
  samba: { "/etc/init.d/nmbd": initScript("nmbd"), "/etc/init.d/smbd": initScript("smbd") },
  chrony: {
    "/etc/chrony/chrony.conf": {
      mode: 0o644,
      content: `# Include configuration files found in /etc/chrony/conf.d.
confdir /etc/chrony/conf.d

# Use Debian vendor zone.
pool 2.debian.pool.ntp.org iburst

# Use time sources from DHCP.
sourcedir /run/chrony-dhcp

# Use NTP sources found in /etc/chrony/sources.d.
sourcedir /etc/chrony/sources.d

driftfile /var/lib/chrony/chrony.drift
makestep 1 3
rtcsync
`,
    },
    "/etc/chrony/conf.d/README": {
      mode: 0o644,
      content: "# Files *.conf are read when chronyd starts.\n",
    },
    "/etc/chrony/sources.d/README": {
      mode: 0o644,
      content: "# Files *.sources are read again by `chronyc reload sources`.\n",
    },
  },
  prometheus: {
    "/etc/default/prometheus": { mode: 0o644, content: 'ARGS=""\n' },
    "/etc/prometheus/prometheus.yml": {
      mode: 0o644,
      content: `global:
  scrape_interval: 15s

scrape_configs:
  - job_name: node
    static_configs:
      - targets: ['localhost:9100']
`,
    },
  },
  "prometheus-node-exporter": {
    "/etc/default/prometheus-node-exporter": { mode: 0o644, content: 'ARGS=""\n' },
  },
  nginx: {
    "/etc/nginx/nginx.conf": {
      mode: 0o644,
      content: `user www-data;
worker_processes auto;
pid /run/nginx.pid;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
}

http {
	sendfile on;
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}
`,
    },
    "/etc/nginx/mime.types": { mode: 0o644, content: "types {\n\ttext/html html htm;\n}\n" },
  },
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

/** Writes those of a package's configuration files that are not there, and names all of them. */
export function writeConffiles(files: Files, name: string): string[] {
  const own = conffiles[name] ?? {};
  for (const [path, { content, mode }] of Object.entries(own)) {
    if (!files.exists(path)) files.write(path, content, { mode });
  }
  return Object.keys(own);
}

function plain(files: Readonly<Record<string, string>>): Record<string, Conffile> {
  const entries = Object.entries(files);
  return Object.fromEntries(entries.map(([path, content]) => [path, { mode: 0o644, content }]));
}
