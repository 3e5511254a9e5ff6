import { commonPrograms } from "../shell/common-programs";
import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { chpasswd, groupadd, groupdel, useradd, userdel, usermod } from "./account-programs";
import { aptCache, aptGet, aptMark } from "./apt";
import { Chronyd, chronyc } from "./chrony";
import { docker } from "./docker";
import { dpkg, dpkgQuery } from "./dpkg-programs";
import { git } from "./git";
import { hostnamectl, hostnameOf, hostnameProgram } from "./hostname-programs";
import { curl, wget } from "./downloads";
import { journalctl } from "./journal";
import { listeningPorts, localCurl, ss } from "./listeners";
import { locale, localedef, localeGen, updateLocale } from "./locale";
import { nginx } from "./nginx";
import { python3 } from "./python";
import { Services } from "./services";
import type { System } from "./system";
import { systemctlProgram } from "./systemctl";
import { visudo } from "./visudo";

/** The programs of a Debian or Ubuntu system. */
export function systemPrograms(
  system: System,
  /** Of all its interfaces but the loopback. */
  addresses: () => string[],
): Map<string, Program> {
  const { files, facts } = system;
  const hostname = () => hostnameOf(files, facts);
  const chronyd = new Chronyd(files, facts);
  const daemons = new Map([["chrony.service", () => chronyd.start()]]);
  const services = new Services(files, facts, daemons);
  // A daemon that runs has read its files when the system started, not when somebody asks it first.
  const runs = services.find("chrony.service").active === "active";
  if (runs && facts["chrony"] === undefined) chronyd.start();
  const listening = () => listeningPorts(services, files);
  const common = commonPrograms({
    hostname,
    isMounted: (path) => files.mountPoints().includes(path),
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
    ["nginx", nginx],
    ["docker", docker(services)],
    ["python3", python3],
    ["usermod", usermod],
    ["userdel", userdel],
    ["groupadd", groupadd],
    ["groupdel", groupdel],
    ["systemctl", systemctlProgram(services, system.reboot)],
    ["journalctl", journalctl(services)],
    ["chronyc", chronyc(chronyd, services)],
    ["hostname", hostnameProgram(system, addresses)],
    ["hostnamectl", hostnamectl(system)],
    ["timedatectl", timedatectl(services)],
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
    ["git", git],
    ["curl", localCurl(listening, curl)],
    ["ss", ss(listening)],
    ["wget", wget],
    [
      "ping",
      (args) => failed(`ping: ${args.at(-1) ?? ""}: Temporary failure in name resolution`, 2),
    ],
    ["update-ca-certificates", updateCertificates],
  ]);
}

const timedated = "systemd-timedated.service";

const timedatectl =
  (services: Services): Program =>
  (args, io) => {
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
      // The daemon reads /etc/localtime when it starts, and not again.
      if ((services.known(timedated) ?? current) === zone) {
        services.learn(timedated, zone);
        return "";
      }
      services.learn(timedated, zone);
      io.files.remove("/etc/localtime");
      io.files.symlink(`..${file}`, "/etc/localtime");
      // Debian's systemd keeps the older file up where there is one.
      if (io.files.exists("/etc/timezone")) io.files.write("/etc/timezone", `${zone}\n`);
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

const updateCertificates: Program = (_args, io) => {
  io.record();
  return "Updating certificates in /etc/ssl/certs...\n0 added, 0 removed; done.\nRunning hooks in /etc/ca-certificates/update.d...\ndone.\n";
};
