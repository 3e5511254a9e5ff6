import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalInteger } from "../api/schema/property";
import { durations } from "../node/durations";
import { checkLock } from "../node/guest-configs";
import { nodeParameter, guestParameters } from "./parameters";
import { startContainer, stopContainer } from "./run";
import { containerStatus } from "./status";

const path = "/nodes/{node}/lxc/{vmid}";

function vmidOf({ params }: Request): number {
  return Number(required(params, "vmid"));
}

const list: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/lxc",
  parameters: { node: nodeParameter },
  handle: ({ node, rights }) =>
    node.configs
      .vmids()
      .filter((vmid) => rights.hasOnGuest(vmid, ["VM.Audit"]))
      .map((vmid) => containerStatus(node, vmid)),
};

const index: Endpoint = {
  method: "GET",
  path,
  parameters: guestParameters,
  handle: (request) => {
    request.node.configs.load(vmidOf(request));
    const names = ["config", "pending", "status", "snapshot", "feature", "interfaces"];
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
  handle: (request) => ({
    ...containerStatus(request.node, vmidOf(request)),
    ha: { managed: 0 },
  }),
};

const start = command("start", { debug: optionalFlag, skiplock: optionalFlag }, (request) => {
  const { node, params, authuser } = request;
  const vmid = vmidOf(request);
  const skipLock = rootFlag(request, "skiplock");
  if (node.running.has(vmid)) throw failure(`CT ${vmid} already running`);
  return node.tasks.start("vzstart", required(params, "vmid"), authuser, (worker) =>
    startContainer(node, vmid, worker, skipLock),
  );
});

const stop = command(
  "stop",
  { skiplock: optionalFlag, "overrule-shutdown": optionalFlag },
  (request) => {
    const { node, params, authuser } = request;
    const vmid = vmidOf(request);
    const skipLock = rootFlag(request, "skiplock");
    checkRunning(request);
    return node.tasks.start("vzstop", required(params, "vmid"), authuser, (worker) =>
      node.lockConfig(vmid, async () => {
        if (!skipLock) checkLock(node.configs.load(vmid));
        await stopContainer(node, vmid, worker);
      }),
    );
  },
);

const shutdown = command(
  "shutdown",
  { timeout: optionalInteger({ minimum: 0 }), forceStop: optionalFlag },
  (request) => {
    const { node, params, authuser } = request;
    const vmid = vmidOf(request);
    checkRunning(request);
    return node.tasks.start("vzshutdown", required(params, "vmid"), authuser, (worker) =>
      node.lockConfig(vmid, async () => {
        checkLock(node.configs.load(vmid));
        await stopContainer(node, vmid, worker, durations.shutdown);
      }),
    );
  },
);

const reboot = command("reboot", { timeout: optionalInteger({ minimum: 0 }) }, (request) => {
  const { node, params, authuser } = request;
  const vmid = vmidOf(request);
  if (!node.running.has(vmid)) throw failure(`VM ${vmid} not running`);
  return node.tasks.start("vzreboot", required(params, "vmid"), authuser, async (worker) => {
    await stopContainer(node, vmid, worker, durations.shutdown);
    await startContainer(node, vmid, worker);
  });
});

export const statusEndpoints: readonly Endpoint[] = [
  list,
  index,
  current,
  start,
  stop,
  shutdown,
  reboot,
];

function command(
  name: string,
  parameters: Properties,
  handle: (request: Request) => string,
): Endpoint {
  return {
    method: "POST",
    path: `${path}/status/${name}`,
    parameters: { ...guestParameters, ...parameters },
    protected: true,
    authorize: (request) => {
      request.rights.requireOnGuest(vmidOf(request), ["VM.PowerMgmt"]);
    },
    handle,
  };
}

function checkRunning(request: Request): void {
  const vmid = vmidOf(request);
  if (!request.node.running.has(vmid)) throw failure(`CT ${vmid} not running`);
}

function rootFlag({ params, rights }: Request, name: string): boolean {
  if (!isSet(params, name)) return false;
  if (!rights.isRoot) {
    throw parameterError({ [name]: `Only root may use this option.` });
  }
  return true;
}
