/** Measured lines whose answer the embedded host is right to give differently, and what is special about each recording. */
export const disagreements: Readonly<Record<number, string>> = {
  182: "the recorded machine had no ZFS module loaded, which is not what a Proxmox VE node is like",
  359: "the recorded machine was itself a container, where lxc-device could not add an interface",
  360: "the recorded machine was itself a container, where lxc-device could not add an interface",
  361: "the recorded machine had no AppArmor, so that nothing could be mounted into a running container",
  363: "the recorded machine had no AppArmor, so that nothing could be mounted into a running container",
  443: "the recorded machine ran zfs-fuse, which crashed (signal 6) when it made a volume",
};
