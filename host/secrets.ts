import { ConnectionError } from "./errors";
import type { GetSetting } from "./settings";

/** Settings of the stack that hold secrets by the name of what they are for. */
export const secretTables = [
  "datasetKeys",
  "guestSecrets",
  "sambaPasswords",
  "storagePasswords",
] as const;

/**
 * One-line secrets by the name of what they are for, out of a setting of the stack that is an object, such as
 * `phoenix:datasetKeys`; none where it is not set.
 *
 * @throws ConnectionError where it has another form, without a word of what it holds
 */
export function readSecrets(
  get: GetSetting,
  setting: (typeof secretTables)[number],
): ReadonlyMap<string, string> {
  const text = get(setting);
  if (text === undefined) return new Map();
  const entries = Object.entries(parseTable(text) ?? { "": "" });
  const isLine = (value: unknown) => typeof value === "string" && /^[^\0\r\n]+$/.test(value);
  if (entries.every(([name, value]) => name !== "" && isLine(value))) {
    return new Map(entries as [string, string][]);
  }
  throw new ConnectionError(
    `phoenix:${setting} is not an object of names with a secret of one line each. ` +
      `Set one at a time: pulumi config set --secret --path 'phoenix:${setting}["NAME"]'`,
  );
}

/** The object that a setting is; undefined for anything else. */
export function parseTable(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
