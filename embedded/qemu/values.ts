import { randomBytes, randomUUID } from "node:crypto";
import { failure, parameterError } from "../api/api-error";
import { splitList } from "../api/schema/formats";
import { checkHookscript } from "../guests/hookscript";
import type { EmbeddedNode } from "../node/embedded-node";
import { isNetworkKey, normalizeNetwork } from "./network";

/** A value as the configuration keeps it; drives are made elsewhere. */
export function normalizeValue(node: EmbeddedNode, key: string, value: string): string {
  if (isNetworkKey(key)) return normalizeNetwork(node, value);
  if (key === "tags") {
    return [...new Set(splitList(value).map((tag) => tag.toLowerCase()))].sort().join(";");
  }
  if (key === "vmgenid" && value === "1") return randomUUID();
  if (key === "cipassword") return encrypted(value);
  if (key === "hookscript") checkHookscript(node, value);
  if (/^hostpci\d+$/.test(key)) checkMapping(key, value);
  return value;
}

/** Refuses keys that ssh would not read (PVE::Tools::validate_ssh_public_keys). */
export function checkSshKeys(values: ReadonlyMap<string, string>): void {
  const encoded = values.get("sshkeys");
  if (encoded === undefined) return;
  const lines = decodeURIComponent(encoded)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const isKey = (line: string) => {
    const [, type = "", body = ""] =
      /(?:^|\s)(ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp\d+|sk-[\w@.-]+)\s+([A-Za-z0-9+/=]+)/.exec(
        line,
      ) ?? [];
    if (type === "") return false;
    // The body repeats the type, after its length.
    return (
      Buffer.from(body, "base64")
        .subarray(4, 4 + type.length)
        .toString("latin1") === type
    );
  };
  if (!lines.every(isKey)) throw failure("SSH public key validation error");
}

/** Refuses a balloon that is larger than the memory. */
export function checkBalloon(options: ReadonlyMap<string, string>): void {
  const [balloon, memory] = [options.get("balloon"), memoryOf(options)];
  if (balloon !== undefined && Number(balloon) > memory) {
    const problem = "balloon value too large (must be smaller than assigned memory)";
    throw parameterError({ balloon: problem });
  }
}

/** MiB. */
export function memoryOf(options: ReadonlyMap<string, string>): number {
  return Number((options.get("memory") ?? "512").replace(/^current=/, ""));
}

/** A password is kept as a hash only (PVE::Tools::encrypt_pw). */
function encrypted(password: string): string {
  if (/^\$(?:[156]|2[ay])\$.+\$.+/.test(password)) return password;
  const salt = randomBytes(6).toString("hex");
  return `$5$${salt}$${randomBytes(32).toString("base64url")}`;
}

function checkMapping(key: string, value: string): void {
  if (!/(?:^|,)(?:mapping=|host=|[0-9a-fA-F]+:)/.test(value)) {
    throw parameterError({ [key]: "either 'host' or 'mapping' must be set" });
  }
}
