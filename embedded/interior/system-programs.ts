import type { Json } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { commonPrograms } from "../shell/common-programs";
import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { chpasswd, groupadd, groupdel, useradd, userdel, usermod } from "./account-programs";
import { aptCache, aptGet, aptMark } from "./apt";
import { dpkg, dpkgQuery } from "./dpkg-programs";
import { locale, localedef, localeGen, updateLocale } from "./locale";
import { Services } from "./services";
import { systemctlProgram } from "./systemctl";
import { visudo } from "./visudo";

/** The running system that programs work on: a guest's or the host's. */
export interface System {
  readonly files: MountedFiles;
  /** What is forgotten at a reboot. */
  readonly facts: { [key: string]: Json };
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly virtualization: "lxc" | "none";
}

/** The programs of a Debian or Ubuntu system. */
export function systemPrograms(system: System): Map<string, Program> {
  const hostname = () => hostnameOf(system.files);
  const services = new Services(system.files, system.facts);
  const common = commonPrograms({
    hostname,
    isMounted: (path) => system.files.mountPoints().includes(path),
  });
  return new Map<string, Program>([
    ...common,
    ["apt-get", aptGet],
    ["apt", aptGet],
    ["apt-cache", aptCache],
    ["apt-mark", aptMark],
    ["dpkg", dpkg],
    ["dpkg-query", dpkgQuery],
    ["locale", locale],
    ["locale-gen", localeGen],
    ["localedef", localedef],
    ["update-locale", updateLocale],
    ["useradd", useradd],
    ["chpasswd", chpasswd],
    ["visudo", visudo],
    ["usermod", usermod],
    ["userdel", userdel],
    ["groupadd", groupadd],
    ["groupdel", groupdel],
    ["systemctl", systemctlProgram(services)],
    ["hostname", hostnameProgram],
    ["hostnamectl", hostnamectl(system)],
    ["timedatectl", timedatectl],
    [
      "systemd-detect-virt",
      () => ({
        stdout: `${system.virtualization}\n`,
        exitCode: system.virtualization === "none" ? 1 : 0,
      }),
    ],
    ["nproc", () => `${system.cores}\n`],
    [
      "getconf",
      (args) =>
        args[0] === "_NPROCESSORS_ONLN"
          ? `${system.cores}\n`
          : args[0] === "PAGESIZE"
            ? "4096\n"
            : failed(`getconf: Unrecognized variable \`${args[0] ?? ""}'`, 2),
    ],
    ["free", free(system)],
    ["ps", ps],
    ["curl", curl],
    ["wget", wget],
    [
      "ping",
      (args) => failed(`ping: ${args.at(-1) ?? ""}: Temporary failure in name resolution`, 2),
    ],
    ["update-ca-certificates", updateCertificates],
  ]);
}

/** The name in /etc/hostname. */
export function hostnameOf(files: MountedFiles): string {
  return files.readText("/etc/hostname")?.trim() || "localhost";
}

const hostnameProgram: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, {
    short: "fsidIA",
    long: ["fqdn", "short", "ip-address", "domain", "all-ip-addresses", "long"],
  });
  const name = hostnameOf(io.files);
  const [wanted] = rest;
  if (wanted !== undefined) {
    io.files.write("/etc/hostname", `${wanted}\n`);
    io.record();
    return "";
  }
  const hosts = (io.files.readText("/etc/hosts") ?? "")
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const entry = hosts.find((words) => words.slice(1).includes(name));
  if (flags.has("I") || flags.has("i")) return `${entry?.[0] ?? "127.0.1.1"}\n`;
  if (flags.has("f") || flags.has("fqdn") || flags.has("long")) return `${entry?.[1] ?? name}\n`;
  return `${flags.has("s") ? (name.split(".")[0] ?? "") : name}\n`;
};

