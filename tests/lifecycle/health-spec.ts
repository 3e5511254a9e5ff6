import { healthSpec } from "../../providers/health";
import type { Check } from "../../providers/health-script";
import { layerSpec, owner, templateFile } from "./layer-spec";
import { Resource, type World } from "./world";

const once = { timeout: 5, attempts: 1, interval: 0 };

/** One check of each kind that a guest without a GPU can have. */
export const checks = {
  page: { ...once, http: "http://localhost/" },
  port: { ...once, tcp: 80 },
  service: { ...once, unit: "nginx" },
  configuration: { ...once, command: ["nginx", "-t", "-q"] },
  folder: { ...once, script: '[ -d "$1" ] || { echo "no $1" >&2; exit 3; }', args: ["/var/log"] },
} satisfies Record<string, Check>;

export const guest = { vmid: 900, owner };

export const spec = healthSpec(guest, checks);

/** A running container with a web server. */
export async function makeWebServer(world: World): Promise<void> {
  await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(world, "container", { ...layerSpec, running: true }).up();
  await world.shell(
    "pct exec 900 -- bash -c 'apt-get update -qq && apt-get install -y nginx curl'",
  );
}
