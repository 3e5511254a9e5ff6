import { randomBytes } from "node:crypto";
import { ProgramError } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import type { KernelFiles } from "./kernel-files";
import {
  buildLink,
  moduleContent,
  moduleDirectory,
  moduleName,
  runningKernel,
} from "./kernel-files";
import { mokKey } from "./secure-boot";

/** dkms(8): status, add, build, install, autoinstall, remove, uninstall and generate_mok. */
export const dkms: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "m:v:k:a:qj:",
    long: ["all", "force", "quiet", "no-depmod", "kernelver=", "arch=", "directive="],
  });
  const [verb = "", word = ""] = parsed.rest;
  const [name, version] = word.includes("/")
    ? word.split("/")
    : [lastValue(parsed, "m") ?? (word === "" ? undefined : word), lastValue(parsed, "v")];
  const kernel =
    lastValue(parsed, "k") ?? lastValue(parsed, "kernelver") ?? runningKernel(io.files);
  if (verb === "status") return status(io.files, name, version);
  if (verb === "generate_mok") return generateKey(io.files);
  if (verb === "autoinstall") {
    const made = autoinstall(io.files, kernel);
    io.record();
    return made;
  }
  if (name === undefined || version === undefined) {
    return failed(`Error! Arguments <module> and <module-version> are not specified.`, 1);
  }
  try {
    const said = act(io.files, verb, { name, version, kernel, all: parsed.flags.has("all") });
    io.record();
    return said;
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return failed(error.message, error.exitCode);
  }
};

/** What a kernel's installation does where DKMS is there (/etc/kernel/postinst.d/dkms). */
export function autoinstall(files: KernelFiles, kernel: string): string {
  if (!files.exists(buildLink(kernel))) return "";
  return registered(files)
    .map(({ name, version }) => install(files, { name, version, kernel }))
    .join("");
}

/** Registers sources below /usr/src, and builds and installs what they make for a kernel. */
export function install(files: KernelFiles, { name, version, kernel }: Wanted): string {
  add(files, name, version);
  const target = `${moduleDirectory(kernel)}/updates/dkms`;
  const build = `${tree}/${name}/${version}/${kernel}/x86_64/module`;
  const names = builtModules(files, name, version);
  if (files.exists(build) && names.every((each) => files.exists(`${target}/${each}.ko`))) {
    return `Module ${name}/${version} already installed on kernel ${kernel} (x86_64), skip. You may override by specifying --force.\n`;
  }
  if (!files.exists(buildLink(kernel))) {
    throw new ProgramError(
      `\nError! Your kernel headers for kernel ${kernel} cannot be found at ${buildLink(kernel)} or ${moduleDirectory(kernel)}/source.\nPlease install the linux-headers-${kernel} package or use the --kernelsourcedir option to tell DKMS where it's located.`,
      21,
    );
  }
  generateKey(files);
  for (const each of names) {
    const content = compiled(files, `/usr/src/${name}-${version}`, each, version, kernel);
    files.write(`${build}/${each}.ko`, content);
    files.write(`${target}/${each}.ko`, content);
  }
  const lines = names.map((each) => `Installing ${target}/${each}.ko\n`).join("");
  return `Sign command: ${buildLink(kernel)}/scripts/sign-file\nSigning key: /var/lib/dkms/mok.key\nPublic certificate (MOK): ${mokKey}\n\nBuilding module(s)..... done.\n${lines}Running depmod... done.\n`;
}

/** Forgets a version for all kernels. */
export function remove(files: KernelFiles, name: string, version: string): void {
  for (const kernel of kernelsOf(files, name, version)) uninstall(files, name, version, kernel);
  files.remove(`${tree}/${name}/${version}`);
  if (files.list(`${tree}/${name}`).length === 0) files.remove(`${tree}/${name}`);
}

interface Wanted {
  readonly name: string;
  readonly version: string;
  readonly kernel: string;
}

const tree = "/var/lib/dkms";

