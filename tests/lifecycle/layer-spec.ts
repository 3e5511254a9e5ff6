import type { Bag } from "../../providers/lifecycle";

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

/** A guest that is a copy of the layer, with something of everything. */
export const guestSpec = {
  ...layerSpec,
  vmid: 950,
  source: { clone: 900, snapname: "pre-configured", full: true },
  hostname: "vllm",
  memory: 2048,
  swap: 256,
  cores: 2,
  cpulimit: 1.5,
  rootfs: { storage: "local-zfs", size: "6G" },
  net: { net0: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.150/24", gw: "10.0.0.1" } },
  nameserver: ["10.0.0.1"],
  onboot: true,
  startup: { order: 3, up: 5 },
  features: { nesting: "1", keyctl: "1" },
  tags: ["ai", `${owner}+950`],
  description: "the model server",
  mp: { "/data": { storage: "local-zfs", size: "2G" } },
  dev: { "/dev/nvidia0": { mode: "0666" }, "/dev/nvidiactl": { mode: "0666" } },
  lxc: ["lxc.cap.drop: sys_time"],
  running: true,
  pending: [],
} satisfies Bag;
