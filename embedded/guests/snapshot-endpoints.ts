import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { optionalFlag, optionalText } from "../api/schema/property";
import type { Json } from "../contract";
import { sectionAnswer } from "../lxc/config-answer";
import { guestParameters, snapnameParameter } from "../lxc/parameters";
import type { GuestKind } from "./guest-kind";
import { alone } from "./guest-kind";
import { createSnapshot, deleteSnapshot, rollBack } from "./snapshot";

const oneParameters = { ...guestParameters, snapname: snapnameParameter };

/** The snapshots of guests of a kind. */
export function snapshotEndpointsOf(kind: GuestKind): readonly Endpoint[] {
  const path = `/nodes/{node}/${kind.path}/{vmid}/snapshot`;

  const list: Endpoint = {
    method: "GET",
    path,
    parameters: guestParameters,
    authorize: may("VM.Audit"),
    handle: ({ node, params }) => {
      const vmid = Number(required(params, "vmid"));
      const conf = kind.configs(node).load(vmid);
      const rows = [...conf.snapshots].map(([name, { options }]) => {
        const row: Record<string, Json> = {
          name,
          snaptime: Number(options.get("snaptime") ?? "0"),
          description: options.get("description") ?? "",
        };
        for (const key of ["parent", "snapstate"]) {
          const value = options.get(key);
          if (value !== undefined) row[key] = value;
        }
        return row;
      });
      const parent = conf.options.get("parent");
      const now: Record<string, Json> = {
        name: "current",
        digest: conf.digest,
        running: kind.isRunning(node, vmid) ? 1 : 0,
        description: "You are here!",
        ...(parent === undefined ? {} : { parent }),
      };
      return [...rows, now];
    },
  };

  const create: Endpoint = {
    method: "POST",
    path,
    protected: true,
    parameters: { ...oneParameters, description: optionalText() },
    authorize: may("VM.Snapshot"),
    handle: ({ node, params, authuser }) => {
      const [vmid, snapname] = [required(params, "vmid"), required(params, "snapname")];
      if (snapname === "current" || snapname === "vzdump") {
        throw failure(`unable to use snapshot name '${snapname}' (reserved name)`);
      }
      return node.tasks.start(`${kind.tasks}snapshot`, vmid, authuser, (worker) =>
        createSnapshot(kind, node, Number(vmid), snapname, params.get("description"), worker),
      );
    },
  };

  const index: Endpoint = {
    method: "GET",
    path: `${path}/{snapname}`,
    parameters: oneParameters,
    authorize: may("VM.Audit"),
    handle: () => [{ cmd: "rollback" }, { cmd: "config" }],
  };

  const config: Endpoint = {
    method: "GET",
    path: `${path}/{snapname}/config`,
    parameters: oneParameters,
    authorize: may("VM.Audit"),
    handle: ({ node, params }) => {
      const snapname = required(params, "snapname");
      const conf = kind.configs(node).load(Number(required(params, "vmid")));
      const snapshot = conf.snapshots.get(snapname);
      if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
      return sectionAnswer(snapshot, kind.answer);
    },
  };

  const describe: Endpoint = {
    method: "PUT",
    path: `${path}/{snapname}/config`,
    protected: true,
    parameters: { ...oneParameters, description: optionalText() },
    authorize: may("VM.Snapshot"),
    handle: async ({ node, params }) => {
      const snapname = required(params, "snapname");
      const vmid = Number(required(params, "vmid"));
      const description = params.get("description");
      await alone(kind, node, vmid, () =>
        kind.configs(node).edit(vmid, (conf) => {
          const snapshot = conf.snapshots.get(snapname);
          if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
          if (description !== undefined) snapshot.options.set("description", description);
        }),
      );
      return null;
    },
  };

  const remove: Endpoint = {
    method: "DELETE",
    path: `${path}/{snapname}`,
    protected: true,
    parameters: { ...oneParameters, force: optionalFlag },
    authorize: may("VM.Snapshot"),
    handle: ({ node, params, authuser }) => {
      const [vmid, snapname] = [required(params, "vmid"), required(params, "snapname")];
      return node.tasks.start(`${kind.tasks}delsnapshot`, vmid, authuser, (worker) =>
        deleteSnapshot(kind, node, Number(vmid), snapname, isSet(params, "force"), worker),
      );
    },
  };

  const rollback: Endpoint = {
    method: "POST",
    path: `${path}/{snapname}/rollback`,
    protected: true,
    parameters: { ...oneParameters, start: optionalFlag },
    authorize: ({ rights, params }) => {
      const vmid = required(params, "vmid");
      if (!rights.hasOnGuest(vmid, ["VM.Snapshot.Rollback"])) {
        rights.requireOnGuest(vmid, ["VM.Snapshot"]);
      }
    },
    handle: ({ node, params, authuser }) => {
      const [vmid, snapname] = [required(params, "vmid"), required(params, "snapname")];
      return node.tasks.start(`${kind.tasks}rollback`, vmid, authuser, async (worker) => {
        await rollBack(kind, node, Number(vmid), snapname, worker);
        if (isSet(params, "start")) await kind.start(node, Number(vmid), worker);
      });
    },
  };

  return [list, create, index, config, describe, remove, rollback];
}

function may(...privileges: string[]): (request: Request) => void {
  return ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), privileges);
  };
}
