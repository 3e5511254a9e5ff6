/** The four files of the format. */
export const fileKinds = ["hypervisor", "lxc", "vm", "stacks"] as const;
export type FileKind = (typeof fileKinds)[number];
