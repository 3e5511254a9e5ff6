import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedHost } from "./host";

/** Runs the embedded host as a process of its own: `--dir DIR` for its state, `--speed FACTOR` on task durations. */
async function main(args: readonly string[]): Promise<void> {
  const dir = option(args, "--dir");
  if (dir === undefined) throw new Error("Unable to start the embedded host: --dir is missing");
  const host = EmbeddedHost.open({ dir, speed: Number(option(args, "--speed") ?? "1") });
  const pidFile = join(dir, "pid");
  const stop = (): void => {
    void host.close().then(() => {
      rmSync(pidFile, { force: true });
      process.exit(0);
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const { ssh, ...api } = await host.listen();
  const privateKeyFile = "id_ed25519";
  const connection = { ...api, ssh: { ...ssh, privateKeyFile }, start: "npm run host -- start" };
  const secret = { mode: 0o600 };
  writeFileSync(join(dir, privateKeyFile), host.sshKey, secret);
  writeFileSync(join(dir, "connection.json"), `${JSON.stringify(connection, null, 2)}\n`, secret);
  // Last, since whoever starts the host waits for it.
  writeFileSync(pidFile, `${process.pid}\n`);
}

function option(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name);
  return index < 0 ? undefined : args[index + 1];
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
