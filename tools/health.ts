import path from "node:path";
import { shouldRun } from "../config/layers";
import { loadConfig } from "../config/load";
import type { ContainerConfig, VmConfig } from "../config/types";
import { healthOf } from "../components/health";
import { UserError } from "../host/errors";
import { openHost } from "../host/host";
import { withSecrets } from "../host/secret-references";
import { readSettings } from "../host/settings";
import { askedOf, complaintsOf, resultsOf } from "../providers/health";
import { align } from "./lib/align";
import { connection } from "./lib/stack";
import { ownerOf } from "./lib/owner";
import { guestsNamed } from "./lib/guests-named";

/** Makes each check once, in one command, and prints a row for each; 1 where one fails. */
async function health([stack = "", ...words]: string[]): Promise<number> {
  const get = connection(stack);
  const directory = get("config") ?? "config";
  const owner = ownerOf(stack);
  const { config } = loadConfig({ directory: path.resolve(directory), stack });
  if (config === undefined) throw new UserError("The configuration has mistakes: npm run validate");
  const all = [...config.containers, ...config.vms];
  const guests = words.length === 0 ? all : guestsNamed(all, words);
  const specs = guests.flatMap((guest) => {
    const { vmid = 0 } = guest;
    const type = config.vms.some((vm) => vm === guest) && { type: "qemu" as const };
    const spec = healthOf(guest, { vmid, owner, ...type }, directory);
    return spec === undefined ? [] : [{ guest, spec }];
  });
  const unchecked = guests.filter(
    (guest) => shouldRun(guest) && specs.every(({ spec }) => spec.vmid !== guest.vmid),
  );
  const host = openHost(readSettings(await withSecrets(get)));
  try {
    const asked = specs.map(({ spec }) => askedOf(spec));
    const { health: said } = await host.inspect(["health"], asked);
    const rows = specs.flatMap(({ guest, spec }) => {
      const facts = said.get(askedOf(spec));
      const complaints = complaintsOf(spec, facts);
      return Object.entries(resultsOf(spec, facts)).map(([check, result]) => [
        nameOf(guest),
        check,
        result,
        complaints[check] ?? "",
      ]);
    });
    const failed = rows.filter(([, , result]) => result !== "ok").length;
    for (const line of align([["guest", "check", "result", ""], ...rows])) console.log(line);
    console.log(`\n${rows.length - failed} ok, ${failed} failed`);
    if (unchecked.length > 0) console.log(`without checks: ${unchecked.map(nameOf).join(", ")}`);
    return failed === 0 ? 0 : 1;
  } finally {
    await host.close();
  }
}

function nameOf({ vmid = 0, name }: ContainerConfig | VmConfig): string {
  return `${vmid} ${name}`;
}

health(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  },
);
