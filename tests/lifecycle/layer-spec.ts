/** A layer as the lifecycle tests declare it, and what it is made of. */
export const owner = "phoenix+test";
export const templateFile = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";
export const ostemplate = `local:vztmpl/${templateFile}`;

export const layerSpec = {
  vmid: 900,
  owner,
  source: { ostemplate },
  hostname: "base",
  memory: 512,
  cores: 1,
  rootfs: { storage: "local-zfs", size: "4G" },
  net: { net0: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.200/24", gw: "10.0.0.1" } },
  features: { nesting: "1" },
  unprivileged: true,
  tags: [`${owner}+900`],
  mp: {},
  dev: {},
  lxc: [],
  running: false,
};

export const snapshotSpec = {
  vmid: 900,
  owner,
  snapname: "pre-configured",
  fingerprint: "0123456789ab",
};
