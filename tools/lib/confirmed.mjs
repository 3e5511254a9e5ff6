import readline from "node:readline/promises";

/** Asks at the terminal; no without one. */
export async function confirmed(question) {
  if (!process.stdin.isTTY) return false;
  const ask = readline.createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question(`${question} [y/N] `);
  ask.close();
  return /^y(es)?$/i.test(answer.trim());
}
