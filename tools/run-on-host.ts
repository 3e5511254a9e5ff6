import { CommandError } from "../host/errors";
import { readSettings } from "../host/settings";
import { openShell } from "../host/ssh";
import { quoteArgv } from "../host/quote";

/** Runs one command on a host of a connection file, like ssh(1): prints its output, ends with its exit code. */
async function run([file = "", ...words]: string[]): Promise<number> {
  const settings = readSettings((name) => (name === "connection" ? file : undefined));
  const shell = openShell(settings.ssh, () => undefined);
  try {
    const command = words.length === 1 ? (words[0] ?? "") : quoteArgv(words);
    process.stdout.write(await shell.run(["bash", "-c", command]));
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stdout.write(error.stdout);
    process.stderr.write(error.stderr);
    return error.exitCode;
  } finally {
    shell.close();
  }
}

run(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
