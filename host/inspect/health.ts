import { createHash } from "node:crypto";
import type { Facts } from "../inspection";
import { parseFacts } from "./facts";
import type { Sections } from "./sections";

/** A script that checks a guest. */
export interface HealthQuestion {
  readonly type: "lxc" | "qemu";
  readonly vmid: number;
  /** The mark that the guest has to bear: nothing is run in others. */
  readonly mark: string;
  /** How long the script may take. */
  readonly seconds: number;
  readonly script: string;
}

const prefix = "health ";

/** What an inspection is asked for to hold what a script says inside a guest. */
export function askHealth({ type, vmid, mark, seconds, script }: HealthQuestion): string {
  return `${prefix}${type} ${vmid} ${mark} ${seconds}\n${script}`;
}

export function asksHealth(asked: string): boolean {
  return asked.startsWith(prefix);
}

/** What print_health takes for one that is asked for: its key, the type, the guest, its mark, the seconds and the script. */
export function healthArgs(asked: string): string[] {
  const end = asked.indexOf("\n");
  return [keyOf(asked), ...asked.slice(prefix.length, end).split(" "), asked.slice(end + 1)];
}

/** What the scripts say by what was asked; nothing of guests that do not run, or are not ours. */
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
