import { createHash } from "node:crypto";
import { parseAuthorizedKey, type AuthorizedKey } from "./authorized-keys";

/** A user of the node's Linux (passwd(5)). */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** Groups beside the primary one, in alphabetical order. */
  readonly groups: readonly string[];
  /** Of the hash in /etc/shadow, which itself is never kept; undefined without a password. */
  readonly passwordSum: string | undefined;
  /** Text of ~/.ssh/authorized_keys; "" where there is none. Read of accounts from uid 1000 on. */
  readonly keyText: string;
  readonly keys: readonly AuthorizedKey[];
}

/** The accounts of a node, and what sudo is there. */
export interface Accounts {
  readonly users: ReadonlyMap<string, Account>;
  /** Names of all groups. */
  readonly groups: ReadonlySet<string>;
  readonly sudo: {
    readonly isInstalled: boolean;
    /** Whether /etc/sudoers includes /etc/sudoers.d. */
    readonly readsFolder: boolean;
  };
}

/** Reads the sections of the inspection that are about accounts. */
export function parseAccounts(sections: ReadonlyMap<string, string>): Accounts {
  const groups = rows(sections.get("file /etc/group"));
  const passwords = new Map(
    rows(sections.get("user-passwords")).map(([name = "", hash = ""]) => [
      name,
      passwordSum(name, hash),
    ]),
  );
  const keyFiles = parseKeyFiles(sections.get("user-keys") ?? "");
  const users = rows(sections.get("file /etc/passwd")).map(
    ([name = "", , uid = "", gid = "", , home = "", shell = ""]): Account => {
      const keyText = keyFiles.get(`${home}/.ssh/authorized_keys`) ?? "";
      return {
        ...{ name, uid: Number(uid), gid: Number(gid), home, shell, keyText },
        groups: groups
          .filter(([, , id, members = ""]) => id !== gid && members.split(",").includes(name))
          .map(([group = ""]) => group)
          .sort(),
        passwordSum: passwords.get(name),
        keys: keyText.split("\n").flatMap((line) => parseAuthorizedKey(line) ?? []),
      };
    },
  );
  const [installed, ...includes] = (sections.get("sudo") ?? "").split("\n");
  return {
    users: new Map(users.map((user) => [user.name, user])),
    groups: new Set(groups.map(([name = ""]) => name)),
    sudo: {
      isInstalled: installed === "installed",
      readsFolder: includes.some((line) => /^[@#]includedir\s/.test(line)),
    },
  };
}

/** What state may know of a password: a hash of its salted hash, which leads back to neither. */
export function passwordSum(name: string, hash: string): string {
  return `sha256:${createHash("sha256").update(`${name}\0${hash}`).digest("hex")}`;
}

/** Lines of several files, each with its file before it. */
function parseKeyFiles(text: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at <= 0) continue;
    const file = line.slice(0, at);
    files.set(file, `${files.get(file) ?? ""}${line.slice(at + 1)}\n`);
  }
  return files;
}

function rows(text = ""): string[][] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(":"));
}
