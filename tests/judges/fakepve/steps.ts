import type { ApiParam } from "../../../host/api";

/** One request of the lifecycle that both hosts are put through. */
export interface Step {
  readonly title: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly params?: Readonly<Record<string, ApiParam>>;
  /** What an administrator does before, by the host's own means. */
  readonly before?: `lock ${number} ${string}` | `unlock ${number}`;
}

/** The OS template that both hosts have on `local`. */
export const template = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

const lxc = "/nodes/pve1/lxc";

const container = {
  ostemplate: `local:vztmpl/${template}`,
  hostname: "base",
  storage: "local-zfs",
  rootfs: "local-zfs:8",
  memory: 512,
  cores: 1,
  unprivileged: true,
  net0: "name=eth0,bridge=vmbr0,ip=10.0.0.200/24,gw=10.0.0.1",
  tags: "Layer;ai",
  description: "phoenix+test+900",
};

/** A container's life, with the mistakes that one can make on the way; the order matters. */
export const steps: readonly Step[] = [
  { title: "the version", method: "GET", path: "/version" },
  { title: "no guests", method: "GET", path: lxc },
  { title: "a vmid below 100", method: "POST", path: lxc, params: { ...container, vmid: 99 } },
  {
    title: "a parameter that there is not",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, cpu: 2 },
  },
  { title: "a create without a template", method: "POST", path: lxc, params: { vmid: 900 } },
  {
    title: "a template that is missing",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, ostemplate: "local:vztmpl/no_1_amd64.tar.zst" },
  },
  {
    title: "a storage that is missing",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, rootfs: "nope:8" },
  },
  {
    title: "a storage for other things",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, rootfs: "local:8" },
  },
  {
    title: "a device, by a token",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, dev0: "/dev/null" },
  },
  {
    title: "keyctl, by a token",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, features: "keyctl=1" },
  },
  {
    title: "a bind mount, by a token",
    method: "POST",
    path: lxc,
    params: { ...container, vmid: 900, mp0: "/srv,mp=/srv" },
  },
  { title: "create", method: "POST", path: lxc, params: { ...container, vmid: 900 } },
  { title: "create over it", method: "POST", path: lxc, params: { ...container, vmid: 900 } },
  { title: "the config of it", method: "GET", path: `${lxc}/900/config` },
  { title: "the config of none", method: "GET", path: `${lxc}/999/config` },
  { title: "its status", method: "GET", path: `${lxc}/900/status/current` },
  {
    title: "memory, cores and a mount point",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { memory: 1024, cores: 2, mp0: "local-zfs:1,mp=/data" },
  },
  {
    title: "a wrong digest",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { memory: 512, digest: "0".repeat(40) },
  },
  { title: "nothing to change", method: "PUT", path: `${lxc}/900/config` },
  { title: "too little memory", method: "PUT", path: `${lxc}/900/config`, params: { memory: 8 } },
  {
    title: "a wrong network",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { net0: "name=eth0,nope=1" },
  },
  {
    title: "unprivileged, afterwards",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { unprivileged: true },
  },
  {
    title: "delete what there is not",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { delete: "nope" },
  },
  {
    title: "delete what it needs",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { delete: "memory" },
  },
  {
    title: "delete and set at once",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { delete: "cores", cores: 1 },
  },
  {
    title: "grow",
    method: "PUT",
    path: `${lxc}/900/resize`,
    params: { disk: "rootfs", size: "9G" },
  },
  {
    title: "grow to the same",
    method: "PUT",
    path: `${lxc}/900/resize`,
    params: { disk: "rootfs", size: "9G" },
  },
  {
    title: "shrink",
    method: "PUT",
    path: `${lxc}/900/resize`,
    params: { disk: "rootfs", size: "1G" },
  },
  {
    title: "grow what there is not",
    method: "PUT",
    path: `${lxc}/900/resize`,
    params: { disk: "mp5", size: "9G" },
  },
  {
    title: "detach the mount point",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { delete: "mp0" },
  },
  {
    title: "drop its volume",
    method: "PUT",
    path: `${lxc}/900/config`,
    params: { delete: "unused0" },
  },
  {
    title: "snapshot",
    method: "POST",
    path: `${lxc}/900/snapshot`,
    params: { snapname: "ready", description: "as made" },
  },
  {
    title: "a snapshot of that name again",
    method: "POST",
    path: `${lxc}/900/snapshot`,
    params: { snapname: "ready" },
  },
  {
    title: "a snapshot called current",
    method: "POST",
    path: `${lxc}/900/snapshot`,
    params: { snapname: "current" },
  },
  {
    title: "a snapshot with a bad name",
    method: "POST",
    path: `${lxc}/900/snapshot`,
    params: { snapname: "9" },
  },
  { title: "the snapshots", method: "GET", path: `${lxc}/900/snapshot` },
  { title: "the snapshot's config", method: "GET", path: `${lxc}/900/snapshot/ready/config` },
  {
    title: "clone from the snapshot",
    method: "POST",
    path: `${lxc}/900/clone`,
    params: {
      newid: 950,
      hostname: "guest",
      snapname: "ready",
      full: true,
      storage: "local-zfs",
      description: "phoenix+test+950",
    },
  },
  {
    title: "clone over a guest",
    method: "POST",
    path: `${lxc}/900/clone`,
    params: { newid: 950, full: true },
  },
  {
    title: "clone a missing snapshot",
    method: "POST",
    path: `${lxc}/900/clone`,
    params: { newid: 951, snapname: "nope", full: true },
  },
  {
    title: "a linked clone of no template",
    method: "POST",
    path: `${lxc}/900/clone`,
    params: { newid: 951, full: false },
  },
  { title: "the clone's config", method: "GET", path: `${lxc}/950/config` },
  { title: "start", method: "POST", path: `${lxc}/950/status/start` },
  { title: "start again", method: "POST", path: `${lxc}/950/status/start` },
  { title: "start none", method: "POST", path: `${lxc}/999/status/start` },
  { title: "the status of a running one", method: "GET", path: `${lxc}/950/status/current` },
  {
    title: "what a running one takes at once",
    method: "PUT",
    path: `${lxc}/950/config`,
    params: { memory: 768, hostname: "other" },
  },
  {
    title: "what has to wait",
    method: "PUT",
    path: `${lxc}/950/config`,
    params: { nameserver: "10.0.0.1" },
  },
  { title: "what waits", method: "GET", path: `${lxc}/950/pending` },
  {
    title: "a full clone of a running one",
    method: "POST",
    path: `${lxc}/950/clone`,
    params: { newid: 951, full: true },
  },
  { title: "destroy a running one", method: "DELETE", path: `${lxc}/950` },
  { title: "reboot", method: "POST", path: `${lxc}/950/status/reboot` },
  {
    title: "shut down",
    method: "POST",
    path: `${lxc}/950/status/shutdown`,
    params: { forceStop: true, timeout: 60 },
  },
  { title: "shut down again", method: "POST", path: `${lxc}/950/status/shutdown` },
  {
    title: "a start under a lock",
    before: "lock 950 backup",
    method: "POST",
    path: `${lxc}/950/status/start`,
  },
  {
    title: "delete a missing snapshot",
    before: "unlock 950",
    method: "DELETE",
    path: `${lxc}/950/snapshot/nope`,
  },
  { title: "delete the snapshot", method: "DELETE", path: `${lxc}/900/snapshot/ready` },
  { title: "make it a template", method: "POST", path: `${lxc}/900/template` },
  { title: "make it one again", method: "POST", path: `${lxc}/900/template` },
  { title: "start a template", method: "POST", path: `${lxc}/900/status/start` },
  { title: "a linked clone", method: "POST", path: `${lxc}/900/clone`, params: { newid: 960 } },
  { title: "the linked clone's config", method: "GET", path: `${lxc}/960/config` },
  { title: "destroy a base in use", method: "DELETE", path: `${lxc}/900` },
  { title: "destroy the linked clone", method: "DELETE", path: `${lxc}/960` },
  { title: "destroy the clone", method: "DELETE", path: `${lxc}/950`, params: { purge: true } },
  { title: "destroy it again", method: "DELETE", path: `${lxc}/950` },
  { title: "a path that there is not", method: "GET", path: "/nodes/pve1/lxc/900/nope" },
  { title: "a node that there is not", method: "GET", path: "/nodes/pve9/lxc" },
];
