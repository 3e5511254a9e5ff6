import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bootMachine } from "./real/boot";
import { ensureImage } from "./real/image";
import { inherit } from "./real/run";

const root = path.resolve(__dirname, "..");
const kept = path.join(root, ".phoenix", "real");
const say = (line: string) => console.log(line);

/**
 * `npm run test:real [-- PATTERN…]`: makes the machine with the real programs, boots it, tests against it, and ends
 * it. `--keep` leaves it running until Ctrl-C instead of testing, and says how others reach it.
 */
async function main(): Promise<number> {
  const patterns = process.argv.slice(2);
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
      const env = { ...process.env, PHOENIX_TEST_MACHINE: file };
      if (patterns.includes("--keep")) return await wait(file);
      const jest = ["jest", "--config", path.join(__dirname, "real/jest.config.cjs"), ...patterns];
      const code = await inherit("npx", jest, env);
      isDone = code === 0;
      return code;
    } finally {
      await machine.stop();
    }
  } finally {
    if (!isDone) keepLogs(directory);
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function wait(file: string): Promise<number> {
  say(`The machine runs until Ctrl-C. Tests find it with PHOENIX_TEST_MACHINE=${file}`);
  return new Promise(() => setInterval(() => undefined, 1 << 30));
}

/** What the machine and QEMU said, for one who asks why. */
function keepLogs(directory: string): void {
  fs.mkdirSync(kept, { recursive: true });
  for (const name of ["serial.log", "qemu.log"]) {
    const log = path.join(directory, name);
    if (fs.existsSync(log)) fs.copyFileSync(log, path.join(kept, name));
  }
  say(`What the machine printed is in ${path.relative(process.cwd(), kept)}/serial.log.`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
