import { ProgramError } from "../contract";
import { parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import { isInstalled, readStatus } from "./dpkg";

/** python3(1): its version, and `-m venv`; it interprets nothing here. */
export const python3: Program = (args, io) => {
  const version = pythonVersion(io);
  if (args.includes("--version") || args.includes("-V")) return `Python ${version}\n`;
  const [option, module, ...rest] = args;
  if (option !== "-m" || module !== "venv") return failed("python3: not part of the embedded host");
  const { flags, rest: folders } = parseOptions(rest, {
    short: "",
    long: ["clear", "without-pip", "system-site-packages", "upgrade-deps"],
  });
  const [folder = ""] = folders;
  const place = io.path(folder);
  if (flags.has("clear"))
    for (const name of io.files.list(place)) io.files.remove(`${place}/${name}`);
  const has = readStatus(io.files).some(
    (each) => each.name === "python3-venv" && isInstalled(each),
  );
  const [major = "", minor = ""] = version.split(".");
  const packages = `${place}/lib/python${major}.${minor}/site-packages`;
  io.files.write(`${place}/pyvenv.cfg`, `home = /usr/bin\nversion = ${version}\n`);
  io.files.mkdir(packages);
  if (!has) {
    return {
      stdout: `The virtual environment was not created successfully because ensurepip is not\navailable.  On Debian/Ubuntu systems, you need to install the python3-venv\npackage using the following command.\n\n    apt install python${major}.${minor}-venv\n`,
      exitCode: 1,
    };
  }
  const link = `${place}/bin/python3`;
  io.files.mkdir(`${place}/bin`);
  if (!io.files.lstat(link)) io.files.symlink("/usr/bin/python3", link);
  io.files.write(`${place}/bin/pip`, `#!${link}\n${carriedPip} ${place} "$@"\n`, { mode: 0o755 });
  addPackage(io, packages, "pip", "24.0");
  io.record();
  return "";
};

/** What the script pip of a virtual environment is; it is on no PATH. */
export const carriedPip = "pip-of-environment";

/** pip(1) of the environment that the first argument names: install, uninstall and list. Its index has every version of everything. */
export const pip: Program = (args, io) => {
  const [place = "", verb = "", ...rest] = args;
  const lib = io.files.list(`${place}/lib`).find((name) => name.startsWith("python3"));
  const packages = `${place}/lib/${lib ?? "python3"}/site-packages`;
  const parsed = parseOptions(rest, {
    short: "qyr:i:U",
    long: [
      ...["quiet", "no-input", "no-cache-dir", "disable-pip-version-check", "no-deps"],
      ...["require-hashes", "upgrade", "yes", "only-binary=", "index-url=", "requirement="],
      ...["no-binary=", "no-build-isolation", "force-reinstall"],
    ],
  });
  if (verb === "list" || verb === "freeze") {
    return installed(io, packages)
      .map(([name, version]) => `${name}==${version}\n`)
      .join("");
  }
  if (verb === "uninstall") {
    for (const name of parsed.rest) removePackage(io, packages, name);
    io.record(`pip uninstall ${parsed.rest.join(" ")}`);
    return "";
  }
  if (verb !== "install") return failed(`ERROR: unknown command "${verb}"`);
  const files = parsed.values.get("r") ?? parsed.values.get("requirement") ?? [];
  const lines = files.flatMap((file) => requirementLines(io, io.path(file)));
  const wanted = [...lines, ...parsed.rest].map(readRequirement);
  const bare = wanted.find(({ hasHash }) => !hasHash);
  if (parsed.flags.has("require-hashes") && bare !== undefined) {
    return failed(
      "ERROR: Hashes are required in --require-hashes mode, but they are missing from some requirements. Here is a list of those requirements along with the hashes their downloaded archives actually had. Add lines like these to your requirements files to prevent tampering.\n" +
        `    ${bare.name}==${bare.version}`,
    );
  }
  const known = new Map(installed(io, packages));
  const isForced = parsed.flags.has("force-reinstall");
  for (const { name, version } of wanted) {
    if (known.get(fileName(name)) === version && !isForced) continue;
    if (parsed.values.has("no-binary")) build(io, packages, name);
    removePackage(io, packages, name);
    addPackage(io, packages, name, version);
    for (const script of scripts[name] ?? []) {
      io.files.write(`${place}/bin/${script}`, `#!${place}/bin/python3\n`, { mode: 0o755 });
    }
    io.record(`pip install ${name}==${version}`);
  }
  return "";
};

/** What is built of sources with the packages that are there: only llama.cpp tells what for. */
function build(io: ProgramIo, packages: string, name: string): void {
  const tools = ["scikit_build_core", "ninja"].map(
    (tool) => [tool, known(io, packages, tool)] as const,
  );
  const missing = tools.find(([, isThere]) => !isThere)?.[0];
  if (missing !== undefined) {
    throw new ProgramError(`BackendUnavailable: Cannot import '${missing}.build'`, 2);
  }
  if (!io.files.exists("/usr/bin/g++")) {
    throw new ProgramError("CMake Error: CMAKE_CXX_COMPILER not set, after EnableLanguage", 1);
  }
  if (name !== "llama-cpp-python") return;
  const isCuda = io.env["CMAKE_ARGS"]?.includes("-DGGML_CUDA=on") === true;
  const compiler = io.env["CUDACXX"] ?? "/usr/bin/nvcc";
  if (isCuda && !io.files.exists(compiler)) {
    throw new ProgramError("CMake Error: CUDA Toolkit not found", 1);
  }
  const folder = `${packages}/llama_cpp/lib`;
  io.files.remove(folder);
  for (const library of ["libllama.so", ...(isCuda ? ["libggml-cuda.so"] : [])]) {
    io.files.write(`${folder}/${library}`, "ELF\n");
  }
}

function known(io: ProgramIo, packages: string, name: string): boolean {
  return installed(io, packages).some(([each]) => each === name);
}

/** Programs that packages bring, as far as somebody here calls them. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  vllm: ["vllm"],
  jupyterlab: ["jupyter-lab"],
  "jupyter-server": ["jupyter-server"],
};

function pythonVersion(io: ProgramIo): string {
  const stanza = readStatus(io.files).find(({ name }) => name === "python3");
  return (stanza?.fields.get("Version") ?? "3.12.3").replace(/[-+~].*$/, "");
}

function requirementLines(io: ProgramIo, path: string): string[] {
  const text = io.files.readText(path);
  if (text === undefined) {
    throw new ProgramError(
      `ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${path}'`,
      1,
    );
  }
  return text
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

function readRequirement(line: string) {
  const [, name = line, version = "1.0"] = /^([A-Za-z0-9][\w.-]*)(?:==(\S+))?/.exec(line) ?? [];
  return { name, version, hasHash: /\s--hash=sha256:[0-9a-f]{64}/.test(line) };
}

function installed(io: ProgramIo, packages: string): [name: string, version: string][] {
  return io.files.list(packages).flatMap((folder): [string, string][] => {
    const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(folder) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version]];
  });
}

function addPackage(io: ProgramIo, packages: string, name: string, version: string): void {
  const file = fileName(name);
  const text = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`;
  io.files.write(`${packages}/${file}-${version}.dist-info/METADATA`, text);
}

function removePackage(io: ProgramIo, packages: string, name: string): void {
  for (const [known, version] of installed(io, packages)) {
    if (known === fileName(name)) io.files.remove(`${packages}/${known}-${version}.dist-info`);
  }
}

/** As wheels are called: `nvidia_cuda_runtime_cu12`. */
function fileName(name: string): string {
  return name.toLowerCase().replace(/[-.]+/g, "_");
}
