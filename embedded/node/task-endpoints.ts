import { parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { Reply, isSet, required } from "../api/endpoint";
import { nodeFormat, vmidFormat } from "../api/schema/formats";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";
import type { Json } from "../contract";
import type { Task } from "./task";
import { taskStatus, taskUser } from "./task";
import { isUpid } from "./upid";

const nodeParameter = requiredText({ format: nodeFormat });
const oneParameters = { node: nodeParameter, upid: requiredText() };

const list: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/tasks",
  parameters: {
    node: nodeParameter,
    start: optionalInteger({ minimum: 0 }),
    limit: optionalInteger({ minimum: 0 }),
    userfilter: optionalText(),
    typefilter: optionalText(),
    vmid: optionalInteger({ format: vmidFormat, minimum: 100, maximum: 999999999 }),
    errors: optionalFlag,
    source: optionalText({ enum: ["archive", "active", "all"] }),
    since: optionalInteger(),
    until: optionalInteger(),
    statusfilter: optionalText(),
  },
  handle: (request) => {
    const { node, params } = request;
    const matching = node.tasks
      .list()
      .filter((task) => maySee(request, task) && matches(params, task));
    const start = Number(params.get("start") ?? "0");
    const limit = Number(params.get("limit") ?? "50");
    const rows = matching.slice(start, limit === 0 ? undefined : start + limit).map(row);
    return new Reply(rows, { total: matching.length });
  },
};

const status: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}/status",
  parameters: oneParameters,
  protected: true,
  handle: (request) => taskStatus(find(request)),
};

const log: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}/log",
  protected: true,
  parameters: {
    ...oneParameters,
    start: optionalInteger({ minimum: 0 }),
    limit: optionalInteger({ minimum: 0 }),
    download: optionalFlag,
  },
  handle: (request) => {
    const { params } = request;
    const lines = find(request).log;
    const start = Number(params.get("start") ?? "0");
    const limit = Number(params.get("limit") ?? "50");
    const shown = lines.slice(start, limit === 0 ? undefined : start + limit);
    const rows: Json[] = shown.map((t, index) => ({ n: start + index + 1, t }));
    return new Reply(rows.length > 0 ? rows : [{ n: 1, t: "no content" }], {
      total: Math.max(1, lines.length),
    });
  },
};

const index: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}",
  parameters: oneParameters,
  handle: () => [{ name: "log" }, { name: "status" }],
};

const stop: Endpoint = {
  method: "DELETE",
  path: "/nodes/{node}/tasks/{upid}",
  protected: true,
  parameters: oneParameters,
  handle: (request) => {
    request.node.tasks.stop(find(request).upid);
    return null;
  },
};

export const taskEndpoints: readonly Endpoint[] = [list, status, log, index, stop];

function find(request: Request): Task {
  const { node, params } = request;
  const upid = required(params, "upid");
  if (!isUpid(upid)) throw parameterError({ upid: "unable to parse worker upid" });
  const task = node.tasks.find(upid);
  if (!task) throw parameterError({ upid: "no such task" });
  if (!maySee(request, task)) request.rights.require(`/nodes/${node.name}`, ["Sys.Audit"]);
  return task;
}

function maySee({ rights, authuser, node }: Request, task: Task): boolean {
  const [user = ""] = authuser.split("!");
  return taskUser(task).user === user || rights.has(`/nodes/${node.name}`, ["Sys.Audit"]);
}

function matches(params: ReadonlyMap<string, string>, task: Task): boolean {
  const source = params.get("source") ?? "archive";
  const active = task.endtime === undefined;
  if ((source === "archive" && active) || (source === "active" && !active)) return false;
  if ((params.get("vmid") ?? task.id) !== task.id) return false;
  if ((params.get("typefilter") ?? task.type) !== task.type) return false;
  const failed = !active && task.exitstatus !== "OK" && !task.exitstatus?.startsWith("WARNINGS");
  if (isSet(params, "errors") && !failed) return false;
  if (!task.user.includes(params.get("userfilter") ?? "")) return false;
  return (
    task.starttime >= Number(params.get("since") ?? "0") &&
    task.starttime <= Number(params.get("until") ?? "Infinity")
  );
}

/** A row of the list, where `status` is how the task ended. */
function row(task: Task): Record<string, Json> {
  const { upid, node, pid, pstart, starttime, type, id } = task;
  return {
    ...{ upid, node, pid, pstart, starttime, type, id, ...taskUser(task) },
    ...(task.endtime === undefined ? {} : { endtime: task.endtime }),
    ...(task.exitstatus === undefined ? {} : { status: task.exitstatus }),
  };
}
