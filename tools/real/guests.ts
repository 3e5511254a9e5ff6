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
  const leave = () => {
    void removePlace(place).finally(() => process.exit(130));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.once(signal, leave);
  try {
    // The kernel ends the tests, and with them their guests, where this process is killed and cannot.
    return await inherit("setpriv", ["--pdeathsig", "KILL", ...suiteCommand(config, patterns)], env);
  } finally {
    for (const signal of signals) process.off(signal, leave);
    await removePlace(place);
  }
}
