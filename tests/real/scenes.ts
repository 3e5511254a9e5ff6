/** Something that is done on a node, after which programs are asked what is true. */
export interface Scene {
  /** Name of the file in tests/fixtures/real that has what the real programs said. */
  readonly name: string;
  /** What has to be there, on which nothing is compared. */
  readonly ground?: string;
  /** Commands of an administrator, or of an inspection; what each prints is compared. */
  readonly commands: readonly string[];
}

const disk = (name: string) => `/dev/disk/by-id/nvme-Samsung_SSD_990_PRO_2TB_${name}`;
const disks = `${disk("S7DNNJ0X100001A")} ${disk("S7DNNJ0X100002B")}`;
const properties =
  "acltype,atime,canmount,checksum,compression,dedup,encryption,exec,mounted,mountpoint,quota,readonly,recordsize,refquota,relatime,reservation,snapdir,sync,type,xattr";

/** What both nodes are asked: the embedded host, and the machine with the real programs. */
export const scenes: readonly Scene[] = [
  {
    name: "zfs",
    commands: [
      `zpool create -o ashift=12 -O compression=lz4 tank mirror ${disks}`,
      "zfs create -o recordsize=16K -o quota=10G tank/data",
      "zpool status -P tank",
      "zpool list -H -o name,health tank",
      "zpool get -Hp ashift,autotrim,comment,health,readonly tank",
      `zfs get -Hp -o name,property,value,source ${properties} tank/data`,
      "zfs inherit compression tank && zfs set quota=none tank/data",
      "zfs get -Hp -o name,property,value,source compression,quota,recordsize tank/data",
      "zfs set recordsize=17K tank/data",
      "zfs create tank/data",
      "zfs get -H compression tank/none",
      "zpool destroy none",
    ],
  },
  {
    name: "nfs",
    ground:
      "apt-get update; apt-get install -y nfs-kernel-server; mkdir -p /srv/data /srv/iso /etc/exports.d",
    commands: [
      "printf '/srv/data 10.0.0.0/24(rw,no_subtree_check,no_root_squash) 10.0.0.5(ro,sync)\\n/srv/iso *(ro,all_squash,insecure)\\n' > /etc/exports.d/phoenix.exports",
      "exportfs -ra",
      "exportfs -s",
      "exportfs -v",
      "exportfs -u 10.0.0.5:/srv/data; exportfs -s",
      "echo '/srv/none *(ro)' > /etc/exports.d/phoenix.exports; exportfs -ra",
      "systemctl is-enabled nfs-server; systemctl is-active nfs-server",
      "echo '/srv/data 10.0.0.5(ro)' > /etc/exports.d/phoenix.exports; exportfs -ra",
      "systemctl stop nfs-server; exportfs -s; systemctl start nfs-server; exportfs -s",
      "exportfs -o rw 10.0.0.77:/srv/data && systemctl restart nfs-server && exportfs -s",
    ],
  },
  {
    name: "samba",
    ground: "apt-get update; apt-get install -y samba; useradd -u 1500 ann",
    commands: [
      "printf '[global]\\nworkgroup = HOME\\nmap to guest = bad user\\n[data]\\npath = /srv/data\\nvalid users = ann, @users\\nread only = no\\ncreate mask = 660\\n' > /etc/samba/smb.conf",
      "testparm -s",
      "testparm -s --parameter-name='disable netbios'",
      "printf 'secret\\nsecret\\n' | smbpasswd -s -a ann",
      "pdbedit -L -w",
      "smbpasswd -d ann; pdbedit -L -w",
      "printf 'x\\nx\\n' | smbpasswd -s -a nosuch",
      "echo 'bogus = 1' >> /etc/samba/smb.conf; testparm -s",
      "systemctl is-enabled smbd nmbd; systemctl is-active smbd nmbd",
    ],
  },
  {
    name: "units",
    ground: "apt-get update; apt-get install -y samba",
    commands: [
      "systemctl list-unit-files --plain --no-legend --no-pager -- cron.service nosuch.service | awk '{ print $1, $2 }'",
      "systemctl is-enabled nosuch",
      "systemctl stop cron; systemctl is-active cron",
      "systemctl start nosuch",
      "systemctl disable nmbd 2>/dev/null; systemctl is-enabled nmbd; systemctl is-active nmbd",
      "systemctl enable nmbd 2>/dev/null; systemctl is-enabled nmbd; systemctl is-active nmbd",
      "systemctl stop smbd; rm /etc/samba/smb.conf; systemctl start smbd; systemctl is-active smbd",
    ],
  },
  {
    name: "base",
    ground: "apt-get update; apt-get install -y chrony jq",
    commands: [
      "dpkg-query -W -f '${Package} ${db:Status-Status}\\n' jq",
      "echo 'server ntp.example.org iburst' > /etc/chrony/sources.d/phoenix.sources; chronyc reload sources",
      "chronyc -c -N sources -a | grep example",
      "mkdir /srv/models && chown 100000:users /srv/models && chmod 2770 /srv/models && stat -c '%F|%U|%G|%a|%u|%g' /srv/models",
      "for mode in 0770 00770; do chmod $mode /srv/models && stat -c %a /srv/models; done",
      "ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime; readlink /etc/localtime",
      "stat /srv/none",
      "usermod -aG nosuch root",
    ],
  },
];

/** What of an output tells nothing of the program: hashes with a time in them, and the state of a pool's first seconds. */
export function comparable(text: string): string {
  return text.replace(/LCT-[0-9A-F]+/g, "LCT-…");
}
