import type { Endpoint, Method } from "./endpoint";

/** An endpoint and what the path says of its parameters. */
export interface Match {
  readonly endpoint: Endpoint;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Finds the endpoint of a path; fixed names win over parameters. */
export class Router {
  readonly #routes: { readonly endpoint: Endpoint; readonly parts: readonly string[] }[];

  constructor(endpoints: readonly Endpoint[]) {
    this.#routes = endpoints
      .map((endpoint) => ({ endpoint, parts: split(endpoint.path) }))
      .sort((a, b) => parameterCount(a.parts) - parameterCount(b.parts));
  }

  find(method: Method, path: string): Match | undefined {
    const parts = split(path).map(decodePart);
    for (const { endpoint, parts: pattern } of this.#routes) {
      const parameters = endpoint.method === method ? matchParts(pattern, parts) : undefined;
      if (parameters) return { endpoint, parameters };
    }
    return undefined;
  }
}

function split(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function parameterCount(parts: readonly string[]): number {
  return parts.filter((part) => part.startsWith("{")).length;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function matchParts(
  pattern: readonly string[],
  parts: readonly string[],
): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const [index, expected] of pattern.entries()) {
    const rest = /^\{(.+)\.\.\.\}$/.exec(expected)?.[1];
    if (rest !== undefined && parts.length > index) {
      return parameters.set(rest, parts.slice(index).join("/"));
    }
    const name = /^\{(.+)\}$/.exec(expected)?.[1];
    const part = parts[index];
    if (part === undefined || (name === undefined && part !== expected)) return undefined;
    if (name !== undefined) parameters.set(name, part);
  }
  return pattern.length === parts.length ? parameters : undefined;
}
