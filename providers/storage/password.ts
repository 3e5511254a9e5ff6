import { createHash } from "node:crypto";
import type { Inspected } from "../../host/inspection";
import type { Context, Refusal } from "../lifecycle";
import type { StorageSpec } from "./schema";

/** Compares the file that PVE keeps (CIFSPlugin, cifs_set_credentials) by its hash, which stays in this process. */
export function observePassword(
  { storage }: StorageSpec,
  { storagePasswordHashes }: Inspected<"storagePasswordHashes">,
  { storagePasswords }: Context,
): string {
  const live = storagePasswordHashes.get(storage);
  if (live === undefined) return "not set";
  const declared = storagePasswords.get(storage);
  const hash = createHash("sha256").update(`password=${declared ?? ""}\n`);
  return declared !== undefined && live === hash.digest("hex") ? "as declared" : "another one";
}

/** A share with a user needs the user's password. */
export function refusePassword(spec: StorageSpec, { storagePasswords }: Context): Refusal[] {
  if (spec.password === undefined || storagePasswords.has(spec.storage)) return [];
  const command = `pulumi config set --secret --path 'phoenix:storagePasswords["${spec.storage}"]'`;
  const reason = `storage ${spec.storage}: the stack has no password of ${spec.username ?? "its user"}: ${command}`;
  return [{ property: "password", reason }];
}
