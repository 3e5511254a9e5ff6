import type { Rights } from "../access/rights";
import type { Json } from "../contract";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Properties } from "./schema/property";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One checked request on its way to its handler. */
export interface Request {
  readonly node: EmbeddedNode;
  readonly authuser: string;
  readonly rights: Rights;
  /** All parameters, those of the path among them, as text; booleans are `0` and `1`. */
  readonly params: ReadonlyMap<string, string>;
  /** Perl's `warn`: what is said beside the answer. */
  readonly warn: (text: string) => void;
}

/** An answer with top-level members beside `data`. */
export class Reply {
  constructor(
    readonly data: Json,
    readonly extra: Record<string, Json>,
  ) {}
}

/** One method of one path of the API. */
export interface Endpoint {
  readonly method: Method;
  /** With `{name}` for parameters; `{name...}` takes the rest of the path. */
  readonly path: string;
  /** Parameters of the path included. */
  readonly parameters: Properties;
  /** Refuses a user without the privileges; runs after the parameters are checked. */
  readonly authorize?: (request: Request) => void;
  /** Not for API tokens. */
  readonly ticketOnly?: true;
  /** Runs in pvedaemon on a real node: only a few at a time, and not at all while that is down. */
  readonly protected?: true;
  /** Without effect on the node, although it is no GET: not a change for the journal. */
  readonly harmless?: true;
  readonly handle: (request: Request) => Json | Reply | Promise<Json | Reply>;
}

/** A parameter that the schema demands. */
export function required(params: ReadonlyMap<string, string>, name: string): string {
  const value = params.get(name);
  if (value === undefined) throw new Error(`missing parameter '${name}'`);
  return value;
}

export function isSet(params: ReadonlyMap<string, string>, name: string): boolean {
  return params.get(name) === "1";
}
