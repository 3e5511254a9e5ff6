import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";

/** Mistakes about the node. */
export const nodeRules: RuleCase[] = [
  {
    rule: "node-name",
    title: "a host name that is not the node's",
    severity: "error",
    change(all) {
      set(all.hypervisor["host"], { node: "pve" });
      set(all.hypervisor["network"], { hostname: "phoenix.example.org" });
    },
    at: "hypervisor.json: network.hostname",
    says: /is phoenix\.example\.org, but host\.node is pve/,
  },
  {
    rule: "duplicate-service",
    title: "a service twice, with its ending and without",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, { services: [{ name: "cron" }, { name: "cron.service" }] }),
    at: "hypervisor.json: services[1].name",
    says: /the service cron is already taken by service 0/,
  },
  {
    rule: "duplicate-time-source",
    title: "a name that is a pool and a server",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        chrony: { pools: [{ name: "ntp.lan" }], servers: [{ name: "ntp.lan" }] },
      }),
    at: "hypervisor.json: chrony.servers[0].name",
    says: /the source of time ntp\.lan is already taken by pools 0/,
  },
  {
    rule: "apparmor-content",
    title: "a profile of AppArmor with neither content nor source",
    severity: "error",
    change: (all) => set(all.hypervisor, { apparmor_profiles: [{ name: "x" }] }),
    at: "hypervisor.json: apparmor_profiles[0]",
    says: /x has neither content nor source; give one of them/,
  },
  {
    rule: "apparmor-content",
    title: "a profile of AppArmor with both content and source",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        apparmor_profiles: [{ name: "x", content: "profile x { }", source: "x" }],
      }),
    at: "hypervisor.json: apparmor_profiles[0]",
    says: /x has both content and source; give one of them/,
  },
  {
    rule: "apparmor-definition",
    title: "a text that defines another profile of AppArmor",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, { apparmor_profiles: [{ name: "x", content: "profile y { }" }] }),
    at: "hypervisor.json: apparmor_profiles[0].content",
    says: /defines y; it has to define the profile x, and no other beside it/,
  },
  {
    rule: "apparmor-definition",
    title: "a text that defines no profile of AppArmor",
    severity: "error",
    change: (all) => set(all.hypervisor, { apparmor_profiles: [{ name: "x", content: "# x" }] }),
    at: "hypervisor.json: apparmor_profiles[0].content",
    says: /defines no profile/,
  },
  {
    rule: "apparmor-definition",
    title: "a text that defines two profiles of AppArmor",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        apparmor_profiles: [{ name: "x", content: "profile x { }\nprofile y { }" }],
      }),
    at: "hypervisor.json: apparmor_profiles[0].content",
    says: /defines x, y;/,
  },
  {
    rule: "duplicate-apparmor-profile",
    title: "one profile of AppArmor twice",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        apparmor_profiles: [
          { name: "x", source: "x" },
          { name: "x", source: "y" },
        ],
      }),
    at: "hypervisor.json: apparmor_profiles[1].name",
    says: /x is already taken by profile 0/,
  },
  {
    rule: "duplicate-file",
    title: "a file that a profile of AppArmor lies in",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        apparmor_profiles: [{ name: "x", source: "x" }],
        files: [{ path: "/etc/apparmor.d/x", content: "" }],
      }),
    at: "hypervisor.json: files[0].path",
    says: /already taken by profile 0/,
  },
  {
    rule: "file-content",
    title: "a file with neither content nor source",
    severity: "error",
    change: (all) => set(all.hypervisor, { files: [{ path: "/etc/x" }] }),
    at: "hypervisor.json: files[0]",
    says: /\/etc\/x has neither content nor source/,
  },
  {
    rule: "file-content",
    title: "a file with both content and source",
    severity: "error",
    change: (all) => set(all.hypervisor, { files: [{ path: "/etc/x", content: "", source: "x" }] }),
    at: "hypervisor.json: files[0]",
    says: /\/etc\/x has both content and source/,
  },
  {
    rule: "duplicate-file",
    title: "one file twice",
    severity: "error",
    change(all) {
      const file = { path: "/etc/x", content: "" };
      set(all.hypervisor, { files: [file, file] });
    },
    at: "hypervisor.json: files[1].path",
    says: /\/etc\/x is already taken by file 0/,
  },
  {
    rule: "export-without-clients",
    title: "an export to nobody",
    severity: "warning",
    change: (all) => set(all.hypervisor, { nfs: { exports: [{ path: "/srv" }] } }),
    at: "hypervisor.json: nfs.exports[0]",
    says: /\/srv has no clients, so it is not exported/,
  },
  {
    rule: "duplicate-export",
    title: "a folder that one client gets twice",
    severity: "error",
    change(all) {
      const exports = [
        { path: "/srv", clients: ["10.0.0.0/24", "10.0.0.5"] },
        { path: "/srv", clients: ["10.0.0.5"], options: ["rw"] },
      ];
      set(all.hypervisor, { nfs: { exports } });
    },
    at: "hypervisor.json: nfs.exports[1].clients",
    says: /the export of \/srv to 10\.0\.0\.5 is already taken by export 0/,
  },
  {
    rule: "duplicate-share",
    title: "one name of shares in two spellings",
    severity: "error",
    change(all) {
      const shares = [{ path: "tank/iso/Data" }, { name: "dATA", path: "tank/lxc/x" }];
      set(all.hypervisor, { samba: { shares } });
    },
    at: "hypervisor.json: samba.shares[1].name",
    says: /the share name data is already taken by the share of \/tank\/iso\/Data/,
  },
  {
    rule: "driver-source",
    title: "a driver of no version",
    severity: "error",
    change: (all) => set(all.hypervisor, { nvidia_driver: { install: true } }),
    at: "hypervisor.json: nvidia_driver",
    says: /has no version/,
  },
  {
    rule: "driver-source",
    title: "the installer of another release",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        nvidia_driver: {
          version: "580.76.05",
          runfile_url: "https://example.com/NVIDIA-Linux-x86_64-570.86.16.run",
        },
      }),
    at: "hypervisor.json: nvidia_driver.runfile_url",
    says: /is the installer of 570\.86\.16, but nvidia_driver\.version is 580\.76\.05/,
  },
  {
    rule: "pool-disks",
    title: "a mirror of one disk",
    severity: "error",
    change: (all) => set(all.hypervisor["zfs"]?.["pools"]?.[0], { raid_level: "mirror" }),
    at: "hypervisor.json: zfs.pools[0].disks",
    says: /pool tank has 1 disks, mirror needs at least 2/,
  },
  {
    rule: "pool-redundancy",
    title: "metadata on one disk beside data on a mirror",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["pools"]?.[0], {
        raid_level: "mirror",
        disks: ["/dev/disk/by-id/nvme-one", "/dev/disk/by-id/nvme-two"],
        special: [{ disks: ["/dev/disk/by-id/nvme-three"] }],
      }),
    at: "hypervisor.json: zfs.pools[0].special[0]",
    says: /special of pool tank is single of 1 and survives 0 lost disks, the data survive 1/,
  },
  {
    rule: "pool-redundancy",
    title: "mirrors of different widths",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["pools"]?.[0], {
        raid_level: "mirror",
        disks: ["/dev/disk/by-id/nvme-one", "/dev/disk/by-id/nvme-two"],
        vdevs: [
          { raid_level: "mirror", disks: ["a", "b", "c"].map((name) => `/dev/disk/by-id/${name}`) },
        ],
      }),
    at: "hypervisor.json: zfs.pools[0].vdevs[0]",
    says: /the first is mirror of 2, this is mirror of 3/,
  },
  {
    rule: "pool-redundancy",
    title: "a log with parity",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["pools"]?.[0], {
        log: [{ raid_level: "raidz1", disks: ["/dev/disk/by-id/a", "/dev/disk/by-id/b"] }],
      }),
    at: "hypervisor.json: zfs.pools[0].log[0]",
    says: /a log of pool tank is raidz1, ZFS has single and mirror only/,
  },
  {
    rule: "duplicate-disk",
    title: "a spare that is data as well",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["pools"]?.[0], { spare: ["/dev/disk/by-id/nvme-one"] }),
    at: "hypervisor.json: zfs.pools[0].spare[0]",
    says: /the disk \/dev\/disk\/by-id\/nvme-one is already taken by pool tank/,
  },
  {
    rule: "pool-unknown",
    title: "a dataset in a pool that is not declared",
    severity: "error",
    change: (all) => set(all.hypervisor["zfs"]?.["datasets"]?.[1], { pool: "tnak" }),
    at: "hypervisor.json: zfs.datasets[1].pool",
    says: /pool tnak is not declared; did you mean tank\?/,
  },
  {
    rule: "duplicate-name",
    title: "one dataset twice",
    severity: "error",
    change: (all) => set(all.hypervisor["zfs"]?.["datasets"]?.[1], { name: "lxc" }),
    at: "hypervisor.json: zfs.datasets[1].name",
    says: /the dataset name tank\/lxc is already taken by dataset 1/,
    also: ["storage-content-missing"],
  },
  {
    rule: "duplicate-storage",
    title: "one storage id for two datasets",
    severity: "error",
    change: (all) => set(all.hypervisor, { proxmox_storage_ids: { tank_iso: "tank-lxc" } }),
    at: "hypervisor.json: zfs.datasets[1]",
    says: /the storage id tank-lxc is already taken by dataset tank\/lxc/,
    also: ["storage-content-missing"],
  },
  {
    rule: "duplicate-disk",
    title: "one disk in two pools",
    severity: "error",
    change(all) {
      const pools = all.hypervisor["zfs"]?.["pools"] as unknown as object[];
      pools.push({ name: "pond", raid_level: "single", disks: ["/dev/disk/by-id/nvme-one"] });
    },
    at: "hypervisor.json: zfs.pools[1].disks[0]",
    says: /the disk \/dev\/disk\/by-id\/nvme-one is already taken by pool tank/,
  },
  {
    rule: "storage-content",
    title: "ISO images on a zfspool",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["datasets"]?.[1], { proxmox_storage_type: "zfspool" }),
    at: "hypervisor.json: zfs.datasets[1].proxmox_content_type",
    says: /storage tank-iso is a zfspool, which holds images and rootdir only, not iso, vztmpl/,
  },
  {
    rule: "storage-content",
    title: "a storage on a volume",
    severity: "error",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["datasets"]?.[1], { properties: { volsize: "10G" } }),
    at: "hypervisor.json: zfs.datasets[1].properties",
    says: /storage tank-iso is to stand on a volume; a storage needs a filesystem/,
  },
  {
    rule: "storage-fields",
    title: "a storage on a server without the share",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        storages: [{ id: "media", type: "cifs", server: "10.0.0.50", content: "iso" }],
      }),
    at: "hypervisor.json: storages[0]",
    says: /storage media is a cifs, which needs share/,
  },
  {
    rule: "storage-fields",
    title: "an option of another type",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        storages: [{ id: "zz", type: "zfspool", pool: "tank", content: "images", shared: true }],
      }),
    at: "hypervisor.json: storages[0].shared",
    says: /storage zz is a zfspool, which has no shared; it has pool, sparse, blocksize, mountpoint/,
  },
  {
    rule: "storage-content",
    title: "ISO images on thin volumes",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        storages: [{ id: "thin", type: "lvmthin", vgname: "a", thinpool: "b", content: "iso" }],
      }),
    at: "hypervisor.json: storages[0].content",
    says: /storage thin is a lvmthin, which holds images and rootdir only, not iso/,
  },
  {
    rule: "duplicate-storage",
    title: "a storage with the id of a dataset's",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        storages: [{ id: "tank-iso", type: "dir", path: "/srv/iso", content: "iso,vztmpl" }],
      }),
    at: "hypervisor.json: storages[0].id",
    says: /the storage id tank-iso is already taken by dataset tank\/iso/,
  },
  {
    rule: "storage-content-missing",
    title: "a volume on a storage that holds no rootdir",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), {
        zfs_volumes: [{ pool: "tank-iso", size_gb: 1, mount_point: "/data" }],
      }),
    at: "lxc.json: lxc_configs.951.zfs_volumes[0].pool",
    says: /storage tank-iso for \/data does not hold rootdir/,
  },
  {
    rule: "storage-unknown",
    title: "a volume on a storage that nothing declares",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { volumes: [{ pool: "tank-lcx", size_gb: 1, mount_point: "/data" }] }),
    at: "lxc.json: lxc_configs.951.volumes[0].pool",
    says: /storage tank-lcx for \/data is declared by no dataset and not in storages, and the host has none; did you mean tank-lxc\?/,
  },
  {
    rule: "storage-unknown",
    title: "a rootfs on a storage that nothing declares, which the inspected host has not either",
    severity: "error",
    change: (all) => set(guest(all, 951), { storage_pool: "ceph" }),
    knowledge: { storages: ["local", "nfs"] },
    at: "lxc.json: lxc_configs.951.storage_pool",
    says: /storage ceph is declared by no dataset/,
  },
  {
    rule: "storage-unknown",
    title: "the same as a warning while the host is not known",
    severity: "warning",
    change(all) {
      Reflect.deleteProperty(all.hypervisor, "host");
      set(guest(all, 951), { storage_pool: "ceph" });
    },
    at: "lxc.json: lxc_configs.951.storage_pool",
    says: /whether the host has it is not known here/,
  },
  {
    rule: "storage-type-unsupported",
    title: "a cifs storage of the oldest files",
    severity: "warning",
    change: (all) =>
      set(all.hypervisor["zfs"], {
        datasets: [
          ...(all.hypervisor["zfs"]?.["datasets"] as unknown as object[]),
          { name: "tank/share" },
        ],
        dataset_storage_types: [{ dataset: "tank/share", storage_type: "cifs:images" }],
      }),
    at: "hypervisor.json: zfs.datasets[2]",
    says: /cifs, which the node cannot mount from itself/,
    also: ["alias", "alias"],
  },
  {
    rule: "unmatched-key",
    title: "a storage id for no dataset, with the nearest key",
    severity: "warning",
    change: (all) => set(all.hypervisor, { proxmox_storage_ids: { tank_lxcs: "disks" } }),
    at: "hypervisor.json: proxmox_storage_ids.tank_lxcs",
    says: /belongs to no dataset, so it has no effect; did you mean tank_lxc\?/,
  },
  {
    rule: "unmatched-key",
    title: "a key whose storage id tells which dataset is meant",
    severity: "warning",
    change: (all) => set(all.hypervisor, { proxmox_storage_ids: { images: "tank-iso" } }),
    at: "hypervisor.json: proxmox_storage_ids.images",
    says: /did you mean tank_iso\?/,
  },
  {
    rule: "memory-overcommit",
    title: "guests that need more memory than the host has",
    severity: "warning",
    change: (all) => set(guest(all, 950), { memory_mb: 64 * 1024 }),
    at: "lxc.json: lxc_configs",
    says: /the 3 guests that run have 67 GiB of memory together, the host has 64 GiB/,
  },
  {
    rule: "quota-overcommit",
    title: "quotas above what the pool holds",
    severity: "warning",
    change: (all) => set(all.hypervisor["zfs"]?.["datasets"]?.[1], { properties: "quota=0.9T" }),
    at: "hypervisor.json: zfs.pools[0]",
    says: /the quotas of pool tank are 1322 GiB together, it holds 1000 GiB/,
  },
  {
    rule: "quota-overcommit",
    title: "quotas above what the inspected pool holds",
    severity: "warning",
    change: () => undefined,
    knowledge: { poolSizes: { tank: 2 ** 30 } },
    at: "hypervisor.json: zfs.pools[0]",
    says: /it holds 1 GiB/,
  },
  {
    rule: "shared-volume-guest-unknown",
    title: "a shared volume in a container that is not declared",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        shared_volumes: { certs: { host_path: "/srv/certs", mounts: { "959": "/certs" } } },
      }),
    at: "hypervisor.json: shared_volumes.certs.mounts.959",
    says: /container 959 is not declared; did you mean 950\?/,
  },
  {
    rule: "samba-user",
    title: "a Samba user whom nothing makes",
    severity: "warning",
    change: (all) =>
      set(all.hypervisor, { samba: { user: "heads" }, users: { username: "admin" } }),
    at: "hypervisor.json: samba.user",
    says: /heads is no user that this file declares; users declares admin/,
  },
  {
    rule: "samba-path",
    title: "a share outside every dataset",
    severity: "warning",
    change: (all) => set(all.hypervisor, { samba: { shares: [{ name: "x", path: "tank/lx" }] } }),
    at: "hypervisor.json: samba.shares[0].path",
    says: /tank\/lx lies in no declared dataset/,
  },
  {
    rule: "user-root",
    title: "root among the users",
    severity: "error",
    change: (all) => set(all.hypervisor, { users: { username: "root" } }),
    at: "hypervisor.json: users.username",
    says: /is root, whom Proxmox VE needs as it is/,
  },
  {
    rule: "password-hash",
    title: "a password in the place of its hash, without showing it",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, { users: [{ username: "ann", password_hash: "correct horse" }] }),
    at: "hypervisor.json: users[0].password_hash",
    says: /^is no crypt\(3\) hash; print one with mkpasswd, and never write the password itself here$/,
  },
  {
    rule: "duplicate-user",
    title: "a user who is declared twice",
    severity: "error",
    change: (all) => set(all.hypervisor, { users: [{ username: "ann" }, { username: "ann" }] }),
    at: "hypervisor.json: users[1].username",
    says: /ann/,
  },
  {
    rule: "driver-version",
    title: "guests with another driver than the node",
    severity: "warning",
    change(all) {
      set(all.hypervisor, { nvidia_driver: { version: "580.76.05" } });
      set(all.lxc, { nvidia_driver_version: "580.76.06" });
    },
    at: "lxc.json: nvidia_driver_version",
    says: /is 580\.76\.06, but the node's nvidia_driver\.version is 580\.76\.05/,
  },
  {
    rule: "plaintext-secret",
    title: "a password in clear text",
    severity: "error",
    change: (all) => set(all.hypervisor, { portainer_api: { admin_password: "hunter2" } }),
    at: "hypervisor.json: portainer_api.admin_password",
    says: /is a secret in clear text/,
  },
  {
    rule: "firewall-misplaced",
    title: "the node's firewall below shared_volumes",
    severity: "error",
    change: (all) => set(all.hypervisor, { shared_volumes: { firewall: { enabled: true } } }),
    at: "hypervisor.json: shared_volumes.firewall",
    says: /belongs at the root of the file/,
  },
  {
    rule: "firewall-without-rules",
    title: "a guest whose firewall lets nothing in",
    severity: "warning",
    change(all) {
      set(all.hypervisor, { firewall: { enabled: true } });
      set(guest(all, 951), { firewall: { enabled: true } });
    },
    at: "lxc.json: lxc_configs.951.firewall",
    says: /enabled without rules/,
  },
  {
    rule: "firewall-off",
    title: "a guest's firewall where the node's is off",
    severity: "warning",
    change: (all) =>
      set(guest(all, 951), {
        firewall: { enabled: true, rules: [{ type: "in", action: "ACCEPT" }] },
      }),
    at: "lxc.json: lxc_configs.951.firewall",
    says: /has no effect: firewall\.enabled of the hypervisor file is not true/,
  },
  {
    rule: "firewall-interface",
    title: "an interface that passes by the firewall",
    severity: "warning",
    change(all) {
      set(all.hypervisor, { firewall: { enabled: true } });
      set(guest(all, 951), { firewall: { enabled: true, policy_in: "ACCEPT" } });
      set(guest(all, 951)["network_config"], { firewall: false });
    },
    at: "lxc.json: lxc_configs.951.network_config.firewall",
    says: /nothing is filtered/,
  },
  ...(
    [
      [{ type: "in", action: "web" }, /write ACCEPT, DROP or REJECT/],
      [{ type: "group", action: "DROP" }, /a group's is its name/],
      [{ type: "group", action: "web", proto: "tcp" }, /nothing else but an interface/],
      [{ type: "forward", action: "DROP" }, /only the node's rules/],
      [{ type: "in", action: "DROP", iface: "eth0" }, /a guest's are net0, net1/],
      [{ type: "in", action: "DROP", source: "10.0.0.5/24" }, /no network/],
      [{ type: "in", action: "DROP", icmp_type: "echo-request" }, /without proto icmp/],
    ] as const
  ).map(([rule, says]): RuleCase => ({
    rule: "firewall-rule-refused",
    title: `a guest's rule that is refused: ${JSON.stringify(rule)}`,
    severity: "error",
    change: (all) => set(guest(all, 951), { firewall: { rules: [{ ...rule }] } }),
    at: "lxc.json: lxc_configs.951.firewall.rules[0]",
    says,
  })),
  {
    rule: "firewall-rule-refused",
    title: "a group in a group",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, {
        firewall: { groups: { web: { rules: [{ type: "group", action: "other" }] } } },
      }),
    at: "hypervisor.json: firewall.groups.web.rules[0]",
    says: /a group in a group/,
  },
  {
    rule: "firewall-port-without-proto",
    title: "a port without a protocol",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { firewall: { rules: [{ type: "in", action: "DROP", port: "80" }] } }),
    at: "lxc.json: lxc_configs.951.firewall.rules[0]",
    says: /port without proto/,
  },
  {
    rule: "duplicate-firewall-rule",
    title: "one rule twice, whatever its comment",
    severity: "warning",
    change: (all) =>
      set(all.hypervisor, {
        firewall: {
          global_firewall_rules: [
            { type: "in", action: "ACCEPT", comment: "one" },
            { type: "out", action: "ACCEPT" },
            { type: "in", action: "ACCEPT", comment: "two" },
          ],
        },
      }),
    at: "hypervisor.json: firewall.global_firewall_rules[2]",
    says: /the same rule as number 1/,
  },
];

