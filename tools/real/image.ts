import path from "node:path";
import { builtBy, type Programs } from "./recipe";

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

/**
 * The image that the recipe in image/ makes: from the cache, or made now, which takes some ten minutes, half of it for
 * ZFS's module.
 */
export async function ensureImage(say: (line: string) => void): Promise<Image> {
  const directory = await builtBy({
    recipe: path.join(__dirname, "image"),
    what: "the machine's image",
    time: "some ten minutes",
    programs,
    say,
  });
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

/** Packages of Debian by the program that is needed of them, and for what. */
const programs: Programs = {
  debootstrap: ["debootstrap", "installs Debian 13 into a folder"],
  "mkfs.ext4": ["e2fsprogs", "makes a file system of that folder"],
  "ssh-keygen": ["openssh-client", "makes the key to log in with"],
};
