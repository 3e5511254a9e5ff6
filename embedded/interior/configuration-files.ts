/** Files in /etc that a package brings along when it is installed first, by path. */
export function configurationOf(packageName: string): Readonly<Record<string, string>> {
  return files[packageName] ?? {};
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

const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "samba-common": { "/etc/samba/smb.conf": smbConf },
};