/** What comes near such a mistake and is none. */
export const harmlessNodes: HarmlessCase[] = [
  {
    rule: "storage-unknown",
    title: "Proxmox's own storages, and one that the host block names",
    change(all) {
      set(all.hypervisor["host"], { storages: ["ceph"] });
      set(guest(all, 950), { storage_pool: "local-zfs" });
      set(guest(all, 951), { storage_pool: "ceph" });
    },
  },
  {
    rule: "storage-unknown",
    title: "a storage that only the inspected host has",
    change: (all) => set(guest(all, 951), { storage_pool: "ceph" }),
    knowledge: { storages: ["ceph"] },
  },
  {
    rule: "storage-content-missing",
    title: "a template on local where no dataset holds templates",
    change: (all) => set(all.hypervisor["zfs"]?.["datasets"]?.[1], { proxmox_content_type: "iso" }),
  },
  {
    rule: "memory-overcommit",
    title: "a layer with much memory, which does not run",
    change: (all) => set(guest(all, 901), { memory_mb: 640 * 1024 }),
  },
  {
    rule: "quota-overcommit",
    title: "quotas that just fit, and one that is none",
    change: (all) =>
      set(all.hypervisor["zfs"]?.["datasets"]?.[1], { properties: { quota: "600G" } }),
  },
  {
    rule: "unmatched-key",
    title: "the key of a dataset with hyphens",
    change(all) {
      const datasets = all.hypervisor["zfs"]?.["datasets"] as unknown as object[];
      datasets.push({
        name: "shared-data",
        pool: "tank",
        proxmox_storage_type: "dir",
        proxmox_content_type: "images",
      });
      set(all.hypervisor, { proxmox_storage_ids: { tank_shared_data: "shared" } });
    },
  },
  {
    rule: "samba-path",
    title: "a folder inside a dataset, with and without leading slash",
    change: (all) =>
      set(all.hypervisor, { samba: { shares: [{ path: "tank/iso/a" }, { path: "/tank/lxc" }] } }),
  },
  {
    rule: "plaintext-secret",
    title: "words that say that the secret is elsewhere",
    change: (all) =>
      set(all.hypervisor, { portainer_api: { admin_password: "REDACTED", api_key: null } }),
  },
  {
    rule: "password-hash",
    title: "hashes, and words that say that there is none",
    change: (all) =>
      set(all.hypervisor, {
        users: ["$6$salt$hashhashhash", "$y$j9T$salt$hash", "REDACTED", ""].map(
          (password_hash, index) => ({ username: `user${index}`, password_hash }),
        ),
      }),
  },
  {
    rule: "firewall-without-rules",
    title: "a firewall that is off",
    change: (all) => set(guest(all, 951), { firewall: { enabled: false, rules: [] } }),
  },
  {
    rule: "duplicate-firewall-rule",
    title: "rules that differ in one field",
    change: (all) =>
      set(guest(all, 951), {
        firewall: {
          rules: [
            { type: "in", action: "ACCEPT", proto: "tcp", port: "80" },
            { type: "in", action: "ACCEPT", proto: "udp", port: "80" },
          ],
        },
      }),
  },
];
