import { makePlace, removePlace } from "./guest/place";
import { ensureGuestRoot } from "./guest/root";
import { inherit } from "./run";
import { suiteCommand } from "./suite";

/** Tests features in guests with the real programs, which the tests start and end themselves. */
export async function testInGuests(
  config: string,
  patterns: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const root = await ensureGuestRoot(say);
  const place = await makePlace();
  const env = { ...process.env, PHOENIX_TEST_GUESTS: JSON.stringify({ root, place }) };
  // Their guests end with the tests, and only then nobody makes another one.
  const interrupted = new AbortController();
  const leave = () => {
    interrupted.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, leave);
  try {
    // The kernel ends the tests where this process is killed and cannot.
    const tests = ["--pdeathsig", "KILL", ...suiteCommand(config, patterns)];
    const code = await inherit("setpriv", tests, env, interrupted.signal);
    if (interrupted.signal.aborted) throw new Error("The tests were interrupted.");
    return code;
  } finally {
    for (const signal of signals) process.off(signal, leave);
    await removePlace(place);
  }
}
