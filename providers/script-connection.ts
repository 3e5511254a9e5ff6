import { withSecrets } from "../host/secret-references";
import { readSettings, type GetSetting } from "../host/settings";

/** How the stack's host is reached for a command, without its public key, which the host itself tells. */
export interface ScriptConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absent where an SSH agent has it. */
  readonly privateKey?: string;
}

/**
 * Out of the stack's settings, with references to secrets followed.
 *
 * @throws ConnectionError with what is missing
 */
export async function readScriptConnection(get: GetSetting): Promise<ScriptConnection> {
  const { host, port, user, privateKey } = readSettings(await withSecrets(get)).ssh;
  return { host, port, user, ...(privateKey !== undefined && { privateKey }) };
}
