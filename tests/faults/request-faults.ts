import type { RequestFault } from "../../embedded/faults";
import type { Fault } from "./fault";

const atRequest = (name: string, fault: RequestFault, more: Partial<Fault> = {}): Fault => ({
  name,
  fits: ({ isRequest }) => isRequest,
  strike: ({ embedded }) => embedded.faults.onRequest({ mutating: true, ...fault }),
  ...more,
});

/** What strikes at a request that changes nothing. */
function atRead(name: string, fault: RequestFault): Fault {
  return {
    ...{ name, mustPass: true, fits: () => true },
    strike: ({ embedded }) => embedded.faults.onRequest({ method: "GET", ...fault }),
  };
}

/** When the doors are shut that somebody has begun to shut. */
export async function closed(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

const ofGuest: Partial<Fault> = {
  fits: ({ isRequest, vmid }) => isRequest && vmid !== undefined,
  mustPass: true,
};

/** Attempts that a lock of so many seconds takes: pauses grow from 250 ms by 1.6 up to 3 s. */
const attempts = (seconds: number): number => {
  let [waited, count] = [0, 0];
  for (let pause = 0.25; waited < seconds; pause = Math.min(pause * 1.6, 3)) {
    waited += pause;
    count += 1;
  }
  return count;
};

const locked = "CT is locked (backup)";

/** What goes wrong with requests to the API. */
export const requestFaults: readonly Fault[] = [
  atRequest(
    "401, the ticket has expired",
    { status: 401, reason: "authentication failure" },
    {
      tells: /token.*(wrong|expired)/,
    },
  ),
  atRequest(
    "403",
    { status: 403, reason: "Permission check failed (/vms, VM.Allocate)" },
    { tells: /403 Permission check failed \(\/vms, VM\.Allocate\)/ },
  ),
  atRequest(
    "500, got timeout",
    {
      status: 500,
      reason: "can't lock file '/run/lock/lxc/pve-config-950.lock' - got timeout",
    },
    { mustPass: true },
  ),
  atRequest(
    "the guest is locked for 1 s",
    { status: 500, reason: locked, times: attempts(1) },
    ofGuest,
  ),
  atRequest(
    "the guest is locked for 60 s",
    { status: 500, reason: locked, times: attempts(60) },
    ofGuest,
  ),
  atRequest("595, pvedaemon is down", { status: 595, times: 2 }, { mustPass: true }),
  atRequest(
    "596, and the request runs to its end",
    { status: 596, processed: true },
    { mustPass: true },
  ),
  atRequest("596, and the request did not run", { status: 596 }, { mustPass: true }),
  atRequest("the connection is reset before the request", { drop: "before" }, { mustPass: true }),
  atRequest("the connection is reset after the request", { drop: "after" }, { mustPass: true }),
  atRequest("half an answer", { drop: "midway" }, { mustPass: true }),
  {
    name: "somebody edits the guest meanwhile (digest)",
    fits: ({ what }) => /^PUT .*\/(?:lxc|qemu)\/\d+\/config$/.test(what),
    mustPass: true,
    strike({ embedded }, { what, vmid = 0 }) {
      const folder = what.includes("/qemu/") ? "qemu-server" : "lxc";
      const path = `/etc/pve/${folder}/${vmid}.conf`;
      const { files } = embedded.node;
      // A line that is of no matter to anybody.
      const notify = () => files.write(path, `#\n${files.readText(path) ?? ""}`);
      embedded.faults.onRequest({ mutating: true, notify });
    },
  },
  {
    name: "pveproxy restarts",
    fits: ({ isRequest }) => isRequest,
    mustPass: true,
    async strike({ embedded }) {
      void embedded.reopen(400);
      await closed();
    },
  },
  ...(["first", "second"] as const).flatMap((which, after) => [
    atRead(`500, got timeout, at the ${which} read after it`, {
      ...{ after, status: 500, reason: "got timeout" },
    }),
    atRead(`595, at the ${which} read after it`, { after, status: 595, times: 2 }),
    atRead(`596, at the ${which} read after it`, { after, status: 596 }),
    atRead(`the connection is reset, at the ${which} read after it`, { after, drop: "before" }),
    atRead(`half an answer, at the ${which} read after it`, { after, drop: "midway" }),
  ]),
];
