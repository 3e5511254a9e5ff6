import fs from "node:fs";
import path from "node:path";

/** Recorded outputs of real programs lie beside the checkout; where they are not, tests of them are skipped. */
export const shared = path.resolve(__dirname, "../../shared");

/** `test`, or `test.skip` with the reason in the title where the recordings are missing. */
export function testWithShared(title: string, body: jest.ProvidesCallback): void {
  if (fs.existsSync(path.join(shared, "data"))) test(title, body);
  else test.skip(`${title} (skipped: ../shared is not there)`, body);
}

export interface RecordedCommand {
  readonly program: string;
  readonly argv: readonly string[];
  readonly exit: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly where: string;
}

/** Recorded commands of one program that were run on a real system. */
export function recordedCommands(program: string): RecordedCommand[] {
  return fs
    .readFileSync(path.join(shared, "data/commands.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedCommand)
    .filter((command) => command.program === program && command.where === "vm");
}

/** A recorded file, by its name in data/files. */
export function recordedFile(name: string): string {
  return fs.readFileSync(path.join(shared, "data/files", name), "utf8");
}
