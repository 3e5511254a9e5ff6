/** Configuration that packages bring, by package and path; what is there already stays as it is. */
export const configurationFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chrony: {
    "/etc/chrony/chrony.conf": `# Include configuration files found in /etc/chrony/conf.d.
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
    "/etc/chrony/conf.d/README": "# Files *.conf are read when chronyd starts.\n",
    "/etc/chrony/sources.d/README":
      "# Files *.sources are read again by `chronyc reload sources`.\n",
  },
};
