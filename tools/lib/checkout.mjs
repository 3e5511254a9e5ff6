import fs from "node:fs";
import path from "node:path";

/** The checkout, and the ignored folder in which everything of the `dev` stack lives. */
export const root = path.resolve(import.meta.dirname, "../..");
export const local = path.join(root, ".phoenix");

/** What the embedded host writes for those who want to reach it. */
export const hostDirectory = path.join(local, "host");
export const connectionFile = path.join(hostDirectory, "connection.json");

/** Options with which Node loads the project's TypeScript. */
export const typescript = ["--require", path.join(root, "providers/typescript.cjs")];

/**
 * The environment of Pulumi commands in this checkout: a state backend and a home inside it, unless the caller has
 * set others, and the CLI in front of PATH where it is the project's own copy.
 *
 * @param {string} cliDirectory "" for a CLI that is on PATH
 */
export function pulumiEnvironment(cliDirectory) {
  const { env } = process;
  fs.mkdirSync(path.join(local, "state"), { recursive: true });
  return {
    ...defaults,
    // A passphrase in a file takes the place of an empty one.
    ...(env.PULUMI_CONFIG_PASSPHRASE_FILE === undefined && { PULUMI_CONFIG_PASSPHRASE: "" }),
    ...env,
    ...(cliDirectory !== "" && { PATH: `${cliDirectory}${path.delimiter}${env.PATH}` }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/**
 * Writes the settings as a file to be sourced, so that plain `pulumi` finds the same state as the scripts. What is
 * set in the shell that sources it stays.
 *
 * @param {string} cliDirectory
 */
export function writeEnvironmentFile(cliDirectory) {
  const lines = [
    ...(cliDirectory === "" ? [] : [`export PATH=${quote(cliDirectory)}:"$PATH"`]),
    ...Object.entries(defaults).map(([name, value]) => `: "\${${name}:=${value}}"; export ${name}`),
    '[ -n "${PULUMI_CONFIG_PASSPHRASE_FILE:-}" ] || export PULUMI_CONFIG_PASSPHRASE="${PULUMI_CONFIG_PASSPHRASE:-}"',
  ];
  fs.mkdirSync(local, { recursive: true });
  fs.writeFileSync(path.join(local, "env"), `${lines.join("\n")}\n`);
}

/** The dev stack holds no secret of anybody's, so that an empty passphrase does; its host is the embedded one. */
const defaults = {
  PULUMI_HOME: path.join(local, "pulumi"),
  PULUMI_BACKEND_URL: `file://${path.join(local, "state")}`,
  // Node 22 and later keep there what they compiled, for Pulumi's packages are large; Node 20 knows nothing of it.
  NODE_COMPILE_CACHE: path.join(local, "compiled"),
};

function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
