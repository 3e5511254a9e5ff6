import type { Json } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import type { Services } from "./services";

/** Where chronyd reads its settings (chrony.conf(5)). */
const main = "/etc/chrony/chrony.conf";

/** chronyd: the sources of time that it knows are those of its files when it was started, or was told to read them. */
export class Chronyd {
  constructor(
    private readonly files: MountedFiles,
    private readonly facts: { [key: string]: Json },
  ) {}

  /** Its directives `server`, `pool` and `peer`, as words. */
  sources(): string[][] {
    return [...this.#part("own"), ...this.#part("told")].map((line) => line.split(" "));
  }

  /** Reads everything. */
  start(): void {
    this.facts["chrony"] = { own: sourceLines(this.#settings()), told: this.#told() };
  }

  /** `chronyc reload sources`: reads the folders of `sourcedir` again, and nothing else. */
  reload(): void {
    const own = this.#part("own");
    this.facts["chrony"] = { own, told: this.#told() };
  }

  #part(name: "own" | "told"): string[] {
    if (this.facts["chrony"] === undefined) this.start();
    const known = this.facts["chrony"];
    const part =
      typeof known === "object" && known !== null && !Array.isArray(known) && known[name];
    return Array.isArray(part) ? part.map(String) : [];
  }

  #settings(): string[] {
    const lines = this.#lines(main);
    const folders = directive(lines, "confdir");
    return [...lines, ...folders.flatMap((folder) => this.#folder(folder, ".conf"))];
  }

  #told(): string[] {
    const folders = directive(this.#settings(), "sourcedir");
    return sourceLines(folders.flatMap((folder) => this.#folder(folder, ".sources")));
  }

  #folder(folder: string, ending: string): string[] {
    return this.files
      .list(folder)
      .filter((name) => name.endsWith(ending))
      .flatMap((name) => this.#lines(`${folder}/${name}`));
  }

  #lines(path: string): string[] {
    return (this.files.readText(path) ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !/^[!;#%]/.test(line));
  }
}

/** chronyc(1): `sources` with `-a`, under the names that were given with `-N`, for scripts with `-c`; `reload sources`. */
export function chronyc(chronyd: Chronyd, services: Services): Program {
  return (args, io) => {
    const parsed = parseOptions(args, { short: "aNnch:vp:" });
    const [command = "", ...rest] = parsed.rest;
    if (services.find("chrony").active !== "active") return failed("506 Cannot talk to daemon");
    if (command === "sources") return sources(chronyd, parsed.flags.has("c"));
    if (command === "reload" && rest[0] === "sources") {
      chronyd.reload();
      io.record();
      return "200 OK\n";
    }
    return failed("Unrecognized command");
  };
}

/** A pool stands for four servers, all under the pool's name (chrony.conf(5), `maxsources`). */
function sources(chronyd: Chronyd, forScripts: boolean): string {
  const rows = chronyd.sources().flatMap(([directive = "", name = ""]) => {
    const mark = directive === "peer" ? "=" : "^";
    const times = directive === "pool" ? 4 : 1;
    const row = forScripts
      ? `${mark},?,${name},0,6,0,4294967295,0.000000000,0.000000000,0.000000000\n`
      : `${mark}? ${name.padEnd(27)}   0   6     0     -     +0ns[   +0ns] +/-    0ns\n`;
    return Array.from({ length: times }, () => row);
  });
  const head =
    "MS Name/IP address         Stratum Poll Reach LastRx Last sample               \n" +
    `${"=".repeat(79)}\n`;
  return (forScripts ? "" : head) + rows.join("");
}

function directive(lines: readonly string[], name: string): string[] {
  return lines.flatMap((line) => {
    const [word = "", ...values] = line.split(/\s+/);
    return word.toLowerCase() === name ? values : [];
  });
}

function sourceLines(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /^(server|pool|peer)\s+\S/i.test(line))
    .map((line) => line.replace(/\s+/g, " "));
}
