import { globalParameters } from "./global-parameters";
import { BadValue, keyOf, readValue, type Parameter } from "./parameter-table";
import { shareParameters } from "./share-parameters";

/** A section's values by the parameter's name; parametric ones (`module:option`) apart. */
export interface Section {
  readonly name: string;
  readonly values: Map<string, string>;
  readonly extra: Map<string, string>;
}

/** What a Samba program has in mind after it has read smb.conf. */
export interface LoadedConf {
  /** Parameters of the server and, as defaults, of shares. */
  readonly global: Section;
  readonly shares: readonly Section[];
  /** What is said on the way. */
  readonly messages: readonly string[];
  /** False where Samba refuses the file. */
  readonly isValid: boolean;
}

/** Reads smb.conf(5) as lib/param/loadparm.c does: in one pass, included files where they are named. */
export function loadSmbConf(path: string, read: (path: string) => string | undefined): LoadedConf {
  const loader = new Loader(read);
  const isValid = loader.include(path, 0) ?? false;
  const { global, shares, messages } = loader;
  return { global, shares, messages, isValid: isValid && loader.finish() };
}

class Loader {
  readonly global: Section = section("global");
  readonly shares: Section[] = [];
  readonly messages: string[] = [];
  #current = this.global;

  constructor(private readonly read: (path: string) => string | undefined) {}

  /** False for a mistake that ends the reading, undefined where there is no such file. */
  include(path: string, depth: number): boolean | undefined {
    const text = this.read(path);
    if (text === undefined) return undefined;
    return lines(text).every((line) => this.#line(line, depth));
  }

  finish(): boolean {
    for (const { name, values } of this.shares) {
      if (["homes", "printers"].includes(name) || (values.get("path") ?? "") !== "") continue;
      this.messages.push(
        `WARNING: No path in service ${name} - making it unavailable!`,
        `NOTE: Service ${name} is flagged unavailable.`,
      );
      values.set("available", "No");
    }
    return true;
  }

  #line(line: string, depth: number): boolean {
    if (line.startsWith("[")) {
      const name = /^\[([^\]]+)\]/.exec(line)?.[1]?.trim().replace(/\s+/g, " ");
      if (name === undefined) return false;
      this.#current = name.toLowerCase() === "global" ? this.global : this.#share(name);
      return true;
    }
    const [, name, value = ""] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
    return name !== undefined && this.#set(name, value.trim(), depth);
  }

  #share(name: string): Section {
    const known = this.shares.find((share) => share.name.toLowerCase() === name.toLowerCase());
    // A section that is opened again loses its parametric options.
    known?.extra.clear();
    if (known) return known;
    const made = { name, values: new Map(localsOf(this.global)), extra: new Map() };
    this.shares.push(made);
    return made;
  }

  #set(given: string, text: string, depth: number): boolean {
    if (given.includes(":")) {
      this.#current.extra.set(
        given.replace(/\s*:\s*/, given.startsWith("idmap") ? " : " : ":"),
        text,
      );
      return true;
    }
    const key = keyOf(given);
    const isOpposite = opposites.has(key);
    const parameter = index.get(isOpposite ? "readonly" : (synonyms[key] ?? key));
    if (!parameter) {
      this.messages.push(
        `Unknown parameter encountered: "${given}"`,
        `Ignoring unknown parameter "${given}"`,
      );
      return true;
    }
    if (this.#current !== this.global && globals.has(parameter.name)) {
      this.messages.push(`Global parameter ${given} found in service section!`);
      return true;
    }
    const value = readValue(parameter, text);
    if (value instanceof BadValue) {
      this.messages.push(value.message);
      return false;
    }
    this.#current.values.set(parameter.name, isOpposite ? (value === "Yes" ? "No" : "Yes") : value);
    if (parameter.name !== "include" || depth >= 100) return true;
    return this.include(text, depth + 1) ?? true;
  }
}

/** Lines without comments and blanks at both ends; one that ends with a backslash goes on in the next. */
function lines(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[#;]/.test(line));
}

function section(name: string): Section {
  const all = [...globalParameters, ...shareParameters];
  return { name, values: new Map(all.map((each) => [each.name, each.usual])), extra: new Map() };
}

function localsOf({ values }: Section): [string, string][] {
  return shareParameters
    .filter(({ name }) => name !== "include")
    .map(({ name, usual }) => [name, values.get(name) ?? usual]);
}

const globals = new Set(globalParameters.map(({ name }) => name));

const index = new Map<string, Parameter>(
  [...globalParameters, ...shareParameters].map((each) => [keyOf(each.name), each]),
);

const opposites = new Set(["writable", "writeable", "writeok"]);

const synonyms: Readonly<Record<string, string>> = {
  allowhosts: "hostsallow",
  browsable: "browseable",
  casesignames: "casesensitive",
  createmode: "createmask",
  debuglevel: "loglevel",
  denyhosts: "hostsdeny",
  directory: "path",
  directorymode: "directorymask",
  exec: "preexec",
  group: "forcegroup",
  lockdir: "lockdirectory",
  maxprotocol: "servermaxprotocol",
  minprotocol: "serverminprotocol",
  onlyguest: "guestonly",
  preferedmaster: "preferredmaster",
  printok: "printable",
  printer: "printername",
  protocol: "servermaxprotocol",
  public: "guestok",
  user: "username",
  users: "username",
  vfsobject: "vfsobjects",
};
