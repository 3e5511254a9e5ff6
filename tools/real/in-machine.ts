import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bootMachine } from "./boot";
import { ensureImage } from "./image";
import { inherit } from "./run";
import { suiteCommand } from "./suite";

const kept = path.resolve(__dirname, "..", "..", ".phoenix", "real");

/** Runs a suite against the machine with the real programs, which it makes, boots, and ends. */
export function testInMachine(
  config: string,
  patterns: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const [node = "", ...args] = suiteCommand(config, patterns);
  return withMachine(say, (file) =>
    inherit(node, args, { ...process.env, PHOENIX_TEST_MACHINE: file }),
  );
}

/** Leaves the machine running until Ctrl-C, and says how others reach it. */
export function keepMachine(say: (line: string) => void): Promise<number> {
  return withMachine(say, (file) => {
    say(`The machine runs until Ctrl-C. Tests find it with PHOENIX_TEST_MACHINE=${file}`);
    return new Promise(() => setInterval(() => undefined, 1 << 30));
  });
}

/** `work` is told the file that says how tests reach the machine, and returns an exit code. */
async function withMachine(
  say: (line: string) => void,
  work: (file: string) => Promise<number>,
): Promise<number> {
  const image = await ensureImage(say);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-real-"));
  // QEMU ends with this process.
  const leave = () => {
    fs.rmSync(directory, { recursive: true, force: true });
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, leave);
  let isDone = false;
  try {
    const { machine, file } = await bootMachine(image, directory, say);
    try {
      const code = await work(file);
      isDone = code === 0;
      return code;
    } finally {
      await machine.stop();
    }
  } finally {
    if (!isDone) keepLogs(directory, say);
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** What the machine and QEMU said, for one who asks why. */
function keepLogs(directory: string, say: (line: string) => void): void {
  fs.mkdirSync(kept, { recursive: true });
  for (const name of ["serial.log", "qemu.log"]) {
    const log = path.join(directory, name);
    if (fs.existsSync(log)) fs.copyFileSync(log, path.join(kept, name));
  }
  say(`What the machine printed is in ${path.relative(process.cwd(), kept)}/serial.log.`);
}
