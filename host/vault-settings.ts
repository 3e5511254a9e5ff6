import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { GetSetting } from "./settings";

/** How to reach a HashiCorp Vault or OpenBao server. */
export interface VaultSettings {
  /** `https://HOST:8200`; http is taken for this machine only. */
  readonly address: string;
  readonly auth:
    { readonly token: string } | { readonly roleId: string; readonly secretId: string };
  /** A CA's certificate in PEM, instead of those that Node.js knows. */
  readonly ca?: string;
  readonly namespace?: string;
}

/**
 * The server of the stack: each value from a setting of the stack, or from the variable that Vault's own programs read
 * (VAULT_ADDR, VAULT_TOKEN, VAULT_CACERT, VAULT_NAMESPACE; vault(1), "Environment variables"), the token at last from
 * the file in which `vault login` leaves it.
 *
 * @throws Error with everything that is missing or wrong, a line each
 */
export function readVaultSettings(
  get: GetSetting,
  env: NodeJS.ProcessEnv = process.env,
): VaultSettings {
  const given = (setting: string, variable: string) => get(setting) || env[variable] || undefined;
  const problems: string[] = [];
  const address = given("vaultAddress", "VAULT_ADDR")?.replace(/\/+$/, "") ?? "";
  if (address === "") problems.push("phoenix:vaultAddress (or VAULT_ADDR) is not set");
  else if (!isSafe(address)) {
    problems.push(
      `phoenix:vaultAddress is not https://HOST:PORT, and http is for this machine only: ${address}`,
    );
  }
  const auth = readAuth(given, env["HOME"] ?? os.homedir());
  if (typeof auth === "string") problems.push(auth);
  const ca = get("vaultCa") ?? readCa(env["VAULT_CACERT"], problems);
  if (problems.length > 0 || typeof auth === "string") throw new Error(problems.join("\n"));
  const namespace = given("vaultNamespace", "VAULT_NAMESPACE");
  return {
    address,
    auth,
    ...(ca !== undefined && { ca }),
    ...(namespace !== undefined && { namespace }),
  };
}

function isSafe(address: string): boolean {
  return (
    /^https:\/\/[^/\s@]+$/.test(address) ||
    /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?$/.test(address)
  );
}

function readAuth(
  given: (setting: string, variable: string) => string | undefined,
  home: string,
): VaultSettings["auth"] | string {
  const roleId = given("vaultRoleId", "VAULT_ROLE_ID");
  const secretId = given("vaultSecretId", "VAULT_SECRET_ID");
  if (roleId !== undefined && secretId !== undefined) return { roleId, secretId };
  if (roleId !== undefined || secretId !== undefined) {
    return "AppRole takes both phoenix:vaultRoleId and phoenix:vaultSecretId (or VAULT_ROLE_ID and VAULT_SECRET_ID)";
  }
  const token = given("vaultToken", "VAULT_TOKEN") ?? tokenOfLogin(home);
  return token === undefined
    ? "there is no token: phoenix:vaultToken, VAULT_TOKEN or `vault login`, or AppRole by phoenix:vaultRoleId and phoenix:vaultSecretId"
    : { token };
}

function tokenOfLogin(home: string): string | undefined {
  const file = path.join(home, ".vault-token");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() || undefined : undefined;
}

function readCa(file: string | undefined, problems: string[]): string | undefined {
  if (file === undefined || file === "") return undefined;
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8");
  problems.push(`VAULT_CACERT names ${file}, which is not there`);
  return undefined;
}
