import { messageOf, parameterError } from "../api/api-error";
import { splitList } from "../api/schema/formats";
import type { GuestConf } from "../conf/guest-conf";

/** What a PUT of a configuration asks for. */
export interface ConfigChange {
  readonly values: ReadonlyMap<string, string>;
  readonly deletes: readonly string[];
  readonly reverts: readonly string[];
}

/** How a kind of guest makes one pending change real. */
export interface ApplyPending {
  remove(key: string): void;
  set(key: string, value: string): void;
}

/** The options that a change takes out or reverts; `isOption` knows those of the kind of guest. */
export function readKeys(
  params: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string>,
  name: "delete" | "revert",
  isOption: (key: string) => boolean,
): string[] {
  const keys = splitList(params.get(name) ?? "");
  for (const key of keys) {
    if (values.has(key)) {
      const problem = `you can't use '-${key}' and -${name} ${key}' at the same time`;
      throw parameterError({ [name]: problem });
    }
    if (!isOption(key)) throw parameterError({ [name]: `unknown option '${key}'` });
  }
  return keys;
}

/** Forgets what was pending of these options. */
export function revertPending(conf: GuestConf, keys: readonly string[]): void {
  for (const key of keys) {
    conf.pending.delete(key);
    conf.pendingDelete.delete(key);
  }
}

/** Makes everything pending real; what fails stays pending, and is answered as an error of its option. */
export function applyAllPending(conf: GuestConf, apply: ApplyPending): Record<string, string> {
  const errors: Record<string, string> = {};
  const attempt = (key: string, change: () => void): void => {
    try {
      change();
    } catch (error) {
      errors[key] = `unable to apply pending change ${key} : ${messageOf(error)}\n`;
    }
  };
  for (const key of [...conf.pendingDelete].sort()) {
    attempt(key, () => {
      apply.remove(key);
    });
  }
  cleanUpPending(conf);
  for (const [key, value] of [...conf.pending].sort(byKey)) {
    attempt(key, () => {
      apply.set(key, value);
    });
  }
  return errors;
}

/** Drops pending values that are the current ones already, and deletions of what is not there. */
export function cleanUpPending(conf: GuestConf): void {
  for (const [key, value] of [...conf.pending]) {
    if (conf.options.get(key) === value) conf.pending.delete(key);
  }
  for (const key of [...conf.pendingDelete]) {
    if (!conf.options.has(key)) conf.pendingDelete.delete(key);
  }
}

/** The order in which options are changed: by their names. */
export function byKey(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}
