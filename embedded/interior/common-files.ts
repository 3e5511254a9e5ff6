import type { FileTree } from "../files/file-tree";
import { basePackages } from "./base-packages";
import { installedStanza, unpack, writeStatus } from "./dpkg";
import type { Release } from "./package-table";

/** What the trees of all releases have in common: directories, accounts, the base packages. */
export function writeCommonFiles(tree: FileTree, release: Release): void {
  for (const [path, mode] of directories) tree.mkdir(path, { mode });
  for (const [target, path] of links) tree.view.symlink(target, path);
  tree.write("/etc/passwd", passwd(release));
  tree.write("/etc/group", groupsOf(release));
  tree.write("/etc/shadow", shadow(release), { mode: 0o640, gid: 42 });
  tree.write("/etc/gshadow", groupsOf(release).replace(/:x:\d+:/g, ":*::"), {
    mode: 0o640,
    gid: 42,
  });
  tree.write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  tree.write("/etc/shells", "/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n");
  tree.write("/etc/fstab", "# UNCONFIGURED FSTAB FOR BASE SYSTEM\n");
  tree.write("/etc/timezone", "Etc/UTC\n");
  tree.view.symlink("/usr/share/zoneinfo/Etc/UTC", "/etc/localtime");
  for (const zone of zones) tree.write(`/usr/share/zoneinfo/${zone}`, "TZif2\n");
  tree.write("/etc/machine-id", "");
  tree.write("/root/.bashrc", "# ~/.bashrc: executed by bash(1) for non-login shells.\n");
  tree.write("/root/.profile", "# ~/.profile: executed by Bourne-compatible login shells.\n");
  tree.write("/etc/profile", "# /etc/profile: system-wide .profile file for the Bourne shell\n");
  tree.write(
    "/etc/environment",
    'PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n',
  );
  tree.write("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n");
  tree.write(
    "/usr/lib/systemd/system/multi-user.target",
    "[Unit]\nDescription=Multi-User System\n",
  );
  installBase(tree, release);
}

/** What is installed at first: every base package that the release has. */
function installBase(tree: FileTree, release: Release): void {
  const wanted = basePackages.filter((each) => each.versions[release] !== undefined);
  for (const each of wanted) unpack(tree, each, release);
  writeStatus(
    tree,
    wanted.map((each) => installedStanza(each, release)),
  );
}

const directories: readonly (readonly [string, number])[] = [
  ["/boot", 0o755],
  ["/dev", 0o755],
  ["/etc/apt/apt.conf.d", 0o755],
  ["/etc/apt/keyrings", 0o755],
  ["/etc/apt/preferences.d", 0o755],
  ["/etc/apt/sources.list.d", 0o755],
  ["/etc/apt/trusted.gpg.d", 0o755],
  ["/etc/default", 0o755],
  ["/etc/profile.d", 0o755],
  ["/etc/skel", 0o755],
  ["/etc/sudoers.d", 0o750],
  ["/etc/sysctl.d", 0o755],
  ["/etc/systemd/system", 0o755],
  ["/home", 0o755],
  ["/media", 0o755],
  ["/mnt", 0o755],
  ["/opt", 0o755],
  ["/proc", 0o555],
  ["/root", 0o700],
  ["/run/lock", 0o755],
  ["/srv", 0o755],
  ["/sys", 0o555],
  ["/tmp", 0o1777],
  ["/usr/bin", 0o755],
  ["/usr/lib/systemd/system", 0o755],
  ["/usr/local/bin", 0o755],
  ["/usr/local/sbin", 0o755],
  ["/usr/local/lib", 0o755],
  ["/usr/sbin", 0o755],
  ["/usr/share/keyrings", 0o755],
  ["/var/backups", 0o755],
  ["/var/cache/apt/archives", 0o755],
  ["/var/lib/apt/lists", 0o755],
  ["/var/lib/dpkg/info", 0o755],
  ["/var/log", 0o755],
  ["/var/spool", 0o755],
  ["/var/tmp", 0o1777],
];

const links: readonly (readonly [string, string])[] = [
  ["usr/bin", "/bin"],
  ["usr/sbin", "/sbin"],
  ["usr/lib", "/lib"],
  ["/run", "/var/run"],
  ["/run/lock", "/var/lock"],
];

const zones = [
  "Etc/UTC",
  "UTC",
  "Europe/Berlin",
  "Europe/Vienna",
  "Europe/London",
  "America/New_York",
  "America/Los_Angeles",
  "Asia/Tokyo",
];

function passwd(release: Release): string {
  const ubuntu = release === "noble" ? "ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\n" : "";
  return `${accounts}${ubuntu}`;
}

function groupsOf(release: Release): string {
  return `${group}${release === "noble" ? "ubuntu:x:1000:\n" : ""}`;
}

const accounts = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin
messagebus:x:100:107::/nonexistent:/usr/sbin/nologin
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
postfix:x:102:110::/var/spool/postfix:/usr/sbin/nologin
`;

const group = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
man:x:12:
proxy:x:13:
sudo:x:27:
audio:x:29:
www-data:x:33:
backup:x:34:
shadow:x:42:
video:x:44:
plugdev:x:46:
staff:x:50:
users:x:100:
nogroup:x:65534:
systemd-journal:x:999:
systemd-network:x:998:
input:x:996:
kvm:x:993:
render:x:992:
messagebus:x:107:
postfix:x:110:
`;

function shadow(release: Release): string {
  return passwd(release)
    .split("\n")
    .filter(Boolean)
    .map((entry) => `${entry.split(":")[0] ?? ""}:*:20000:0:99999:7:::\n`)
    .join("");
}
