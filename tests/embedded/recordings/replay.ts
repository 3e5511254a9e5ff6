import { authenticate } from "../../../embedded/server/authenticate";
import { ApiError, messageOf } from "../../../embedded/api/api-error";
import type { ApiAnswer } from "../../../embedded/contract";
import { Laboratory } from "./laboratory";
import type { Recording } from "./recording";
import { difference, shapeOf } from "./shape";
import { atOnce, firstMachine, isSecondMachine, secondMachine } from "./setups";

/** What differs between a recorded answer and ours; undefined where they agree. */
export type Verdict = string | undefined;

/** Sends every recorded request to the embedded host, in file order, and compares the answers. */
export async function replay(recordings: readonly Recording[]): Promise<Verdict[]> {
  const [first, second] = [new Laboratory(), new Laboratory()];
  const verdicts: Verdict[] = [];
  for (const [line, recording] of recordings.entries()) {
    const isSecond = isSecondMachine(line);
    const lab = isSecond ? second : first;
    if (!atOnce.has(line)) await lab.host.node.tasks.idle();
    await (isSecond ? secondMachine : firstMachine)[line]?.(lab);
    verdicts.push(
      typeof recording.status === "number"
        ? await compareAnswer(lab, recording)
        : compareTask(lab, recording),
    );
  }
  return verdicts;
}

async function compareAnswer(lab: Laboratory, recording: Recording): Promise<Verdict> {
  const answer = await send(lab, recording);
  const body = recording.body === null || recording.body === "" ? "{}" : recording.body;
  const expected = JSON.parse(body) as { data?: unknown; errors?: Record<string, string> };
  noteNames(lab, expected.data, answer.data);
  if (answer.status !== recording.status) {
    const got = `${answer.status} ${answer.reason} ${JSON.stringify(answer.errors ?? {})}`;
    return `${got}, not ${JSON.stringify(recording.status)} ${recording.reason ?? ""}`;
  }
  if (answer.reason !== recording.reason) {
    return `reason '${answer.reason}', not '${recording.reason ?? ""}'`;
  }
  const [errors, ours] = [expected.errors ?? {}, answer.errors ?? {}];
  for (const key of new Set([...Object.keys(errors), ...Object.keys(ours)])) {
    if (errors[key] !== ours[key]) {
      return `${key}: ${JSON.stringify(ours[key])}, not ${JSON.stringify(errors[key])}`;
    }
  }
  return difference(shapeOf(expected.data), shapeOf(answer.data));
}

function compareTask(lab: Laboratory, recording: Recording): Verdict {
  if (typeof recording.status === "number") return "no task";
  const upid = lab.ours.get(recording.status.upid);
  const task = upid === undefined ? undefined : lab.host.node.tasks.find(upid);
  if (!task) return "no such task here";
  if (task.exitstatus !== recording.status.exitstatus) {
    return `task ended '${task.exitstatus ?? ""}', not '${recording.status.exitstatus}'`;
  }
  const [last, expected] = [task.log.at(-1), recording.log?.at(-1)];
  return last === expected ? undefined : `last line '${last ?? ""}', not '${expected ?? ""}'`;
}

/** UPIDs and digests are different here, and later requests name them. */
function noteNames(lab: Laboratory, recorded: unknown, ours: unknown): void {
  if (typeof recorded === "string" && typeof ours === "string" && recorded.startsWith("UPID:")) {
    lab.ours.set(recorded, ours);
  }
  const [digest, ourDigest] = [digestOf(recorded), digestOf(ours)];
  if (digest !== undefined && ourDigest !== undefined) lab.ours.set(digest, ourDigest);
}

function digestOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("digest" in data)) return undefined;
  return typeof data.digest === "string" ? data.digest : undefined;
}

async function send(lab: Laboratory, recording: Recording): Promise<ApiAnswer> {
  const [method, path] = [recording.method ?? "", recording.path ?? ""];
  const { host } = lab;
  const bare = { data: null, extra: { empty: true } };
  if (!isMethod(method))
    return { ...bare, status: 501, reason: `method '${method}' not available` };
  let user: string;
  try {
    user = authenticate(host.node, method, path, headersOf(lab, recording));
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 401;
    return { ...bare, status, reason: messageOf(error) };
  }
  const params = { ...recording.params };
  const known = recording.status === 200 && params["password"] === "REDACTED";
  if (path === "/access/ticket" && known) params["password"] = host.node.facts.rootPassword;
  const digest = params["digest"];
  if (typeof digest === "string") params["digest"] = lab.ours.get(digest) ?? digest;
  return host.call(user, method, path, params);
}

function headersOf(lab: Laboratory, { who, note, status }: Recording): Record<string, string> {
  const { root, iac, ticket } = lab.headers;
  if (who === "root") return root;
  if (who === "iac") return iac;
  if (note === "bad token") return { authorization: "PVEAPIToken=root@pam!iac=wrong" };
  if (note === "expired/invalid ticket")
    return { cookie: "PVEAuthCookie=PVE:root@pam:00000000::x" };
  if (status === 401) return { cookie: ticket["cookie"] ?? "" };
  return ticket;
}

function isMethod(method: string): method is "GET" | "POST" | "PUT" | "DELETE" {
  return ["GET", "POST", "PUT", "DELETE"].includes(method);
}
