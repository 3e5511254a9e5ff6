import type { Json } from "../contract";
import type { MountedFiles } from "../files/mounted-files";

/** What systemd says of a unit. */
export interface Unit {
  readonly name: string;
  readonly load: "loaded" | "not-found" | "masked";
  /** Of its file: `enabled`, `disabled`, `static` …; empty for no file. */
  readonly fileState: string;
  readonly active: "active" | "inactive" | "failed";
  readonly path: string;
  readonly content: string;
}

/**
 * The units of a running system: their files in its tree, and of what was started or stopped since its start a note
 * in `facts`. What was not touched runs if it is enabled, since it was started at boot or when it was installed.
 */
export class Services {
  constructor(
    private readonly files: MountedFiles,
    private readonly facts: { [key: string]: Json },
    /** What daemons do when they are started, by unit. */
    private readonly daemons: ReadonlyMap<string, () => void> = new Map(),
  ) {}

  /** Lets the daemon of a unit begin anew. */
  started(name: string): void {
    this.facts["since"] = { ...record(this.facts["since"]), [name]: Date.now() };
    this.daemons.get(name)?.();
  }

  /**
   * When a unit that runs was started, in ms since 1970: what nobody started did with the system, or when it was
   * installed and so enabled.
   */
  since({ name, active }: Unit): number | undefined {
    if (active !== "active") return undefined;
    const noted = record(this.facts["since"])[name];
    if (typeof noted === "number") return noted;
    const booted = this.facts["booted"];
    const links = this.#wants(name).map((link) => this.files.lstat(link)?.mtime ?? 0);
    return Math.max(typeof booted === "number" ? booted : 0, ...links);
  }

  find(word: string): Unit {
    const name = /\.[a-z]+$/.test(word) ? word : `${word}.service`;
    const instance = name.replace(/@[^.]+\./, "@.");
    const path = directories
      .flatMap((directory) => [`${directory}/${name}`, `${directory}/${instance}`])
      .find((each) => this.files.lstat(each));
    const script = `/etc/init.d/${name.replace(/\.service$/, "")}`;
    if (path === undefined && this.files.exists(script)) {
      // Such a script is configuration, and stays until its package is purged (systemd-sysv-generator(8)).
      const generated = { name, load: "loaded", fileState: "enabled", path: script } as const;
      return { ...generated, content: "", active: this.#active(name, "generated") };
    }
    if (path === undefined) {
      const missing = { name, load: "not-found", fileState: "", path: "", content: "" } as const;
      return { ...missing, active: "inactive" };
    }
    const real = this.files.realpath(path) ?? path;
    const meant = real.slice(real.lastIndexOf("/") + 1);
    const isAlias = meant.endsWith(name.slice(name.lastIndexOf("."))) && !isNameOf(meant, name);
    if (isAlias) return { ...this.find(meant), name, fileState: "alias" };
    const masked = real === "/dev/null";
    const content = masked ? "" : (this.files.readText(path) ?? "");
    const fileState = masked ? "masked" : this.#fileState(name, content);
    const load = masked ? "masked" : "loaded";
    return { name, load, fileState, path, content, active: this.#active(name, fileState) };
  }

  /** Names of all unit files. */
  all(): string[] {
    const names = directories.flatMap((directory) => this.files.list(directory));
    return [...new Set(names)]
      .filter((name) => /\.(service|timer|socket|target|mount)$/.test(name))
      .sort();
  }

  /** Units of the administrator's that a start of the system runs once, each after those that say to be before it. */
  startedAtBoot(): string[] {
    const units = this.files
      .list("/etc/systemd/system")
      .filter((name) => name.endsWith(".service"))
      .map((name) => this.find(name))
      .filter(({ content }) => setting(content, "Type")[0] === "oneshot")
      .filter(({ load, fileState }) => load === "loaded" && fileState === "enabled");
    const isBefore = (a: Unit, b: Unit) =>
      setting(a.content, "Before").includes(b.name) || setting(b.content, "After").includes(a.name);
    return units
      .sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0))
      .map(({ name }) => name);
  }

  setActive(name: string, state: Unit["active"]): void {
    this.facts["services"] = { ...record(this.facts["services"]), [name]: state };
  }

  /** Whether a link gives a unit another name, which some other unit mentions, so that systemd knows it already. */
  isKnownElsewhere(link: string, unit: Unit): boolean {
    const name = link.slice(link.lastIndexOf("/") + 1);
    if (name === unit.name) return false;
    return this.all()
      .filter((each) => each !== unit.name && each !== name)
      .some((each) => this.find(each).content.includes(name));
  }

  /** systemd 257 takes a unit for stopped that gets such a name; what runs of it keeps the next start from succeeding. */
  lose(name: string): void {
    this.setActive(name, "inactive");
    this.facts["lost services"] = [...this.#lost(), name];
  }

  /** Whether something runs of a unit that systemd had lost; the start that fails for it ends that. */
  findAgain(name: string): boolean {
    const lost = this.#lost();
    this.facts["lost services"] = lost.filter((each) => each !== name);
    return lost.includes(name);
  }

  #lost(): Json[] {
    const noted = this.facts["lost services"];
    return Array.isArray(noted) ? noted : [];
  }

  /** The links that enabling makes: one for each target in WantedBy, RequiredBy and Alias. */
  links(unit: Unit): string[] {
    const wanted = setting(unit.content, "WantedBy").map(
      (target) => `${target}.wants/${unit.name}`,
    );
    const required = setting(unit.content, "RequiredBy").map(
      (target) => `${target}.requires/${unit.name}`,
    );
    return [...wanted, ...required, ...setting(unit.content, "Alias")].map(
      (link) => `/etc/systemd/system/${link}`,
    );
  }

  #fileState(name: string, content: string): string {
    if (this.#wants(name).length > 0) return "enabled";
    return /^\s*(WantedBy|RequiredBy|Alias|Also)\s*=/m.test(content) ? "disabled" : "static";
  }

  /** The links by which targets start it. */
  #wants(name: string): string[] {
    return this.files
      .list("/etc/systemd/system")
      .filter((each) => each.endsWith(".wants") || each.endsWith(".requires"))
      .map((target) => `/etc/systemd/system/${target}/${name}`)
      .filter((link) => this.files.lstat(link));
  }

  #active(name: string, fileState: string): Unit["active"] {
    const state = record(this.facts["services"])[name];
    if (state === "active" || state === "inactive" || state === "failed") return state;
    if (name.endsWith(".target")) return "active";
    return fileState === "enabled" ? "active" : "inactive";
  }
}

function record(noted: Json | undefined): { readonly [key: string]: Json } {
  return typeof noted === "object" && noted !== null && !Array.isArray(noted) ? noted : {};
}

/** A unit's file is called as the unit, or as its template. */
function isNameOf(file: string, name: string): boolean {
  return file === name || file === name.replace(/@[^.]+\./, "@.");
}

/** The words of a setting in a unit file, over all its lines. */
export function setting(content: string, key: string): string[] {
  return [...content.matchAll(new RegExp(`^\\s*${key}\\s*=(.*)$`, "gm"))].flatMap(
    ([, value = ""]) => value.trim().split(/\s+/).filter(Boolean),
  );
}

/** Where systemd keeps the units that nobody wrote a file for. */
export const transientUnits = "/run/systemd/transient";

const directories = [
  "/etc/systemd/system",
  transientUnits,
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
];
