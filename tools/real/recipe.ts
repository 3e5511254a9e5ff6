import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inherit, run } from "./run";

/** Packages of Debian by the program that is needed of them, and for what. */
export type Programs = Readonly<Record<string, readonly [pack: string, why: string]>>;

/** Something that is made once, and kept in the cache until its recipe changes. */
interface Recipe {
  /** Folder whose `build.sh MIRROR DIRECTORY ARGUMENT…` makes it. */
  readonly recipe: string;
  readonly args?: readonly string[];
  /** As messages call it. */
  readonly what: string;
  /** How long the making takes. */
  readonly time: string;
  /** What the making needs. */
  readonly programs: Programs;
  readonly say: (line: string) => void;
}

/** The folder of the cache that a recipe has filled, or fills now. */
export async function builtBy({
  recipe,
  args = [],
  what,
  time,
  programs,
  say,
}: Recipe): Promise<string> {
  const directory = path.join(cacheDirectory(), "phoenix", "test-real", hashOf(recipe));
  const done = path.join(directory, "done");
  if (!fs.existsSync(done)) {
    checkRequirements(programs);
    say(`Making ${what} in ${directory}: ${time}, this once.`);
    const values = [directory, path.join(recipe, "build.sh"), await mirror(), ...args];
    fs.mkdirSync(path.dirname(directory), { recursive: true, mode: 0o700 });
    if ((await inherit("flock", [`${directory}.lock`, "bash", "-c", build, ...values])) !== 0) {
      throw new Error(`Unable to make ${what}; what stands above says why.`);
    }
  }
  return directory;
}

/** Makes it unless another run has made it meanwhile. */
const build = `[ -e "$0/done" ] || { nice -n 10 bash "$1" "$2" "$0" "\${@:3}" && : >"$0/done"; }`;

/** XDG Base Directory Specification. */
function cacheDirectory(): string {
  const given = process.env["XDG_CACHE_HOME"] ?? "";
  return path.isAbsolute(given) ? given : path.join(os.homedir(), ".cache");
}

/** Another recipe makes something else. */
function hashOf(recipe: string): string {
  const hash = createHash("sha256");
  const files = fs.readdirSync(recipe, { recursive: true, withFileTypes: true });
  for (const file of files.map((each) => path.join(each.parentPath, each.name)).sort()) {
    if (!fs.statSync(file).isFile()) continue;
    hash.update(`${path.relative(recipe, file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** @throws Error that names all that is missing, and why it is needed */
export function checkRequirements(programs: Programs): void {
  const problems: string[] = [];
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "npm run test:real needs Linux on x86-64: it tests with a system of that kind.",
    );
  }
  if (process.getuid?.() !== 0) {
    problems.push("root: it makes file systems and namespaces. Run it with sudo.");
  }
  const places = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];
  for (const [program, [pack, why]] of Object.entries(programs)) {
    if (places.some((place) => fs.existsSync(path.join(place, program)))) continue;
    problems.push(`${program}, which ${why}: apt-get install ${pack}`);
  }
  if (problems.length > 0) {
    throw new Error(`npm run test:real lacks\n  ${problems.join("\n  ")}`);
  }
}

/** The mirror that this machine has its own Debian from; Debian's own where it is no Debian. */
async function mirror(): Promise<string> {
  const filter = ["Created-By: Packages", "Origin: Debian", "Label: Debian"];
  const format = ["--format", "$(REPO_URI)"];
  const known = await run("apt-get", ["indextargets", ...format, ...filter]).catch(() => "");
  const [first = ""] = known.split("\n");
  return first === "" ? "http://deb.debian.org/debian/" : first;
}
