import type { Api } from "../../../host/api";
import { ApiError, TaskError } from "../../../host/errors";
import { waitForTask } from "../../../host/tasks";
import { difference, shapeOf } from "../../embedded/recordings/shape";
import type { Step } from "./steps";

/** What our own client makes of an answer: data, or in words the end of a task or a refusal. */
export type Outcome = { readonly data: unknown } | { readonly words: string };

/** Sends one step by our client and, where the answer is a task, waits for its end. */
export async function outcomeOf(api: Api, { method, path, params }: Step): Promise<Outcome> {
  try {
    const data = await api.request(method, path, { ...params });
    if (typeof data !== "string" || !data.startsWith("UPID:")) return { data };
    await waitForTask(api, "pve1", data);
    return { words: "task OK" };
  } catch (error) {
    if (error instanceof TaskError) return { words: `task ${error.exitStatus}` };
    if (!(error instanceof ApiError)) throw error;
    const errors = Object.entries(error.errors).sort();
    const details = errors.map(([name, text]) => ` (${name}: ${text.trim()})`);
    return { words: `${error.status} ${error.reason.trim()}${details.join("")}` };
  }
}

/** Where two outcomes differ, in words for each; of data its shape counts, and of a configuration its values. */
export function compareOutcomes(a: Outcome, b: Outcome): readonly [string, string] | undefined {
  if (!("data" in a) || !("data" in b)) {
    const [left, right] = [inWords(a), inWords(b)];
    return left === right ? undefined : [left, right];
  }
  const shape = difference(shapeOf(a.data), shapeOf(b.data));
  if (shape !== undefined) return ["", shape];
  const [left, right] = [valuesOf(a.data), valuesOf(b.data)];
  const key = Object.keys(left).find((each) => left[each] !== right[each]);
  if (key === undefined) return undefined;
  return [`${key} ${left[key] ?? ""}`, `${key} ${right[key] ?? ""}`];
}

function inWords(outcome: Outcome): string {
  return "words" in outcome ? outcome.words : `data ${JSON.stringify(outcome.data)}`;
}

/** The values of a container's configuration that do not hang on chance. */
function valuesOf(data: unknown): Record<string, string> {
  if (typeof data !== "object" || data === null || !("rootfs" in data)) return {};
  const settled = Object.entries(data).filter(([key]) => !["digest", "snaptime"].includes(key));
  return Object.fromEntries(
    settled.map(([key, value]) => [
      key,
      JSON.stringify(value).replace(/hwaddr=[0-9A-F:]+/, "hwaddr=…"),
    ]),
  );
}
