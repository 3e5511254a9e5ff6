import { createHash } from "node:crypto";
import { ProgramError } from "../contract";
import { encryptionRoot } from "./encryption-root";
import type { MountHost } from "./mounts";
import type { Dataset } from "./records";
import type { ZfsState } from "./zfs-state";

/** The key of a new encryption root, in the words of libzfs_crypto.c where it has none; only its hash is kept. */
export function newKey(
  host: MountHost,
  properties: Map<string, string>,
  typed: string,
  fail: (why: string) => ProgramError,
): Dataset["key"] {
  if (properties.get("encryption") === "off") return undefined;
  if (!properties.has("keyformat")) throw fail("Keyformat required for new encryption root.");
  if (!properties.has("keylocation")) properties.set("keylocation", "prompt");
  const key = readKey(host, properties.get("keylocation") ?? "", typed, fail);
  checkKey(properties.get("keyformat") ?? "", key, fail);
  return { sha256: hashOf(key), loaded: true };
}

/** `zfs load-key`, or with `dry` only the question whether the key is the right one. */
export function loadKey(
  state: ZfsState,
  host: MountHost,
  name: string,
  typed: string,
  dry: boolean,
): void {
  const root = openRoot(state, name, "load");
  const fail = refusal("load");
  if (!dry && root.key?.loaded !== false) throw fail(`Key already loaded for '${name}'.`);
  const location = root.properties.get("keylocation") ?? "prompt";
  const key = readKey(host, location, typed, fail);
  const isRight = root.key === undefined || root.key.sha256 === hashOf(key);
  if (!isRight) throw fail(`Incorrect key provided for '${name}'.`);
  if (!dry && root.key) root.key.loaded = true;
}

/** `zfs unload-key`; nothing that the key encrypts may be mounted. */
export function unloadKey(state: ZfsState, name: string): void {
  const root = openRoot(state, name, "unload");
  const fail = refusal("unload");
  if (root.key?.loaded === false) throw fail(`Key already unloaded for '${name}'.`);
  const below = [root, ...state.descendants(name)];
  const isBusy = below.some(
    (each) => each.mounted !== undefined && encryptionRoot(state, each) === root,
  );
  if (isBusy) throw fail(`'${name}' is busy.`);
  root.key = { sha256: root.key?.sha256 ?? "", loaded: false };
}

function openRoot(state: ZfsState, name: string, verb: "load" | "unload"): Dataset {
  const dataset = state.dataset(name);
  if (!dataset) throw new ProgramError(`cannot open '${name}': dataset does not exist`, 1);
  const root = encryptionRoot(state, dataset);
  if (!root) throw refusal(verb)(`'${name}' is not encrypted.`);
  if (root === dataset) return root;
  const what = `Keys must be ${verb}ed for encryption root of '${name}' (${root.name}).`;
  throw refusal(verb)(what);
}

function readKey(
  host: MountHost,
  location: string,
  typed: string,
  fail: (why: string) => ProgramError,
): Buffer {
  if (!location.startsWith("file://")) {
    if (typed === "") throw fail("encryption failure");
    return Buffer.from(typed);
  }
  const content = host.readFile(location.slice("file://".length));
  if (!content) throw fail("Failed to open key material file: No such file or directory");
  return Buffer.from(content);
}

function checkKey(format: string, key: Buffer, fail: (why: string) => ProgramError): void {
  const length = key.toString().replace(/\n$/, "").length;
  if (format === "passphrase" && length < 8) throw fail("Passphrase too short (min 8).");
  if (format === "hex" && length !== 64) {
    throw fail(`Hex key too ${length < 64 ? "short" : "long"} (expected 64).`);
  }
  if (format === "raw" && key.length !== 32) {
    throw fail(`Raw key too ${key.length < 32 ? "short" : "long"} (expected 32).`);
  }
}

function hashOf(key: Buffer): string {
  return createHash("sha256").update(key).digest("hex");
}

function refusal(verb: "load" | "unload"): (why: string) => ProgramError {
  const title = verb === "load" ? "Key load error" : "Key unload error";
  return (why) => new ProgramError(`${title}: ${why}`, 255);
}
