import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Hypervisor } from "./components/hypervisor";
import { makeGuests } from "./components/hierarchy";
import { readConfig } from "./components/read-config";

const settings = new pulumi.Config("phoenix");
const stack = pulumi.getStack();
const config = readConfig(path.resolve(settings.get("config") ?? "config"), stack);

const options = { protect: settings.getBoolean("protect") ?? false };
const owner = `${pulumi.getProject()}+${stack}`.toLowerCase();
const hypervisor = new Hypervisor("hypervisor", config.hypervisor, options);
const made = makeGuests(config.containers, hypervisor, owner, config.settings, options);

/** What is declared, for people and for other programs: `pulumi stack output guests`. */
export const guests = Object.fromEntries(
  [...made].map(([vmid, { config: guest }]) => [
    vmid,
    { name: guest.name, address: guest.network_config.ip, gpus: guest.gpu_assignment },
  ]),
);
