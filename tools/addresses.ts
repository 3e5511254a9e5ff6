import path from "node:path";
import { parseArgs } from "node:util";
import { loadConfig } from "../config/load";
import { UserError } from "../host/errors";
import { openHost } from "../host/host";
import { withSecrets } from "../host/secret-references";
import { readSettings } from "../host/settings";
import { addressOf } from "../providers/guest/addresses";
import { addressLines } from "./lib/address-lines";
import { connection } from "./lib/stack";

/** Prints the addresses that declared guests have on the host: as a table, or as a hosts or dnsmasq file. */
async function addresses([stack = "", ...words]: string[]): Promise<void> {
  const { hosts, dnsmasq, domain } = optionsOf(words);
  const get = connection(stack);
  const directory = path.resolve(get("config") ?? "config");
  const { config } = loadConfig({ directory, stack });
  if (config === undefined) throw new UserError("The configuration has mistakes: npm run validate");
  const host = openHost(readSettings(await withSecrets(get)));
  try {
    const { containers, virtualMachines } = await host.inspect(["containers", "virtualMachines"]);
    const guests = [
      ...config.containers.map(({ vmid, name }) => ({ vmid, name, live: containers.get(vmid) })),
      ...config.vms.map(({ vmid = 0, name }) => ({ vmid, name, live: virtualMachines.get(vmid) })),
    ].map(({ live, ...guest }) => {
      const keys = containers.has(guest.vmid) ? "net" : "ipconfig";
      return { ...guest, address: live === undefined ? "" : addressOf(live, keys) };
    });
    for (const line of addressLines(guests, { hosts, dnsmasq, domain })) {
      process.stdout.write(`${line}\n`);
    }
  } finally {
    await host.close();
  }
}

function optionsOf(words: string[]) {
  const options = {
    hosts: { type: "boolean", default: false },
    dnsmasq: { type: "boolean", default: false },
    domain: { type: "string" },
  } as const;
  try {
    return parseArgs({ args: words, options }).values;
  } catch (error) {
    const usage = "npm run addresses [-- --hosts | --dnsmasq] [--domain DOMAIN]";
    throw new UserError(`${(error as Error).message}\n${usage}`);
  }
}

addresses(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
});
