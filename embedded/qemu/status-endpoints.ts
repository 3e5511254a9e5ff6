import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalInteger } from "../api/schema/property";
import { guestParameters, nodeParameter } from "../lxc/parameters";
import { durations } from "../node/durations";
import { checkLock } from "../node/guest-configs";
import { startMachine, stopMachine } from "./run";
import { machineStatus } from "./status";

const path = "/nodes/{node}/qemu/{vmid}";

function vmidOf({ params }: Request): number {
  return Number(required(params, "vmid"));
}

const list: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/qemu",
  parameters: { node: nodeParameter, full: optionalFlag },
  handle: ({ node, rights }) =>
    node.machines
      .vmids()
      .filter((vmid) => rights.hasOnGuest(vmid, ["VM.Audit"]))
      .map((vmid) => machineStatus(node, vmid)),
};

const index: Endpoint = {
  method: "GET",
  path,
  parameters: guestParameters,
  handle: (request) => {
    request.node.machines.load(vmidOf(request));
    const names = ["config", "pending", "status", "snapshot", "feature", "cloudinit", "agent"];
    return names.map((subdir) => ({ subdir }));
  },
};

const current: Endpoint = {
  method: "GET",
  path: `${path}/status/current`,
  parameters: guestParameters,
  protected: true,
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Audit"]);
  },
  handle: (request) => {
    const { node } = request;
    const vmid = vmidOf(request);
    const status = machineStatus(node, vmid);
    const { options } = node.machines.load(vmid);
    return {
      ...status,
      qmpstatus: status["status"] ?? "stopped",
      ha: { managed: 0 },
      ...(hasAgent(options) ? { agent: 1 } : {}),
    };
  },
};

const start = command("start", { timeout: optionalInteger({ minimum: 0 }) }, (request) => {
  const { node, params, authuser } = request;
  const vmid = vmidOf(request);
  const skipLock = rootFlag(request);
  return node.tasks.start("qmstart", required(params, "vmid"), authuser, (worker) =>
    node.lockMachine(vmid, () => startMachine(node, vmid, worker, skipLock)),
  );
});

const stop = command(
  "stop",
  { timeout: optionalInteger({ minimum: 0 }), "overrule-shutdown": optionalFlag },
  (request) => stopping(request, "qmstop", durations.stop),
);

const shutdown = command(
  "shutdown",
  { timeout: optionalInteger({ minimum: 0 }), forceStop: optionalFlag },
  (request) => stopping(request, "qmshutdown", durations.shutdown),
);

const reboot: Endpoint = {
  ...command("reboot", { timeout: optionalInteger({ minimum: 0 }) }, (request) => {
    const { node, params, authuser } = request;
    const vmid = vmidOf(request);
    if (!node.runningMachines.has(vmid)) throw failure(`VM ${vmid} not running`);
    return node.tasks.start("qmreboot", required(params, "vmid"), authuser, async (worker) => {
      await stopMachine(node, vmid, worker, durations.shutdown);
      await startMachine(node, vmid, worker);
    });
  }),
  parameters: { ...guestParameters, timeout: optionalInteger({ minimum: 0 }) },
};

export const machineStatusEndpoints: readonly Endpoint[] = [
  list,
  index,
  current,
  start,
  stop,
  shutdown,
  reboot,
];

/** True where the configuration says that the guest agent runs in the machine. */
export function hasAgent(options: ReadonlyMap<string, string>): boolean {
  return /^(?:enabled=)?(?:1|on|yes|true)\b/i.test(options.get("agent") ?? "");
}

/** Unlike a container's, a machine that does not run is no refusal; one that is not there fails in the task. */
function stopping(request: Request, type: string, duration: number): string {
  const { node, params, authuser } = request;
  const vmid = vmidOf(request);
  const skipLock = rootFlag(request);
  return node.tasks.start(type, required(params, "vmid"), authuser, (worker) =>
    node.lockMachine(vmid, async () => {
      if (!node.machines.exists(vmid)) {
        throw failure(`unable to find configuration file for VM ${vmid} on node '${node.name}'`);
      }
      if (!node.runningMachines.has(vmid)) return;
      if (!skipLock) checkLock(node.machines.load(vmid), "VM");
      await stopMachine(node, vmid, worker, duration);
    }),
  );
}

function command(
  name: string,
  parameters: Properties,
  handle: (request: Request) => string,
): Endpoint {
  return {
    method: "POST",
    path: `${path}/status/${name}`,
    parameters: { ...guestParameters, skiplock: optionalFlag, ...parameters },
    protected: true,
    authorize: (request) => {
      request.rights.requireOnGuest(vmidOf(request), ["VM.PowerMgmt"]);
    },
    handle,
  };
}

function rootFlag({ params, rights }: Request): boolean {
  if (!isSet(params, "skiplock")) return false;
  if (!rights.isRoot) throw failure("Only root may use this option.");
  return true;
}
