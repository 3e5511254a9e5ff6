import { ProgramError } from "../contract";

/**
 * What a template of Go's text/template makes of a value, as far as `--format` of docker is used here: fields,
 * variables, `index`, `json`, `range`, `with`, `if` and `else`.
 */
export function fillTemplate(template: string, value: unknown): string {
  const { nodes } = readNodes(tokensOf(template), 0);
  return printed(nodes, { dot: value, root: value, variables: {} });
}

type Node =
  | string
  | { readonly action: string; readonly body?: readonly Node[]; readonly other?: readonly Node[] };

interface Scope {
  readonly dot: unknown;
  readonly root: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
}

function tokensOf(template: string): (string | { action: string })[] {
  return template.split(/(\{\{.*?\}\})/).flatMap((part): (string | { action: string })[] => {
    if (part === "") return [];
    const action = /^\{\{-?\s*(.*?)\s*-?\}\}$/.exec(part)?.[1];
    return action === undefined ? [part] : [{ action }];
  });
}

function readNodes(
  tokens: readonly (string | { action: string })[],
  from: number,
): { nodes: Node[]; end: number; stop: string } {
  const nodes: Node[] = [];
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    if (typeof token === "string") {
      nodes.push(token);
      continue;
    }
    const { action } = token;
    if (action === "end" || action === "else") return { nodes, end: at, stop: action };
    if (!/^(?:range|with|if)\s/.test(action)) {
      nodes.push({ action });
      continue;
    }
    const body = readNodes(tokens, at + 1);
    const other = body.stop === "else" ? readNodes(tokens, body.end + 1) : undefined;
    nodes.push({ action, body: body.nodes, ...(other && { other: other.nodes }) });
    at = (other ?? body).end;
  }
  return { nodes, end: tokens.length, stop: "" };
}

function printed(nodes: readonly Node[], scope: Scope): string {
  return nodes.map((node) => (typeof node === "string" ? node : acted(node, scope))).join("");
}

function acted(node: Exclude<Node, string>, scope: Scope): string {
  const { action, body = [], other = [] } = node;
  const [, key, item, pipe = action] =
    /^range\s+\$(\w+),\s*\$(\w+)\s*:=\s*(.*)$/.exec(action) ?? [];
  const [, word, argument = ""] = /^(range|with|if)\s+(.*)$/.exec(pipe) ?? [];
  if (key !== undefined && item !== undefined) {
    return entriesOf(valueOf(pipe, scope))
      .map(([name, each]) => {
        const variables = { ...scope.variables, [key]: name, [item]: each };
        return printed(body, { ...scope, dot: each, variables });
      })
      .join("");
  }
  if (word === undefined) return text(valueOf(action, scope));
  const value = valueOf(argument, scope);
  if (!isTrue(value)) return printed(other, scope);
  if (word === "if") return printed(body, scope);
  if (word === "with") return printed(body, { ...scope, dot: value });
  return entriesOf(value)
    .map(([, dot]) => printed(body, { ...scope, dot }))
    .join("");
}

function valueOf(pipe: string, scope: Scope): unknown {
  const [, index, name = ""] = /^index\s+(\S+)\s+"([^"]*)"$/.exec(pipe) ?? [];
  if (index !== undefined) return member(valueOf(index, scope), name) ?? "";
  const json = /^json\s+(\S+)$/.exec(pipe)?.[1];
  if (json !== undefined) return JSON.stringify(valueOf(json, scope));
  const [, variable, path = ""] = /^\$(\w*)((?:\.\w+)*)$/.exec(pipe) ?? [];
  if (variable !== undefined) {
    const start = variable === "" ? scope.root : scope.variables[variable];
    return reached(start, path);
  }
  if (/^(?:\.|(?:\.\w+)+)$/.test(pipe)) return reached(scope.dot, pipe);
  throw new ProgramError(`template parsing error: template: :1: unexpected "${pipe}"`, 64);
}

function reached(start: unknown, path: string): unknown {
  return path
    .split(".")
    .filter((name) => name !== "")
    .reduce<unknown>((value, name) => member(value, name), start);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** A map's in the order of its keys. */
function entriesOf(value: unknown): [unknown, unknown][] {
  if (Array.isArray(value)) return value.map((each: unknown, index) => [index, each]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "<no value>";
  return typeof value === "string" ? value : JSON.stringify(value);
}
