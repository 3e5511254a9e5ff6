import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inherit, run } from "./run";

/** What the machine is made of, in a folder of the cache. */
export interface Image {
  /** Disk that the machine boots from; it is only read. */
  readonly root: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Private key of the one who may log in as root. */
  readonly key: string;
  /** Public key of its SSH server. */
  readonly hostKey: string;
  /** Debian 13's QEMU, which is newer than many a machine's. */
  readonly qemu: string;
  readonly qemuImg: string;
}

const recipe = path.join(__dirname, "image");

/**
 * The image that the recipe in image/ makes: from the cache, or made now, which takes some ten minutes, half of it for
 * ZFS's module.
 */
export async function ensureImage(say: (line: string) => void): Promise<Image> {
  const directory = path.join(cacheDirectory(), "phoenix", "test-real", recipeHash());
  const done = path.join(directory, "done");
  if (!fs.existsSync(done)) {
    checkRequirements();
    say(`Making the machine's image in ${directory}: some ten minutes, this once.`);
    const build = ["bash", path.join(recipe, "build.sh"), await mirror(), directory];
    if ((await inherit("nice", ["-n", "10", ...build])) !== 0) {
      throw new Error("The machine's image could not be made; what stands above says why.");
    }
    fs.writeFileSync(done, "");
  }
  return {
    root: path.join(directory, "root.qcow2"),
    kernel: path.join(directory, "vmlinuz"),
    initrd: path.join(directory, "initrd.img"),
    key: path.join(directory, "id_ed25519"),
    hostKey: path.join(directory, "host-key.pub"),
    qemu: path.join(directory, "qemu-system-x86_64"),
    qemuImg: path.join(directory, "qemu-img"),
  };
}

/** XDG Base Directory Specification. */
function cacheDirectory(): string {
  const given = process.env["XDG_CACHE_HOME"] ?? "";
  return path.isAbsolute(given) ? given : path.join(os.homedir(), ".cache");
}

/** Another recipe makes another image. */
function recipeHash(): string {
  const hash = createHash("sha256");
  const files = fs.readdirSync(recipe, { recursive: true, withFileTypes: true });
  for (const file of files.map((each) => path.join(each.parentPath, each.name)).sort()) {
    if (!fs.statSync(file).isFile()) continue;
    hash.update(`${path.relative(recipe, file)}\0`).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Packages of Debian by the program that is needed of them, and for what. */
const programs: Readonly<Record<string, readonly [pack: string, why: string]>> = {
  debootstrap: ["debootstrap", "installs Debian 13 into a folder"],
  "mkfs.ext4": ["e2fsprogs", "makes a file system of that folder"],
  "ssh-keygen": ["openssh-client", "makes the key to log in with"],
};

/** @throws Error that names all that is missing, and why it is needed */
function checkRequirements(): void {
  const problems: string[] = [];
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("npm run test:real needs Linux on x86-64: it makes a machine of that kind.");
  }
  if (process.getuid?.() !== 0) {
    problems.push("root: it makes the image in a chroot. Run it with sudo.");
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
