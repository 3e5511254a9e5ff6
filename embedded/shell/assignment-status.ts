import { parse } from "just-bash";
import type { ScriptNode } from "just-bash";

/**
 * A script with the status that bash gives to assignments: the interpreter lets one without a command substitution keep
 * the status of the command before it, so that `false || x=1` counts as failed. Each becomes `{ x=1 || :; }`.
 */
export function withStatus(ast: ScriptNode): ScriptNode {
  // The same tree with some commands wrapped in a group, which is as valid a script.
  return guardedIn(ast) as ScriptNode;
}

type Node = Record<string, unknown>;

function guardedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(guardedIn);
  if (!isNode(value)) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, child]): [string, unknown] => [key, guardedIn(child)]),
  );
  return isAssignment(copy) && !substitutes(copy) ? guarded(copy) : copy;
}

function isAssignment(node: Node): boolean {
  const { type, name, assignments } = node;
  return (
    type === "SimpleCommand" &&
    name === null &&
    Array.isArray(assignments) &&
    assignments.length > 0
  );
}

/** True where a command substitution decides the status. */
function substitutes(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(substitutes);
  if (!isNode(value)) return false;
  return value["type"] === "CommandSubstitution" || Object.values(value).some(substitutes);
}

/** `{ x=1 || :; }` */
function guarded(assignment: Node): unknown {
  const group: unknown = parse("{ x=1 || :; }").statements[0]?.pipelines[0]?.commands[0];
  if (!isNode(group) || !Array.isArray(group["body"])) return assignment;
  const [statement] = group["body"] as [Node & { pipelines: [object, object] }];
  const [first, second] = statement.pipelines;
  const pipelines = [{ ...first, commands: [assignment] }, second];
  return { ...group, body: [{ ...statement, pipelines }] };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}
