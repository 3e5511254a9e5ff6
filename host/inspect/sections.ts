import { randomBytes } from "node:crypto";
import { ConnectionError } from "../errors";
import type { Shell } from "../ssh";

/** What an inspection has printed, by the names of its sections. */
export type Sections = ReadonlyMap<string, string>;

/**
 * Runs a script that prints sections, with its mark as the first argument. An answer that is only a part, as of a
 * connection that broke, is asked for once more.
 *
 * @throws ConnectionError where that one is none either
 */
export async function readSections(
  shell: Shell,
  script: string,
  args: readonly string[],
): Promise<Sections> {
  const sections = (await read(shell, script, args)) ?? (await read(shell, script, args));
  if (sections === undefined)
    throw new ConnectionError(
      "The inspection of the host broke off before its end, or printed something else, twice. Run the same command " +
        "again; if it stays so, look at what a root shell over SSH prints before a command, and at the node's memory and disk.",
    );
  return sections;
}

/** Undefined where the end is missing. */
async function read(
  shell: Shell,
  script: string,
  args: readonly string[],
): Promise<Sections | undefined> {
  const mark = `@${randomBytes(9).toString("hex")}`;
  const sections = split(await shell.script(script, [mark, ...args], { reads: true }), mark);
  return sections.has("end") ? sections : undefined;
}

function split(output: string, mark: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const part of `\n${output}`.split(`\n${mark} `).slice(1)) {
    const at = part.indexOf("\n");
    if (at < 0) sections.set(part, "");
    else sections.set(part.slice(0, at), part.slice(at + 1));
  }
  return sections;
}

/** A section without the spaces around it; "" where it is missing. */
export function trimmed(sections: Sections, name: string): string {
  return sections.get(name)?.trim() ?? "";
}

/** What spaces and line ends part. */
export function words(text = ""): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** The lines that are not empty. */
export function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
