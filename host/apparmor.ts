import { confinedScript } from "./scripts";
import type { Shell } from "./ssh";

/** Where AppArmor's profiles lie; apparmor.service loads the files of this folder, not those below. */
export const profileFolder = "/etc/apparmor.d";

/** AppArmor of the node. */
export interface AppArmor {
  /** False where the kernel runs without it. */
  readonly isEnabled: boolean;
  /** True where apparmor_parser(8) is installed. */
  readonly hasParser: boolean;
  /** What the kernel has: mode (`enforce`, `complain` …) by the profile's name. */
  readonly loaded: ReadonlyMap<string, string>;
  /** Names of the profiles that each file defines, as far as their headings begin a line. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/** What a file in /etc/apparmor.d and the kernel have to do with each other. */
export interface PolicyFacts {
  /** What a start of the node does with it: links in `disable` and `force-complain` have a say. */
  readonly boot: "loaded" | "complain" | "disabled";
  /**
   * Whether the kernel has of the profile what the file makes now; undefined where the kernel has no profile of that
   * name, or does not tell (it is built without CONFIG_SECURITY_APPARMOR_EXPORT_BINARY).
   */
  readonly isCurrent: boolean | undefined;
}

/** A process that a profile confines. */
export interface ConfinedProcess {
  readonly pid: number;
  /** The container that it belongs to. */
  readonly vmid?: number;
  readonly program: string;
}

/** Reads the sections of the inspection that are about AppArmor. */
export function parseAppArmor(sections: ReadonlyMap<string, string>): AppArmor {
  const [enabled = "", parser = ""] = (sections.get("apparmor") ?? "").split("\n");
  const files = new Map<string, string[]>();
  for (const line of linesOf(sections, "apparmor-files")) {
    const [, file = "", quoted, bare] =
      /^([^:]+):profile\s+(?:"([^"]+)"|([^\s{(]+))/.exec(line) ?? [];
    const name = quoted ?? bare;
    if (name !== undefined) files.set(file, [...(files.get(file) ?? []), name]);
  }
  return {
    isEnabled: enabled === "Y",
    hasParser: parser !== "",
    loaded: new Map(
      linesOf(sections, "apparmor-loaded").flatMap((line) => {
        const [, name, mode] = /^(.*) \((\w+)\)$/.exec(line) ?? [];
        return name === undefined || mode === undefined ? [] : [[name, mode] as const];
      }),
    ),
    files,
  };
}

/** Reads a line that the inspection prints of such a file; undefined for any other. */
export function parsePolicy(line: string): PolicyFacts | undefined {
  const [, boot, given, made] = /^policy (loaded|complain|disabled) (\S+) (\S+)$/.exec(line) ?? [];
  if (boot === undefined) return undefined;
  return {
    boot: boot as PolicyFacts["boot"],
    isCurrent: given === "-" ? undefined : given === made,
  };
}

/** Has the parser check a profile, which changes nothing. */
export async function checkProfile(shell: Shell, content: string): Promise<void> {
  await shell.run(["apparmor_parser", "-QK"], { stdin: content });
}

/**
 * Loads a file's profiles, in place of those of the same names. Processes that they confine go on under the new ones:
 * the kernel has them take over (aa_replace_profiles in security/apparmor/policy.c), so nothing is restarted.
 */
export async function loadProfile(shell: Shell, path: string): Promise<void> {
  await shell.run(["apparmor_parser", "-rTW", path]);
}

/** Unloads a profile; what it confines is confined no more. */
export async function unloadProfile(shell: Shell, name: string): Promise<void> {
  await shell.run(["apparmor_parser", "-R"], { stdin: `profile ${name} {}\n` });
}

/** The processes that a profile confines now. */
export async function confinedBy(shell: Shell, name: string): Promise<ConfinedProcess[]> {
  const output = await shell.script(confinedScript(), [name], { reads: true });
  return output.split("\n").flatMap((line) => {
    const [pid = "", guest = "", ...program] = line.split(" ");
    if (guest === "") return [];
    const vmid = guest === "-" ? {} : { vmid: Number(guest) };
    return [{ pid: Number(pid), ...vmid, program: program.join(" ") }];
  });
}

function linesOf(sections: ReadonlyMap<string, string>, name: string): string[] {
  return (sections.get(name) ?? "").split("\n").filter((line) => line !== "");
}
