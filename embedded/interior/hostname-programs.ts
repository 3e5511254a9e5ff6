import type { Json } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import type { System } from "./system";

/** What a running kernel calls its system: what it was told last, or /etc/hostname's name since it was started. */
export function hostnameOf(files: MountedFiles, facts: { readonly [key: string]: Json }): string {
  const told = facts["hostname"];
  return typeof told === "string" ? told : fileHostname(files);
}

/** The name in /etc/hostname. */
export function fileHostname(files: MountedFiles): string {
  return files.readText("/etc/hostname")?.trim() || "localhost";
}

/** hostname(1): shows the kernel's name and what the hosts file makes of it; a word becomes the kernel's name. */
export function hostnameProgram({ files, facts }: System, addresses: () => string[]): Program {
  return (args, io) => {
    const { flags, rest } = parseOptions(args, {
      short: "fsidIA",
      long: ["fqdn", "short", "ip-address", "domain", "all-ip-addresses", "long"],
    });
    const [wanted] = rest;
    if (wanted !== undefined) {
      facts["hostname"] = wanted;
      io.record();
      return "";
    }
    const name = hostnameOf(files, facts);
    const hosts = (io.files.readText("/etc/hosts") ?? "")
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    const entry = hosts.find((words) => words.slice(1).includes(name));
    if (flags.has("I") || flags.has("all-ip-addresses")) return `${addresses().join(" ")} \n`;
    if (flags.has("i") || flags.has("ip-address")) return `${entry?.[0] ?? "127.0.1.1"}\n`;
    if (flags.has("f") || flags.has("fqdn") || flags.has("long")) return `${entry?.[1] ?? name}\n`;
    return `${flags.has("s") || flags.has("short") ? (name.split(".")[0] ?? "") : name}\n`;
  };
}

/** hostnamectl(1): shows or sets the name, in the file and in the kernel. */
export function hostnamectl({ files, facts, virtualization }: System): Program {
  return (args, io) => {
    const [verb = "status", name] = args.filter((word) => !word.startsWith("--"));
    if (verb === "set-hostname" || (verb === "hostname" && name !== undefined)) {
      // Leading and trailing hyphens are dropped without a word.
      const clean = (name ?? "").replace(/^-+|-+$/g, "");
      io.files.write("/etc/hostname", `${clean}\n`);
      facts["hostname"] = clean;
      io.record();
      return "";
    }
    const static_ = fileHostname(files);
    if (verb === "hostname" || args.includes("--static")) return `${static_}\n`;
    const pretty =
      /^PRETTY_NAME="(.*)"$/m.exec(io.files.readText("/etc/os-release") ?? "")?.[1] ?? "Linux";
    const chassis = { lxc: "container", kvm: "vm", none: "desktop" }[virtualization];
    const kind = `        Chassis: ${chassis}\n${virtualization === "none" ? "" : ` Virtualization: ${virtualization}\n`}`;
    return ` Static hostname: ${static_}\n${kind}Operating System: ${pretty}\n    Architecture: x86-64\n`;
  };
}
