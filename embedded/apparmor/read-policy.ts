import type { MountedFiles } from "../files/mounted-files";
import type { Profile } from "./profile";
import { checkRule, unexpected } from "./rule";
import { PolicyError, StatementReader } from "./statement";

/** Where `<…>` is looked for, and policy files lie. */
export const policyDirectory = "/etc/apparmor.d";

/** The profiles of a policy file with all that it includes (apparmor.d(5)). */
export function readPolicy(text: string, files: MountedFiles): Profile[] {
  const top: Profile[] = [];
  const scope: Scope = { files, variables: new Map(), profiles: top, depth: 0 };
  readScope(new StatementReader(text), scope, true);
  const names = top.map(({ name }) => name);
  const double = names.find((name, at) => names.indexOf(name) !== at);
  if (double !== undefined) {
    throw new PolicyError(`Multiple definitions for profile ${double} exist,bailing out.`);
  }
  return top;
}

interface Scope {
  readonly files: MountedFiles;
  readonly variables: Map<string, string[]>;
  /** Where profiles that are found here go. */
  readonly profiles: Profile[];
  /** The profile that the rules here belong to. */
  readonly profile?: Profile;
  readonly depth: number;
}

/** Reads to the brace that closes the scope, or to the end of a file that opened none. */
function readScope(reader: StatementReader, scope: Scope, isWholeFile: boolean): void {
  for (;;) {
    if (reader.isAtEnd) {
      if (isWholeFile) return;
      throw unexpected("end of file", "TOK_ID or TOK_MODE or TOK_SET_VAR", reader.line);
    }
    if (reader.take(/abi\s+[^,\n]+,/) !== undefined) continue;
    if (include(reader, scope) || assign(reader, scope)) continue;
    const statement = reader.next();
    if (statement.end === "{") {
      const profile = readHeading(statement.text, statement.line);
      scope.profiles.push(profile);
      const inside = { profiles: profile.children, profile, depth: scope.depth + 1 };
      readScope(reader, { ...scope, ...inside }, false);
    } else if (statement.end === "}" && statement.text === "") {
      if (!isWholeFile) return;
      throw unexpected("TOK_CLOSE", "end of file", statement.line);
    } else if (scope.profile === undefined) {
      throw unexpected(
        statement.end === "," ? "TOK_END_OF_RULE" : "end of file",
        "TOK_OPEN",
        statement.line,
      );
    } else {
      checkRule(statement);
      scope.profile.rules.push(replaceVariables(statement.text, scope.variables));
    }
  }
}

function include(reader: StatementReader, scope: Scope): boolean {
  const { line } = reader;
  const found = reader.take(/#?include(\s+if\s+exists)?\s+(?:<([^>\n]+)>|"([^"\n]+)"|(\S+))/);
  if (found === undefined) return false;
  const [, isOptional, magic, quoted, bare = ""] = found;
  const name = magic ?? quoted ?? bare;
  const path = name.startsWith("/") ? name : `${policyDirectory}/${name}`;
  const paths =
    scope.files.stat(path)?.type === "directory"
      ? scope.files.list(path).map((each) => `${path}/${each}`)
      : [path];
  for (const each of paths) {
    const text = scope.files.readText(each);
    if (text !== undefined) readScope(new StatementReader(text), scope, true);
    else if (isOptional === undefined) throw new PolicyError(`Could not open '${name}'`, line);
  }
  return true;
}

function assign(reader: StatementReader, { variables, depth }: Scope): boolean {
  const { line } = reader;
  const found =
    depth > 0 ? undefined : reader.take(/@\{?(\w+)\}?[ \t]*(\+?=)[ \t]*([^#\n]*)(?:#[^\n]*)?/);
  if (found === undefined) return false;
  const [, name = "", operator, values = ""] = found;
  const known = variables.get(name);
  if (operator === "=" && known !== undefined) {
    throw new PolicyError(`variable @{${name}} was previously declared`, line + 1);
  }
  if (operator === "+=" && known === undefined) {
    const message = `variable @{${name}} was not previously declared, but is being assigned additional values`;
    throw new PolicyError(message, line + 1);
  }
  variables.set(name, [...(known ?? []), ...values.split(/\s+/).filter(Boolean)]);
  return true;
}

function readHeading(text: string, line: number): Profile {
  const found = heading.exec(text);
  const [, keyword, given = "", flags = ""] = found ?? [];
  const name = given.replaceAll('"', "").replace(/^\^/, "");
  if (found === null || (keyword === undefined && !/^["/^@]/.test(given))) {
    throw unexpected("TOK_MODE", "end of file", line);
  }
  const words = flags.split(/[\s,]+/).filter(Boolean);
  const wrong = words.find((flag) => !flagNames.test(flag));
  if (wrong !== undefined) throw new PolicyError(`Invalid profile flag: ${wrong}.`, line);
  return { name, flags: words, rules: [], children: [] };
}

const heading =
  /^(?:(profile|hat) )?("[^"]+"|[^\s({]+)(?: (?!flags)(?:"[^"]+"|[^\s(]+))?(?: xattrs=\([^)]*\))?(?: ?(?:flags ?= ?)?\(([^)]*)\))?$/;

/** apparmor.d(5), FLAG, of AppArmor 4.1. */
const flagNames =
  /^(?:complain|enforce|kill|unconfined|default_allow|prompt|audit|debug|interruptible|(?:no_)?(?:attach_disconnected)|(?:mediate|delegate)_deleted|chroot_(?:relative|attach|no_attach)|namespace_relative|(?:attach_disconnected\.path|kill\.signal|error)=\S+)$/;

function replaceVariables(text: string, variables: ReadonlyMap<string, string[]>): string {
  let replaced = text;
  // Values name other variables.
  for (let round = 0; round < 10 && /@\{\w+\}/.test(replaced); round += 1) {
    replaced = replaced.replaceAll(/@\{(\w+)\}/g, (whole, name: string) => {
      if (["profile_name", "exec_path", "attach_path"].includes(name)) return `@<${name}>`;
      const values = variables.get(name);
      if (values === undefined) {
        throw new PolicyError(`Found reference to variable ${name}, but is never declared`);
      }
      return values.length === 1 ? (values[0] ?? whole) : `{${values.join(",")}}`;
    });
  }
  return replaced;
}
