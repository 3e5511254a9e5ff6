/** Marks an object on Pulumi's wire as more than an object (sdk/nodejs/runtime/rpc.ts, specialSigKey). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Stands for a value that is not known before `up` (sdk/nodejs/runtime/rpc.ts, unknownValue). */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The value with every secret in it opened. */
export function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (!isObject(value)) return value;
  if (isSecret(value)) return open(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
}

/** True where the value is a secret or holds one. */
export function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && (isSecret(value) || Object.values(value).some(holdsSecret));
}

/** The value as a secret. */
export function secret(value: string): object {
  return { [signature]: secretSignature, value };
}

export function isUnknown(value: unknown): boolean {
  return value === unknown;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSecret(value: Record<string, unknown>): boolean {
  return value[signature] === secretSignature;
}
