import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Snapshot } from "../host/guest-config";
import type { Guest, Inspected } from "../host/inspection";
import type { Lifecycle } from "./lifecycle";
import { markOf } from "./guest/mark";
import { guestType, guestsOf, titleOf, toolOf, typeOf } from "./guest/type";
import { ourGuest } from "./guest/ours";
import { power } from "./guest/power";
import { owner, vmid } from "./shapes";

/** The named snapshot of a template layer, of which guests are copies. */
const snapshotSchema = z.strictObject({
  vmid,
  owner,
  type: guestType,
  /** PVE's rule for snapshot names (pve-configid), and at most 40 characters. */
  snapname: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_-]{1,39}$/,
      "must begin with a letter and hold letters, digits, _ and -",
    ),
  /** Of what the layer holds when the snapshot is taken; another one makes the snapshot be taken anew. */
  fingerprint: z.string().regex(/^[0-9a-f]{12}$/),
  adopt: z.literal(true).optional(),
});

export type SnapshotSpec = z.infer<typeof snapshotSchema>;

interface Live {
  readonly guest: Guest;
  readonly snapshot: Snapshot;
}

const parts = ["containers", "virtualMachines", "activeTasks"] as const;

/** A snapshot of ours is taken with the layer stopped, and anew when the layer's content is declared otherwise. */
export const snapshotLifecycle: Lifecycle<SnapshotSpec, Live, (typeof parts)[number]> = {
  kind: "snapshot",
  parts,
  schema: snapshotSchema,
  id: (spec) => `${spec.vmid}@${spec.snapname}`,
  find: findSnapshot,
  observe: ({ snapshot }) => ({
    fingerprint: isUnfinished(snapshot) ? "unfinished" : fingerprintOf(snapshot),
  }),
  isOurs: ({ snapshot }, spec, _context, known) =>
    snapshot.description.split("\n").includes(markOf(spec.owner, spec.vmid)) ||
    (known !== undefined && known["snaptime"] === snapshot.values["snaptime"]),
  remember: ({ snapshot }) => ({ snaptime: snapshot.values["snaptime"] }),
  async converge({ spec, live, inspection, context: { host } }) {
    const path = `/nodes/${host.node}/${typeOf(spec)}/${spec.vmid}`;
    const guest = ourGuest(guestsOf(inspection, spec), spec, `snapshot ${titleOf(spec)}`);
    if (live !== undefined && isUnfinished(live.snapshot)) {
      if (inspection.activeTasks.some((upid) => /:(vz|qm)(del)?snapshot:/.test(upid))) {
        await sleep(500);
        return host.forget();
      }
      await host.shell.run([toolOf(spec), "unlock", String(spec.vmid)]);
      return host.finish(
        await host.api.request("DELETE", `${path}/snapshot/${spec.snapname}`, { force: 1 }),
      );
    }
    if (guest.running) await power(host, typeOf(spec), spec.vmid, "shutdown");
    if (live !== undefined) {
      await host.finish(await host.api.request("DELETE", `${path}/snapshot/${spec.snapname}`));
    }
    await host.finish(
      await host.api.request("POST", `${path}/snapshot`, {
        snapname: spec.snapname,
        description: `${markOf(spec.owner, spec.vmid)}\nfingerprint ${spec.fingerprint}`,
      }),
    );
  },
  async remove({ spec, context: { host } }) {
    await host.finish(
      await host.api.request(
        "DELETE",
        `/nodes/${host.node}/${typeOf(spec)}/${spec.vmid}/snapshot/${spec.snapname}`,
      ),
    );
  },
};

function findSnapshot(
  inspection: Inspected<"containers" | "virtualMachines">,
  spec: SnapshotSpec,
): Live | undefined {
  const guest = guestsOf(inspection, spec).get(spec.vmid);
  const snapshot = guest?.config.snapshots[spec.snapname];
  return guest === undefined || snapshot === undefined ? undefined : { guest, snapshot };
}

/** Set while a snapshot is taken or deleted, and left by a task that died (PVE/AbstractConfig.pm). */
function isUnfinished({ values }: Snapshot): boolean {
  return values["snapstate"] !== undefined;
}

function fingerprintOf({ description }: Snapshot): string {
  return /^fingerprint ([0-9a-f]+)$/m.exec(description)?.[1] ?? "none";
}
