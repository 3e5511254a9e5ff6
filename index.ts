import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Hypervisor } from "./components/hypervisor";
import { makeGuests } from "./components/hierarchy";
import { readConfig } from "./components/read-config";
import { declaresNothing } from "./config/nothing";

const settings = new pulumi.Config("phoenix");
const stack = pulumi.getStack();
const directory = settings.get("config") ?? "config";
const config = readConfig(path.resolve(directory), stack);

const options = { protect: settings.getBoolean("protect") ?? false };
const owner = `${pulumi.getProject()}+${stack}`.toLowerCase();
const source = { directory, stack, owner };
const made = declaresNothing(config)
  ? new Map<number, never>()
  : makeGuests(
      config,
      new Hypervisor("hypervisor", config.hypervisor, source, options),
      owner,
      options,
    );

/** The address of each guest by its name: `pulumi stack output addresses`. */
export const addresses = Object.fromEntries(
  [...made.values()].map(({ config: guest, address }) => [guest.name, address]),
);
