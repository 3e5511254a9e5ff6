import { z } from "zod";
import { parseAuthorizedKey } from "../../host/authorized-keys";
import { absolutePath } from "../shapes";

/** useradd(8)'s portable names, of users and groups alike. */
const account = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a lower-case letter or _, then also digits and -");

const fingerprint = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "must be SHA256:…");

const keyLine = z
  .string()
  .refine(
    (line) => !line.includes("\n") && parseAuthorizedKey(line) !== undefined,
    "must be a line of authorized_keys(5)",
  );

/** What a path of the ACL and a role look like, as `PATH ROLE`; with `(here only)` where it does not propagate. */
const grant = z
  .string()
  .regex(
    /^\/(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*)? [A-Za-z0-9._-]+(?: \(here only\))?$/,
    "must be PATH ROLE",
  );

/** A user of the node: its Linux account, and where it is declared the user of Proxmox VE with the same name. */
export const userSchema = z.strictObject({
  name: account.refine((name) => name !== "root", "must not be root, whom Proxmox VE needs"),
  shell: absolutePath,
  home: absolutePath,
  /** The folder that `home` names; a missing one is made. */
  homeFolder: z.literal("present"),
  /** All groups beside the primary one, in alphabetical order; left alone where absent. */
  groups: z.array(account).optional(),
  /** Of the declared hash, see passwordSum; the password is left alone where absent. */
  password: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256:…")
    .optional(),
  /** The configuration that the hash itself is read from when it is set: it is no input, so that no state holds it. */
  configuration: z.strictObject({ directory: z.string(), stack: z.string() }).optional(),
  /** Whether sudo lets the user be anybody: not because of us, with the user's password, or without. */
  sudo: z.enum(["none", "password", "nopasswd"]),
  /** Lines of ~/.ssh/authorized_keys by fingerprint; null for one that shall be gone. */
  keys: z.record(fingerprint, keyLine.nullable()).optional(),
  /** Whether other keys are taken out. */
  exclusiveKeys: z.boolean().optional(),
  /** Owner and modes without which sshd ignores the keys (StrictModes, sshd_config(5)). */
  keyFile: z.literal("private").optional(),
  /** The user NAME@pam. */
  pve: z.literal("enabled").optional(),
  /** All that NAME@pam itself is granted, in alphabetical order. */
  acl: z.array(grant).optional(),
});

export type UserSpec = z.infer<typeof userSchema>;

/** Where a user's rule of sudo lies. */
export function sudoersFile({ name }: Pick<UserSpec, "name">): string {
  return `/etc/sudoers.d/phoenix-${name}`;
}

/** The folder and the file of a user's keys. */
export function keyPaths({ home }: Pick<UserSpec, "home">): { folder: string; file: string } {
  return { folder: `${home}/.ssh`, file: `${home}/.ssh/authorized_keys` };
}
