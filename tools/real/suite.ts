import path from "node:path";
import { run } from "./run";

const jest = require.resolve("jest/bin/jest");
const root = path.resolve(__dirname, "..", "..");

/** The command that runs a suite, or of it what the patterns name. */
export function suiteCommand(config: string, patterns: readonly string[]): readonly string[] {
  return [process.execPath, jest, "--config", path.join(__dirname, config), ...patterns];
}

/** Whether a suite has a test that one of the patterns names. */
export async function hasTests(config: string, patterns: readonly string[]): Promise<boolean> {
  const [node = "", ...args] = suiteCommand(config, patterns);
  const listed = await run(node, [...args, "--listTests", "--passWithNoTests"]);
  return listed.includes(root);
}
