import { z } from "zod";

/** What every name that reaches a command line or a file of the node must look like. */
export const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]*$/,
    "may hold letters, digits and _ . : -, and begins with a letter or digit",
  );

/** A dataset's full path (zfs(8), "ZFS Component Naming Requirements"). */
export const datasetName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_.:-]*(\/[A-Za-z0-9][A-Za-z0-9_.:-]*)*$/,
    "must be a dataset's full path such as tank/data, of letters, digits and _ . : -",
  );

/** An absolute path without `..`, blanks or anything a shell would read. */
export const absolutePath = z
  .string()
  .regex(/^(\/[A-Za-z0-9_.:@+-]+)+$/, "must be an absolute path of letters, digits and _ . : @ + -")
  .refine((path) => !path.split("/").includes(".."), "must not climb with ..");

const account = "[a-z_][a-z0-9_-]{0,31}";

/** A Linux user and group, with useradd(8)'s portable names. */
export const userAndGroup = z
  .string()
  .regex(new RegExp(`^${account}:${account}$`), "must be USER:GROUP");

/** The same, where each may be an id instead, such as one of an unprivileged container's. */
export const userAndGroupOrIds = z
  .string()
  .regex(
    new RegExp(`^(${account}|\\d{1,10}):(${account}|\\d{1,10})$`),
    "must be USER:GROUP, each by name or number",
  );

/** Where files are not what they look like: the cluster's own file system, and what the kernel makes up. */
const closedFolders = ["/etc/pve", "/proc", "/sys", "/dev", "/run"];

/** A path at which files and folders may be made. */
export const writablePath = absolutePath.refine(
  (path) => !closedFolders.some((folder) => path === folder || path.startsWith(`${folder}/`)),
  `must not lie in ${closedFolders.join(", ")}`,
);

/** A file's permissions as chmod(1) takes them, in octal digits. */
export const mode = z.string().regex(/^[0-7]{3,4}$/, "must be three or four octal digits");

/** A guest's number: unique over containers and virtual machines of a cluster (pve-docs, `pve-vmid`). */
export const vmid = z.int().min(100).max(999_999_999);

/** `PROJECT+STACK`: who makes a guest. `+` stands in no project's or stack's name. */
export const owner = z.string().regex(/^[a-z0-9_.-]+\+[a-z0-9_.-]+$/, "must be PROJECT+STACK");

/** A ZFS property's value: one line without a NUL. */
const propertyValue = z.string().regex(/^[^\0\n]*$/, "must be one line");

const propertyName = z.string().regex(/^[a-z0-9][a-z0-9:_.+-]*$/, "must be a property's name");

/** ZFS properties by name; null for one that shall not be set any more. */
export const nullableProperties = z.record(propertyName, propertyValue.nullable());

/** A package's name (Debian Policy, 5.6.1). */
export const packageName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9+.-]+$/,
    "must be a package's name of lower-case letters, digits and + . -",
  );
