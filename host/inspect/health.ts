import { createHash } from "node:crypto";
import type { Facts } from "../inspection";
import { parseFacts } from "./facts";
import type { Sections } from "./sections";

const prefix = "health ";

/** What an inspection is asked for to hold what a script says inside a guest. */
export function askHealth(vmid: number, script: string): string {
  return `${prefix}${vmid}\n${script}`;
}

export function asksHealth(asked: string): boolean {
  return asked.startsWith(prefix);
}

/** What print_health takes for one that is asked for: its key, the guest and the script. */
export function healthArgs(asked: string): [key: string, vmid: string, script: string] {
  const end = asked.indexOf("\n");
  return [keyOf(asked), asked.slice(prefix.length, end), asked.slice(end + 1)];
}

/** What the scripts say by what was asked; nothing of guests that do not run. */
export function readHealth(sections: Sections, asked: readonly string[]): Map<string, Facts> {
  return new Map(
    asked.flatMap((each): [string, Facts][] => {
      const said = sections.get(`${prefix}${keyOf(each)}`);
      return said === undefined ? [] : [[each, parseFacts(said)]];
    }),
  );
}

function keyOf(asked: string): string {
  return createHash("sha256").update(asked).digest("hex").slice(0, 12);
}
