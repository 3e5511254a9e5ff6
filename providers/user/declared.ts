import { passwordSum } from "../../host/accounts";
import { parseAuthorizedKey } from "../../host/authorized-keys";

/** What stands for a declared hash in inputs and state. */
export function passwordSumOf(name: string, hash: string): string {
  return passwordSum(name, hash);
}

/** A declared line of authorized_keys with its fingerprint. */
export function authorizedKeyOf(line: string): [string, string] {
  return [parseAuthorizedKey(line)?.fingerprint ?? line, line];
}
