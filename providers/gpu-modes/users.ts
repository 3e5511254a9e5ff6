import { functionsOf, vfioDriver } from "../../host/gpus";
import type { Container, Inspected } from "../../host/inspection";

/** Who would lose a card: guests by name, and processes. */
export interface CardUsers {
  readonly containers: readonly string[];
  readonly processes: readonly string[];
}

/** Running containers that are given the card's device node, and processes that have it open. */
export function usersInContainers(
  { gpus, containers }: Inspected<"gpus" | "containers">,
  address: string,
): CardUsers {
  const minor = gpus.minors.get(address);
  if (minor === undefined) return { containers: [], processes: [] };
  const path = `/dev/nvidia${minor}`;
  return {
    containers: [...containers.values()]
      .filter((container) => container.running && hasDevice(container, path))
      .map(({ vmid, config }) => `${vmid} (${config.current.values["hostname"] ?? "no name"})`),
    processes: gpus.users.filter((user) => user.path === path).map(shown),
  };
}

/** Processes that have one of the card's groups open: virtual machines. */
export function usersOfVirtualMachines({ gpus }: Inspected<"gpus">, address: string): string[] {
  const groups = functionsOf(gpus.functions, address)
    .filter(({ driver }) => driver === vfioDriver)
    .map(({ group }) => `/dev/vfio/${group}`);
  return [...new Set(gpus.users.filter(({ path }) => groups.includes(path)).map(shown))];
}

function shown({ pid, name }: { readonly pid: number; readonly name: string }): string {
  return `${name} (pid ${pid})`;
}

/** As `dev0: /dev/nvidia0,mode=0666`, or as a raw line that mounts the node. */
function hasDevice({ config }: Container, path: string): boolean {
  const { values, raw } = config.current;
  const devices = Object.entries(values).flatMap(([key, value]) =>
    /^dev\d+$/.test(key) ? value.split(",").map((part) => part.replace(/^path=/, "")) : [],
  );
  const mounted = raw.some((line) => new RegExp(`^lxc\\.mount\\.entry:\\s*${path}\\s`).test(line));
  return devices.includes(path) || mounted;
}
