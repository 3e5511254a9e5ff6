import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { connectionFile, root } from "./checkout.mjs";
import { pulumi } from "./pulumi.mjs";

/** As package.json pins it: on a fresh checkout the package itself is not there yet. */
const version = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).dependencies[
  "@pulumi/command"
];
const executable = "pulumi-resource-command";
/** Marks a plugin folder as the stand-in; Pulumi takes it away with the folder when it installs the real plugin. */
const marker = ".phoenix-standin";
const downloadLimit = 60_000;
const nextTry = 24 * 60 * 60 * 1000;

/**
 * Sees to it that the plugin of @pulumi/command is where Pulumi looks for it. Pulumi finds the package in
 * node_modules and, without its plugin, tries a download at the start of each run, which takes seconds offline.
 * Where it cannot be downloaded, and only in the checkout's own PULUMI_HOME, a stand-in takes its place, which
 * reaches nothing but the embedded host; the download is then tried again once a day.
 *
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env the environment in which Pulumi is to run
 * @param {(line: string) => void} options.say prints one line of progress
 * @param {string} [options.checkout]
 * @returns {Promise<"plugin" | "stand-in" | "none">} what is there now
 */
export async function ensureCommandPlugin({ env, say, checkout = root }) {
  const directory = pluginDirectory(env);
  const isStandIn = isCommandStandIn(env);
  if (!isStandIn && fs.existsSync(path.join(directory, executable))) return "plugin";
  const isOwn = path.resolve(homeOf(env)) === path.join(checkout, ".phoenix/pulumi");
  const tried = path.join(checkout, ".phoenix/command-plugin-tried");
  const isTried = fs.existsSync(tried) && Date.now() - fs.statSync(tried).mtimeMs < nextTry;
  if (!isTried && (await download(directory, env))) {
    fs.rmSync(tried, { force: true });
    say(`Installed the plugin of @pulumi/command ${version}.`);
    return "plugin";
  }
  if (!isTried) touch(tried);
  if (!isOwn || process.platform === "win32") {
    if (!isTried) {
      say(
        `The plugin of @pulumi/command ${version} cannot be downloaded; Pulumi will try it at each run.`,
      );
    }
    return "none";
  }
  installStandIn(directory);
  if (!isStandIn) {
    say(
      `The plugin of @pulumi/command ${version} cannot be downloaded: a stand-in takes its place, for the embedded host alone.`,
    );
  }
  return "stand-in";
}

/**
 * True where Pulumi would run the stand-in for the plugin of @pulumi/command.
 *
 * @public for the tests, which import it in a process of its own
 * @param {NodeJS.ProcessEnv} env
 */
export function isCommandStandIn(env) {
  return fs.existsSync(path.join(pluginDirectory(env), marker));
}

/**
 * Refuses to run a stack of a real host with the stand-in. (The stand-in itself refuses other hosts than this
 * machine as well: this only says so before anything is begun.)
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} args the arguments for Pulumi, which may name a stack
 * @throws {Error} where the stack's host is not the embedded one and the plugin is the stand-in
 */
export function refuseCommandStandIn(env, args) {
  if (!isCommandStandIn(env)) return;
  const stack = stackOption(args);
  const text = pulumi(["config", "--json", ...stack], env);
  const { value } = JSON.parse(text)["phoenix:connection"] ?? {};
  if (value !== undefined && path.resolve(root, value) === connectionFile) return;
  throw new Error(
    "This stack's host is not the embedded one, and the plugin of @pulumi/command is only a stand-in here.\n" +
      `Install the real plugin: source .phoenix/env && pulumi plugin install resource command ${version} --reinstall`,
  );
}

function stackOption(args) {
  const at = args.findIndex((word) => word === "--stack" || word === "-s");
  if (at >= 0) return ["--stack", args[at + 1] ?? ""];
  const joined = args.find((word) => /^(--stack|-s)=/.test(word));
  return joined === undefined ? [] : ["--stack", joined.slice(joined.indexOf("=") + 1)];
}

function homeOf(env) {
  return env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi");
}

function pluginDirectory(env) {
  return path.join(homeOf(env), "plugins", `resource-command-v${version}`);
}

/** Into a home of its own first: what Pulumi finds under the plugin's name is always whole. */
async function download(directory, env) {
  const incoming = path.join(path.dirname(directory), `.incoming-${process.pid}`);
  fs.mkdirSync(incoming, { recursive: true });
  try {
    if (!(await install({ ...env, PULUMI_HOME: incoming }))) return false;
    const installed = pluginDirectory({ PULUMI_HOME: incoming });
    if (!fs.existsSync(path.join(installed, executable))) return false;
    fs.rmSync(directory, { recursive: true, force: true });
    fs.renameSync(installed, directory);
    return true;
  } finally {
    fs.rmSync(incoming, { recursive: true, force: true });
  }
}

function install(env) {
  const child = spawn(
    "pulumi",
    ["plugin", "install", "resource", "command", version, "--non-interactive"],
    {
      cwd: os.tmpdir(),
      // Offline, asking Pulumi's registry which plugin this is takes longer than all else.
      env: { ...env, PULUMI_DISABLE_REGISTRY_RESOLVE: "true" },
      stdio: ["ignore", "ignore", "pipe"],
      timeout: downloadLimit,
    },
  );
  child.stderr.setEncoding("utf8").on("data", (text) => {
    // Pulumi goes on for some ten seconds; a machine that is offline stays so for longer.
    if (text.includes("[2/5]")) child.kill();
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

function installStandIn(directory) {
  const main = path.join(root, "tests/standins/command/main.ts");
  const hook = path.join(root, "providers/typescript.cjs");
  const words = [hook, main].map((file) => `"$here"/${quote(path.relative(directory, file))}`);
  const launcher = [
    "#!/bin/sh",
    'here=$(cd "$(dirname "$0")" && pwd -P)',
    `exec node --require ${words[0]} ${words[1]} "$@"`,
    "",
  ].join("\n");
  const file = path.join(directory, executable);
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === launcher) return;
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, marker), "This stands in for a plugin; docs/ci.md\n");
  fs.writeFileSync(file, launcher, { mode: 0o755 });
}

function touch(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, "");
}

function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
