import { createHash } from "node:crypto";
import { ntHash } from "./nt-hash";
import { parseSmbConf, type SmbConf } from "./testparm";

/** Where Phoenix writes the shares that are declared; smb.conf includes it. */
export const sambaFile = "/etc/samba/phoenix.conf";

/** A user of Samba's own database (pdbedit(8)). */
export interface SambaUser {
  readonly isEnabled: boolean;
  /** Whether this is the password. The hash that Samba keeps never leaves the node: it sends one of that with a salt. */
  hasPassword(password: string): boolean;
}

/** The Samba server of the node. */
export interface Samba {
  /** True where the package samba is installed. */
  readonly isInstalled: boolean;
  /** What `systemctl is-enabled` says, by unit. */
  readonly enabled: Readonly<Record<string, string>>;
  /** What `systemctl is-active` says, by unit. */
  readonly active: Readonly<Record<string, string>>;
  /** How many lines of smb.conf include our file. */
  readonly includes: number;
  /** Text of our file; undefined where there is none. */
  readonly ownText: string | undefined;
  /** All that smbd has: [global] with every default, and the shares (`testparm -s -v`). */
  readonly live: SmbConf;
  /** Names of the shares that are there without our file. */
  readonly foreign: readonly string[];
  /** What testparm says where smb.conf cannot be loaded even without our file. */
  readonly broken: string | undefined;
  readonly users: ReadonlyMap<string, SambaUser>;
}

/** The services that make a Samba server. */
export const sambaUnits = ["smbd.service", "nmbd.service"] as const;

/** Reads the sections of the inspection that are about Samba. */
export function parseSamba(sections: ReadonlyMap<string, string>): Samba {
  const [status = "", includes = ""] = linesOf(sections, "samba");
  const [exit, ...foreign] = linesOf(sections, "samba-foreign");
  const units = (section: string) => {
    const words = linesOf(sections, section);
    return Object.fromEntries(sambaUnits.map((unit, at) => [unit, words[at] ?? ""]));
  };
  return {
    isInstalled: status === "installed",
    enabled: units("samba-enabled"),
    active: units("samba-active"),
    includes: Number(includes),
    ownText: sections.get(`file ${sambaFile}`),
    live: parseSmbConf(sections.get("samba-live") ?? ""),
    foreign: exit === "0" ? foreign.filter((line) => line !== "" && line !== "global") : [],
    broken: exit === "1" ? foreign.join("\n").trim() : undefined,
    users: parseUsers(linesOf(sections, "samba-users")),
  };
}

function parseUsers([salt = "", ...lines]: readonly string[]): Map<string, SambaUser> {
  return new Map(
    lines.flatMap((line) => {
      const [name = "", flags = "", sum = ""] = line.split(":");
      if (sum === "") return [];
      const hasPassword = (password: string) =>
        createHash("sha256")
          .update(`${salt}:${ntHash(password)}`)
          .digest("hex") === sum;
      return [[name, { isEnabled: !flags.includes("D"), hasPassword }] as const];
    }),
  );
}

function linesOf(sections: ReadonlyMap<string, string>, name: string): string[] {
  return (sections.get(name) ?? "").split("\n");
}