function hostnamectl(system: System): Program {
  return (args, io) => {
    const [verb = "status", name] = args.filter((word) => !word.startsWith("--"));
    if (verb === "set-hostname" || (verb === "hostname" && name !== undefined)) {
      // Leading and trailing hyphens are dropped without a word.
      io.files.write("/etc/hostname", `${(name ?? "").replace(/^-+|-+$/g, "")}\n`);
      io.record();
      return "";
    }
    const static_ = hostnameOf(io.files);
    if (verb === "hostname" || args.includes("--static")) return `${static_}\n`;
    const pretty =
      /^PRETTY_NAME="(.*)"$/m.exec(io.files.readText("/etc/os-release") ?? "")?.[1] ?? "Linux";
    const kind =
      system.virtualization === "lxc"
        ? "        Chassis: container\n Virtualization: lxc\n"
        : "        Chassis: desktop\n";
    return ` Static hostname: ${static_}\n${kind}Operating System: ${pretty}\n    Architecture: x86-64\n`;
  };
}

const timedatectl: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "ap:",
    long: ["property=", "value", "all", "no-pager"],
  });
  const [verb = "status", zone = ""] = parsed.rest;
  const link = io.files.readlink("/etc/localtime") ?? "/usr/share/zoneinfo/Etc/UTC";
  const current = link.replace(/^.*zoneinfo\//, "");
  if (verb === "set-timezone") {
    const file = `/usr/share/zoneinfo/${zone}`;
    if (!io.files.exists(file))
      return failed(`Failed to set time zone: Invalid or not installed time zone '${zone}'`);
    io.files.remove("/etc/localtime");
    io.files.symlink(`..${file}`, "/etc/localtime");
    io.files.write("/etc/timezone", `${zone}\n`);
    io.record();
    return "";
  }
  if (verb === "show") {
    const properties: Record<string, string> = {
      Timezone: current,
      LocalRTC: "no",
      CanNTP: "yes",
      NTP: "yes",
      NTPSynchronized: "yes",
    };
    const asked = lastValue(parsed, "p") ?? lastValue(parsed, "property");
    const chosen = Object.entries(properties).filter(
      ([name]) => asked === undefined || asked.split(",").includes(name),
    );
    return chosen
      .map(([name, value]) => (parsed.flags.has("value") ? `${value}\n` : `${name}=${value}\n`))
      .join("");
  }
  return `               Time zone: ${current} (UTC, +0000)\nSystem clock synchronized: yes\n              NTP service: active\n`;
};

function free({ memory }: System): Program {
  return (args) => {
    const unit = args.includes("-b")
      ? 1
      : args.includes("-m")
        ? 1024 ** 2
        : args.includes("-g")
          ? 1024 ** 3
          : 1024;
    const show = (bytes: number) =>
      Math.floor(bytes / unit)
        .toString()
        .padStart(12);
    const used = memory * 0.1;
    const head =
      "               total        used        free      shared  buff/cache   available\n";
    return `${head}Mem:    ${[memory, used, memory - used, 0, 0, memory - used].map(show).join("")}\nSwap:   ${[0, 0, 0].map(show).join("")}\n`;
  };
}

/** Only init runs besides the shell that asks. */
const ps: Program = (args) => {
  if (args.includes("-o") || args.some((word) => word.startsWith("-o"))) return "systemd\nps\n";
  return "    PID TTY          TIME CMD\n      1 ?        00:00:01 systemd\n     99 ?        00:00:00 ps\n";
};

/** There is no network: every name fails to resolve. */
const curl: Program = (args) => {
  const url = args.find((word) => /^[a-z]+:\/\//.test(word)) ?? args.at(-1) ?? "";
  const host = /^(?:[a-z]+:\/\/)?([^/:]+)/.exec(url)?.[1] ?? "";
  const silent =
    args.some((word) => /^-[a-zA-Z]*s/.test(word)) &&
    !args.some((word) => /^-[a-zA-Z]*S/.test(word));
  return failed(silent ? "" : `curl: (6) Could not resolve host: ${host}`, 6);
};

const wget: Program = (args) => {
  const url = args.find((word) => /^[a-z]+:\/\//.test(word)) ?? "";
  const host = /^[a-z]+:\/\/([^/:]+)/.exec(url)?.[1] ?? "";
  const quiet = args.some((word) => /^-[a-zA-Z]*q/.test(word));
  return failed(quiet ? "" : `wget: unable to resolve host address ‘${host}’`, 4);
};

const updateCertificates: Program = (_args, io) => {
  io.record();
  return "Updating certificates in /etc/ssl/certs...\n0 added, 0 removed; done.\nRunning hooks in /etc/ca-certificates/update.d...\ndone.\n";
};
