import fc from "fast-check";
import { parseFacts } from "../../../host/inspect/facts";
import { installScript, readFeature, verifyScript } from "../../../providers/features";
import type { Guest } from "../../../tools/real/guest/guest";
import { openGuest, settings } from "./guest-world";
import { sites } from "./sites";

/** How often each feature's installation is killed. */
const cuts = Number(process.env["PHOENIX_CUTS"] ?? 30);
const seed = Number(process.env["PHOENIX_SEED"] ?? Date.now() % 1_000_000);

/** Those that need nothing else, and are installed within seconds; with their options. */
const features = [
  ["base_setup", {}],
  ["python_api_service", {}],
  ["nginx", { sites }],
] as const satisfies readonly (readonly [string, Readonly<Record<string, string>>])[];

/** Every second time the guest's power is cut, otherwise the script is killed with all that it has started. */
const ways = ["script", "power"] as const;

test.each(features)(
  "%s that is killed while it is installed is the same after another run",
  async (name, options) => {
    process.stderr.write(`${name}: ${cuts} cuts, PHOENIX_SEED=${seed}\n`);
    const feature = readFeature(name, { ...settings, options });
    if (feature === undefined) throw new Error(`no feature ${name}`);
    const script = installScript(feature);
    const undisturbed = await inFreshGuest((guest) => installed(guest, name, script));
    expect(undisturbed.facts).toMatchObject(feature.facts);
    // Most of the first and the last moments are spent on starting and ending.
    const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    for (const [index, part] of fc.sample(share, { numRuns: cuts, seed }).entries()) {
      const way = ways[index % 2] ?? "script";
      const after = Math.round(part * undisturbed.milliseconds);
      const { facts, tree } = await inFreshGuest(async (guest) => {
        await kill(guest, script, way, after);
        return installed(guest, name, script);
      });
      expect({ way, after, facts, tree }).toEqual({
        ...{ way, after },
        ...{ facts: undisturbed.facts, tree: undisturbed.tree },
      });
    }
  },
  4 * 3_600_000,
);

async function inFreshGuest<T>(work: (guest: Guest) => Promise<T>): Promise<T> {
  const guest = await openGuest();
  try {
    return await work(guest);
  } finally {
    await guest.stop();
  }
}

/** Runs a script and ends it after some milliseconds, unless it was faster. */
async function kill(
  guest: Guest,
  script: string,
  way: (typeof ways)[number],
  milliseconds: number,
): Promise<void> {
  const killer = new AbortController();
  const timer = setTimeout(() => {
    killer.abort();
  }, milliseconds);
  const { exitCode, stderr } = await guest.run(bash, { stdin: script, signal: killer.signal });
  clearTimeout(timer);
  if (!killer.signal.aborted) expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  if (way === "power") await guest.cutPower();
}

/** Runs a script to its end; tells what the guest then is, and how long it took. */
async function installed(guest: Guest, name: string, script: string) {
  const started = Date.now();
  const { exitCode, stderr } = await guest.run(bash, { stdin: script });
  const milliseconds = Date.now() - started;
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  const facts = parseFacts((await guest.run(bash, { stdin: verifyScript(name) })).stdout);
  const { stdout: tree } = await guest.run(bash, { stdin: state });
  return { facts, tree, milliseconds };
}

const bash = ["/bin/bash", "-s"];

/**
 * What is installed, and what the files say; without what is another in each guest, and what is only a cache of that.
 * update-locale(8) writes its lines in any order.
 */
const state = `
dpkg-query -W -f '\${Package} \${Version} \${Status}\\n'
dpkg --audit
find /etc /usr/local /opt /srv /var/lib/phoenix /var/cache/phoenix -type f \\
  ! -name machine-id ! -name '*-' ! -name ld.so.cache ! -name .pwd.lock ! -name locale.conf -exec sha256sum {} + 2>/dev/null | sort -k 2
sort /etc/locale.conf 2>/dev/null
find /etc -type l -printf '%p -> %l\\n' | sort
systemctl list-unit-files --no-legend --no-pager
systemctl list-units --no-legend --no-pager --plain --state=failed
`;
