import path from "node:path";
import { loadConfig } from "../../config/load";
import { passwordSum } from "../../host/accounts";
import type { UserSpec } from "./schema";

/**
 * The declared hash of a password, read from the configuration at the moment when it is needed.
 *
 * @throws Error where the configuration says another one than was declared
 */
export function declaredHash({ name, password, configuration }: UserSpec): string {
  const { directory = "", stack = "" } = configuration ?? {};
  const { declaration } = loadConfig({ directory: path.resolve(directory), stack });
  const hash = declaration.hypervisor?.users.find(
    ({ username }) => username === name,
  )?.password_hash;
  if (hash === undefined || passwordSum(name, hash) !== password) {
    throw new Error(
      `user ${name}: password_hash in ${directory} is not what was declared; run this again.`,
    );
  }
  return hash;
}
