import { parse } from "just-bash";
import type { ScriptNode } from "just-bash";

/** A command of no name a script could use, which is put before each `exit` where a script sets traps. */
export const snapshotCommand = ":snapshot-variables";

/**
 * A script that lets an EXIT handler see the variables as they are when it exits: the interpreter forgets them at
 * `exit`, so that each one is preceded by a command of ours that notes them down.
 */
export function withHooks(ast: ScriptNode): ScriptNode {
  // The same tree with some commands wrapped in a group, which is as valid a script.
  return hookedIn(ast) as ScriptNode;
}

function hookedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hookedIn);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, child]): [string, unknown] => [key, hookedIn(child)]),
  );
  return isExit(copy) ? hooked(copy) : copy;
}

function isExit(node: Record<string, unknown>): boolean {
  if (node["type"] !== "SimpleCommand") return false;
  const name = node["name"];
  if (typeof name !== "object" || name === null || !("parts" in name)) return false;
  const { parts } = name;
  if (!Array.isArray(parts) || parts.length !== 1) return false;
  const part: unknown = parts[0];
  return typeof part === "object" && part !== null && "value" in part && part.value === "exit";
}

/** `{ :snapshot-variables; exit …; }` */
function hooked(exit: Record<string, unknown>): unknown {
  const [statement] = parse(`{ ${snapshotCommand}; true; }`).statements;
  const group: unknown = statement?.pipelines[0]?.commands[0];
  if (typeof group !== "object" || group === null || !("body" in group)) return exit;
  const { body } = group;
  if (!Array.isArray(body)) return exit;
  const [snapshot, last] = body as [unknown, object & { pipelines: object[] }];
  const pipeline = { ...last.pipelines[0], commands: [exit] };
  return { ...group, body: [snapshot, { ...last, pipelines: [pipeline] }] };
}
