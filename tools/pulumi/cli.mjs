import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildCli, cliVersion } from "./build.mjs";

/** The oldest CLI that knows `options.refresh` and the flags that the scripts use. */
const oldest = [3, 200];
const root = path.resolve(import.meta.dirname, "../..");

/**
 * Finds a Pulumi CLI, and gets one where there is none: one on PATH, one in the cache, the official download
 * (npm package `pulumi`), a build from pinned Go modules, in this order.
 *
 * @param {(line: string) => void} say prints one line of progress
 * @returns {Promise<string>} the directory to put in front of PATH; "" for a CLI that is on PATH already
 * @throws {Error} with all that was tried, where no CLI can be had
 */
export async function ensureCli(say) {
  const found = findCli();
  if (found !== undefined) return found;
  say("There is no Pulumi CLI on this machine: getting one, once, into the cache of this user.");
  const download = downloadCli(say);
  if (download.directory !== undefined) return download.directory;
  if (!works("go", ["version"])) {
    throw new Error(
      `No Pulumi CLI can be had: none is on PATH, ${download.reason}, and there is no Go to build it with.\n` +
        "Install it from https://www.pulumi.com/docs/install/ or install Go, and run this again.",
    );
  }
  say(
    `  ${download.reason}: building version ${cliVersion} from source with Go instead ` +
      "(about 4 minutes on two cores, once; an interrupted build goes on where it was).",
  );
  const directory = builtDirectory();
  await buildCli(directory, say);
  completeBuild(directory);
  return directory;
}

/**
 * Like ensureCli, but without getting anything.
 *
 * @public for the tests, which import it in a process of its own
 * @returns {string | undefined}
 */
export function findCli() {
  if (versionOf("pulumi") !== undefined && works("pulumi-language-nodejs", ["-h"])) {
    // A shell that has sourced our settings has our own copy on PATH; another shell has not.
    const directory = path.dirname(whichever("pulumi"));
    return directory.startsWith(cacheDirectory()) ? directory : "";
  }
  const downloaded = path.join(cacheDirectory(), "versions", cliVersion, "bin");
  if (versionOf(path.join(downloaded, "pulumi")) !== undefined) return downloaded;
  const built = builtDirectory();
  if (!versionOf(path.join(built, "pulumi"))) return undefined;
  return completeBuild(built) ? built : undefined;
}

function cacheDirectory() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  return path.join(base, "phoenix");
}

function builtDirectory() {
  return path.join(cacheDirectory(), `pulumi-${cliVersion}-${process.platform}-${process.arch}`);
}

/**
 * Puts beside the built CLI what starts its language host, and the launcher of dynamic providers, which comes with
 * @pulumi/pulumi: a plugin that is found there, unlike one found on PATH, is not warned about at every run.
 */
function completeBuild(directory) {
  if (!fs.existsSync(path.join(directory, "language-nodejs"))) return false;
  const providers = "pulumi-resource-pulumi-nodejs";
  const source = path.join(root, "node_modules/@pulumi/pulumi", providers);
  if (!fs.existsSync(source)) return false;
  put(source, path.join(directory, providers));
  const launcher = path.join(import.meta.dirname, "language-nodejs/launcher.sh");
  put(launcher, path.join(directory, "pulumi-language-nodejs"));
  return true;
}

/** Copies a script, unless the same stands there. */
function put(source, target) {
  const content = fs.readFileSync(source);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(content)) return;
  const partial = `${target}.${process.pid}.partial`;
  fs.writeFileSync(partial, content, { mode: 0o755 });
  fs.renameSync(partial, target);
}

function downloadCli(say) {
  say(`  trying the official download of ${cliVersion} …`);
  const result = spawnSync("npx", ["--yes", `pulumi@${cliVersion}`, "version"], {
    env: { ...process.env, PULUMI_HOME: cacheDirectory() },
    encoding: "utf8",
    timeout: 300_000,
  });
  const directory = path.join(cacheDirectory(), "versions", cliVersion, "bin");
  if (result.status === 0 && fs.existsSync(path.join(directory, "pulumi"))) return { directory };
  return { reason: "the official download cannot be reached" };
}

function versionOf(program) {
  const result = spawnSync(program, ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(result.stdout ?? "") ?? [];
  if (result.status !== 0 || major === undefined) return undefined;
  const version = [Number(major), Number(minor)];
  const recent = version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1]);
  return recent ? version : undefined;
}

function whichever(program) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((directory) => path.join(directory, program))
    .find((file) => fs.existsSync(file));
}

function works(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).error === undefined;
}
