import fs from "node:fs";
import path from "node:path";
import type { ApiRequest } from "../../embedded/host";
import { shared } from "../shared";
import { formatProblem } from "./official-formats";

/** One parameter of the official schema (PVE::JSONSchema), as `pvesh` and the API viewer publish it. */
interface Parameter {
  readonly type: string;
  readonly optional?: number;
  /** A named format, or the keys of a property string. */
  readonly format?: string | Parameters;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly requires?: string;
  readonly default_key?: number;
}

type Parameters = Readonly<Record<string, Parameter>>;

interface Endpoint {
  readonly path: string;
  readonly parameters: Parameters;
  /** Of the path, by name. */
  readonly given: Readonly<Record<string, string>>;
}

type Schema = Readonly<
  Record<string, Readonly<Record<string, { parameters?: { properties?: Parameters } }>>>
>;

/** The API of PVE 9 as its makers publish it: what a request may hold. */
export class OfficialSchema {
  readonly #schema: Schema;

  constructor() {
    const file = path.join(shared, "data/pve-api-subset.json");
    this.#schema = JSON.parse(fs.readFileSync(file, "utf8")) as Schema;
  }

  /** The path of the schema that a request belongs to, such as `/nodes/{node}/lxc`. */
  endpoint({ method, path: asked }: ApiRequest): string | undefined {
    return this.#find(method, asked)?.path;
  }

  /** Everything in a request that the schema does not allow. */
  problems(request: ApiRequest): string[] {
    const endpoint = this.#find(request.method, request.path);
    if (endpoint === undefined) return ["there is no such endpoint"];
    const values = Object.entries({ ...request.params, ...endpoint.given });
    return objectProblems(endpoint.parameters, new Map(values.map(([k, v]) => [k, String(v)])));
  }

  #find(method: string, asked: string): Endpoint | undefined {
    for (const [pattern, methods] of Object.entries(this.#schema)) {
      const given = match(pattern, asked);
      const found = given === undefined ? undefined : methods[method];
      if (given !== undefined && found !== undefined) {
        return { path: pattern, parameters: found.parameters?.properties ?? {}, given };
      }
    }
    return undefined;
  }
}

function match(pattern: string, asked: string): Record<string, string> | undefined {
  const [wanted, parts] = [pattern.split("/"), asked.split("/")];
  if (wanted.length !== parts.length) return undefined;
  const given: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = decodeURIComponent(parts[index] ?? "");
    const name = /^\{(.+)\}$/.exec(want)?.[1];
    if (name === undefined && want !== part) return undefined;
    if (name !== undefined) given[name] = part;
  }
  return given;
}

function objectProblems(known: Parameters, values: ReadonlyMap<string, string>): string[] {
  const missing = Object.entries(known)
    .filter(([name, { optional }]) => !optional && !name.endsWith("[n]") && !values.has(name))
    .map(([name]) => `${name}: missing`);
  const wrong = [...values].flatMap(([name, value]) => {
    const parameter = known[name] ?? known[name.replace(/(0|[1-9]\d*)$/, "[n]")];
    if (parameter === undefined) return [`${name}: not in the schema`];
    const { requires } = parameter;
    return [
      ...(requires !== undefined && !values.has(requires) ? [`${name}: needs ${requires}`] : []),
      ...valueProblems(parameter, value).map((problem) => `${name}: ${problem}`),
    ];
  });
  return [...missing, ...wrong];
}

function valueProblems(parameter: Parameter, value: string): string[] {
  const { type, format, pattern, minimum, maximum, minLength, maxLength } = parameter;
  const shape = types[type];
  if (shape === undefined) throw new Error(`the schema has a type ${type} that is not checked`);
  if (!shape.test(value)) return [`${JSON.stringify(value)} is no ${type}`];
  const problems: string[] = [];
  if (typeof format === "string") problems.push(...(formatProblem(format, value) ?? []));
  if (typeof format === "object") problems.push(...propertyStringProblems(format, value));
  if (pattern !== undefined && !fromPerl(pattern).test(value)) problems.push(`not ${pattern}`);
  if (parameter.enum !== undefined && !parameter.enum.includes(value)) {
    problems.push(`${value} is none of ${parameter.enum.slice(0, 20).join(", ")}`);
  }
  if (minimum !== undefined && Number(value) < Number(minimum)) problems.push(`below ${minimum}`);
  if (maximum !== undefined && Number(value) > Number(maximum)) problems.push(`above ${maximum}`);
  if (minLength !== undefined && value.length < minLength) problems.push("too short");
  if (maxLength !== undefined && value.length > maxLength) problems.push("too long");
  return problems;
}

/** PVE::JSONSchema::validate: a form has no booleans but 0 and 1. */
const types: Readonly<Record<string, RegExp>> = {
  string: /^/,
  integer: /^[+-]?\d+$/,
  number: /^[+-]?\d+(\.\d+)?$/,
  boolean: /^[01]$/,
};

function propertyStringProblems(keys: Parameters, text: string): string[] {
  const values = new Map<string, string>();
  const problems: string[] = [];
  const defaultKey = Object.keys(keys).find((key) => keys[key]?.default_key);
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    const key = at < 0 ? defaultKey : part.slice(0, at);
    if (key === undefined) problems.push(`${part} has no key`);
    else if (values.has(key)) problems.push(`${key} twice`);
    else values.set(key, part.slice(at + 1));
  }
  return [...problems, ...objectProblems(keys, values)];
}

/** Perl prints a compiled pattern as `(?^:…)`; PVE matches the whole value. */
function fromPerl(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern.replaceAll("(?^:", "(?:")})$`);
}
