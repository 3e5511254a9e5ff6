import { FileTree } from "../files/file-tree";
import { writeCommonFiles } from "./common-files";
import type { Release } from "./package-table";

/**
 * What a container template of Proxmox's own list unpacks to, by its file name; undefined for an archive that the
 * embedded host does not know. Each call gives a tree of its own, which shares its files with the others.
 */
export function templateTree(fileName: string): FileTree | undefined {
  const release = knownTemplates.find(([pattern]) => pattern.test(fileName))?.[1];
  return release && systemTree(release);
}

/** A release as it is installed at first, in a tree of its own. */
export function systemTree(release: Release): FileTree {
  const made = trees.get(release) ?? makeTree(release);
  trees.set(release, made);
  return made.clone();
}

const knownTemplates: readonly (readonly [RegExp, Release])[] = [
  [/^ubuntu-24\.04-standard_24\.04-\d+_amd64\.tar\.(zst|gz|xz)$/, "noble"],
  [/^debian-12-standard_12[\d.]*-\d+_amd64\.tar\.(zst|gz|xz)$/, "bookworm"],
  [/^debian-13-standard_13[\d.]*-\d+_amd64\.tar\.(zst|gz|xz)$/, "trixie"],
];

const trees = new Map<Release, FileTree>();

function makeTree(release: Release): FileTree {
  const tree = new FileTree();
  writeCommonFiles(tree, release);
  const system = systems[release];
  tree.write("/usr/lib/os-release", system.osRelease);
  tree.view.symlink("../usr/lib/os-release", "/etc/os-release");
  tree.write("/etc/issue", `${system.pretty} \\n \\l\n\n`);
  if (system.debianVersion !== undefined) tree.write("/etc/debian_version", system.debianVersion);
  for (const [path, content] of Object.entries(system.sources)) tree.write(path, content);
  tree.write("/etc/hostname", "localhost\n");
  tree.write("/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
  tree.write("/etc/resolv.conf", "");
  tree.write("/etc/locale.gen", localeGen);
  if (release === "trixie") tree.view.symlink("../locale.conf", "/etc/default/locale");
  tree.write(release === "trixie" ? "/etc/locale.conf" : "/etc/default/locale", "LANG=C.UTF-8\n");
  return tree;
}

interface System {
  readonly pretty: string;
  readonly osRelease: string;
  readonly debianVersion?: string;
  readonly sources: Readonly<Record<string, string>>;
}

const systems: Record<Release, System> = {
  noble: {
    pretty: "Ubuntu 24.04.3 LTS",
    debianVersion: "trixie/sid\n",
    osRelease: `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
`,
    sources: {
      "/etc/apt/sources.list": `deb http://archive.ubuntu.com/ubuntu noble main restricted universe multiverse

deb http://archive.ubuntu.com/ubuntu noble-updates main restricted universe multiverse

deb http://archive.ubuntu.com/ubuntu noble-security main restricted universe multiverse
`,
    },
  },
  trixie: {
    pretty: "Debian GNU/Linux 13",
    debianVersion: "13.1\n",
    osRelease: debianRelease("13", "trixie", "13.1"),
    sources: { "/etc/apt/sources.list": debianSources("trixie") },
  },
  bookworm: {
    pretty: "Debian GNU/Linux 12",
    debianVersion: "12.12\n",
    osRelease: debianRelease("12", "bookworm", "12.12"),
    sources: { "/etc/apt/sources.list": debianSources("bookworm") },
  },
};

/** os-release of a Debian. */
export function debianRelease(major: string, codename: string, full: string): string {
  return `PRETTY_NAME="Debian GNU/Linux ${major} (${codename})"
NAME="Debian GNU/Linux"
VERSION_ID="${major}"
VERSION="${major} (${codename})"
VERSION_CODENAME=${codename}
DEBIAN_VERSION_FULL=${full}
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;
}

function debianSources(codename: string): string {
  return `deb http://deb.debian.org/debian ${codename} main contrib

deb http://deb.debian.org/debian ${codename}-updates main contrib

deb http://security.debian.org/debian-security ${codename}-security main contrib
`;
}

const localeGen = `# This file lists locales that you wish to have built.
# de_DE.UTF-8 UTF-8
# en_GB.UTF-8 UTF-8
# en_US.UTF-8 UTF-8
# fr_FR.UTF-8 UTF-8
`;
