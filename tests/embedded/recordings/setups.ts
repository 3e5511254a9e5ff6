import type { Laboratory } from "./laboratory";

/** What happened on a recorded machine between two lines and was not recorded; keys are line numbers. */
export type Setup = (lab: Laboratory) => Promise<void> | void;

const running101 = {
  vmid: "101",
  ostemplate: "local:vztmpl/debian-13-tiny_1_amd64.tar.zst",
  rootfs: "local-zfs:2",
  hostname: "web1",
  tags: "b;iac;web",
  memory: "256",
  features: "nesting=1",
  unprivileged: "1",
};

const net101 =
  "name=eth0,bridge=vmbr0,gw=10.99.0.1,hwaddr=BC:24:11:BA:54:34,ip=10.99.0.101/24,type=veth";

function failedCopy(vmid: number, prefix: string): string {
  const images = "/var/lib/vz/images";
  const from = `${images}/900/${prefix}-900-disk-0.raw`;
  const to = `zeroinit:${images}/${vmid}/vm-${vmid}-disk-0.raw`;
  const command = `'/usr/bin/qemu-img convert -p -n -f raw -O raw ${from} ${to}'`;
  return `clone failed: copy failed: command ${command} failed: exit code 1`;
}

const zfsStorages = (local: string): string =>
  `dir: local\n\tpath /var/lib/vz\n\tcontent ${local}\n\n` +
  "zfspool: local-zfs\n\tpool rpool/data\n\tcontent images,rootdir\n\tsparse 1\n\n";

const everything = "rootdir,snippets,iso,backup,images,vztmpl";

/** The first machine: no ZFS and no bridge at first. */
export const firstMachine: Readonly<Record<number, Setup>> = {
  0: async (lab) => {
    lab.storages("");
    lab.bridge("vmbr0", false);
    await lab.must("POST", "/lxc", {
      vmid: "100",
      ostemplate: "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
      rootfs: "local:0",
      hostname: "web1",
      tags: "b;iac;web",
      memory: "256",
    });
  },
  83: (lab) => {
    lab.edit(101, {}, ["lock"]);
  },
  88: (lab) => {
    lab.bridge("vmbr0", true);
    lab.edit(103, { memory: "310" });
  },
  118: (lab) => {
    lab.edit(103, { lock: "backup" });
  },
  127: (lab) => {
    lab.edit(103, {}, ["lock"]);
    // Somebody holds the lock file for longer than anybody waits.
    void lab.host.node.lockConfig(103, () => new Promise((resolve) => setTimeout(resolve, 400)));
  },
  128: async (lab) => {
    await lab.host.node.lockConfig(103, () => undefined);
  },
  236: (lab) => {
    lab.host.node.files.mkdir("/srv");
  },
  337: async (lab) => {
    lab.storages(zfsStorages(everything));
    await lab.must("POST", "/lxc", { ...running101, net0: net101 });
    await lab.must("POST", "/lxc/101/status/start");
  },
  // Nothing can be plugged into a running container on this machine, which leaves the attempts pending.
  363: (lab) => {
    lab.host.node.configs.edit(101, (conf) => {
      for (const key of ["net0", "net1", "mp0"]) conf.options.delete(key);
      conf.pending.set("net0", net101.replace(",type=veth", ""));
    });
  },
  364: (lab) => {
    lab.host.node.configs.edit(101, (conf) => {
      conf.options.delete("mp0");
      conf.pending.delete("mp0");
    });
  },
  376: (lab) => {
    lab.host.node.configs.edit(101, (conf) => conf.pending.delete("net0"));
  },
  403: (lab) => {
    const busy = "zfs error: cannot rename 'rpool/data/subvol-101-disk-0': dataset is busy";
    lab.host.faults.onTask({ type: "vztemplate", error: busy });
  },
  // The clone of line 385 failed on this machine.
  407: async (lab) => {
    await lab.must("DELETE", "/lxc/102");
  },
  423: (lab) => {
    lab.storages(zfsStorages("images,iso,vztmpl,backup,snippets"));
  },
  // The qemu-img of this machine could copy no image, so that the targets of full clones were gone again.
  504: (lab) => {
    lab.host.faults.onTask({ type: "qmclone", times: 1, error: failedCopy(901, "vm") });
  },
  507: (lab) => {
    lab.host.node.machines.remove(901);
  },
  514: (lab) => {
    lab.host.faults.onTask({ type: "qmclone", times: 1, error: failedCopy(903, "base") });
  },
  515: (lab) => {
    lab.host.node.machines.remove(903);
  },
};

/** The second machine: ZFS, a bridge, and container 101 running. */
export const secondMachine: Readonly<Record<number, Setup>> = {
  274: async (lab) => {
    lab.storages(zfsStorages("images,iso,vztmpl,backup,snippets"));
    await lab.must("POST", "/lxc", { ...running101, net0: net101 });
    await lab.must("POST", "/lxc/101/status/start");
  },
};

/** Lines of the second machine; all others are the first one's. */
export function isSecondMachine(line: number): boolean {
  const single = [
    362, 367, 387, 388, 389, 417, 418, 419, 431, 439, 446, 448, 489, 505, 506, 557, 558,
  ];
  const spans = [
    [274, 336],
    [449, 479],
  ] as const;
  return single.includes(line) || spans.some(([from, to]) => line >= from && line <= to);
}

/** Requests that were sent while the task before them still ran. */
export const atOnce: ReadonlySet<number> = new Set([139, 336, 466]);