function act(files: KernelFiles, verb: string, wanted: Wanted & { readonly all: boolean }): string {
  const { name, version, kernel, all } = wanted;
  switch (verb) {
    case "add":
      add(files, name, version);
      return `Creating symlink ${tree}/${name}/${version}/source -> /usr/src/${name}-${version}\n`;
    case "build":
    case "install":
      return install(files, wanted);
    case "uninstall":
    case "unbuild":
    case "remove":
      if (!files.exists(`${tree}/${name}/${version}`)) {
        throw new ProgramError(
          `Error! The module/version combo: ${name}-${version} is not located in the DKMS tree.`,
          3,
        );
      }
      if (verb === "remove" && all) remove(files, name, version);
      else uninstall(files, name, version, kernel);
      return `Module ${name}/${version} for kernel ${kernel} (x86_64):\nBefore uninstall, this module version was ACTIVE on this kernel.\n`;
    default:
      throw new ProgramError(`Error! Unknown action specified: "${verb}"`, 1);
  }
}

function add(files: KernelFiles, name: string, version: string): void {
  if (!files.exists(`/usr/src/${name}-${version}/dkms.conf`)) {
    throw new ProgramError(
      `Error! Could not find module source directory.\nDirectory: /usr/src/${name}-${version} does not exist.`,
      2,
    );
  }
  const link = `${tree}/${name}/${version}/source`;
  if (files.lstat(link)) return;
  files.mkdir(`${tree}/${name}/${version}`);
  files.symlink(`/usr/src/${name}-${version}`, link);
}

function uninstall(files: KernelFiles, name: string, version: string, kernel: string): void {
  for (const each of builtModules(files, name, version)) {
    files.remove(`${moduleDirectory(kernel)}/updates/dkms/${each}.ko`);
  }
  files.remove(`${tree}/${name}/${version}/${kernel}`);
}

function status(files: KernelFiles, name: string | undefined, version: string | undefined): string {
  return registered(files)
    .filter(
      (each) => (name ?? each.name) === each.name && (version ?? each.version) === each.version,
    )
    .flatMap((each) => {
      const kernels = kernelsOf(files, each.name, each.version);
      const title = `${each.name}/${each.version}`;
      return kernels.length === 0
        ? [`${title}: added\n`]
        : kernels.map((kernel) => `${title}, ${kernel}, x86_64: installed\n`);
    })
    .join("");
}

function registered(files: KernelFiles): { name: string; version: string }[] {
  return files
    .list(tree)
    .flatMap((name) => files.list(`${tree}/${name}`).map((version) => ({ name, version })));
}

function kernelsOf(files: KernelFiles, name: string, version: string): string[] {
  return files.list(`${tree}/${name}/${version}`).filter((each) => each !== "source");
}

function builtModules(files: KernelFiles, name: string, version: string): string[] {
  const conf = files.readText(`/usr/src/${name}-${version}/dkms.conf`) ?? "";
  return [...conf.matchAll(/^BUILT_MODULE_NAME\[\d+\]="([^"]*)"/gm)].flatMap(
    ([, each]) => each ?? [],
  );
}

/** What the compiler makes of a module's source: the macros of its one file that say something of it. */
function compiled(
  files: KernelFiles,
  source: string,
  name: string,
  version: string,
  kernel: string,
): string {
  const text = files.readText(`${source}/${name}/${name}.c`) ?? "";
  const macro = (word: string) => new RegExp(`${word}\\("([^"]*)"\\)`).exec(text)?.[1] ?? "";
  return moduleContent([
    ["version", version],
    ["license", macro("MODULE_LICENSE")],
    ["depends", macro("MODULE_DEPENDS")],
    ["name", moduleName(name)],
    ["vermagic", `${kernel} SMP preempt mod_unload modversions `],
    ["signer", files.readText(mokKey)?.trim() ?? ""],
    ["sig_hashalgo", "sha512"],
  ]);
}

/** The key pair is made once, with the first module that is signed. */
function generateKey(files: KernelFiles): string {
  if (files.exists(mokKey)) return "";
  files.write("/var/lib/dkms/mok.key", `${randomBytes(16).toString("hex")}\n`, { mode: 0o600 });
  files.write(mokKey, `DKMS module signing key ${randomBytes(8).toString("hex")}\n`);
  return `Signing key: /var/lib/dkms/mok.key\nPublic certificate (MOK): ${mokKey}\nCertificate or key are missing, generating self signed certificate for MOK...\n`;
}
