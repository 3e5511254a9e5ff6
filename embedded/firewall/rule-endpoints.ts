import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Method, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { splitList } from "../api/schema/formats";
import type { Properties } from "../api/schema/property";
import { optionalInteger, optionalText, requiredText } from "../api/schema/property";
import type { FirewallConf, FirewallRule } from "../conf/firewall-conf";
import type { Json } from "../contract";
import { addressListFormat, icmpTypeFormat } from "./formats";
import { logLevel } from "./option-endpoints";
import type { FirewallScope } from "./scope";
import {
  checkFirewallDigest,
  clusterScope,
  digestOf,
  readFirewall,
  saveFirewall,
  withListDigest,
} from "./scope";
import type { RuleNeighbours } from "./verify-rule";
import { ruleVersion, verifyRule } from "./verify-rule";

/** Which rules of a file: its own, or those of a security group. */
export interface RuleList {
  /** Path below the scope's. */
  readonly path: string;
  readonly parameters: Properties;
  /** True for a security group's. */
  readonly isGroup?: true;
  get(conf: FirewallConf, request: Request): readonly FirewallRule[];
  set(conf: FirewallConf, request: Request, rules: readonly FirewallRule[]): void;
}

export const ownRules: RuleList = {
  path: "/rules",
  parameters: {},
  get: (conf) => conf.rules,
  set: (conf, _request, rules) => {
    conf.rules = [...rules];
  },
};

const fieldParameters: Properties = {
  iface: optionalText({ minLength: 2, maxLength: 20 }),
  source: optionalText({ format: addressListFormat, maxLength: 512 }),
  dest: optionalText({ format: addressListFormat, maxLength: 512 }),
  proto: optionalText(),
  sport: optionalText(),
  dport: optionalText(),
  "icmp-type": optionalText({ format: icmpTypeFormat }),
  log: logLevel,
  macro: optionalText({ maxLength: 128 }),
};

const digest = optionalText({ maxLength: 64 });

/** Of Debian's /etc/services and /etc/protocols (netbase), those that somebody writes. */
const services: ReadonlySet<string> = new Set(
  "ftp ssh telnet smtp domain tftp http kerberos pop3 sunrpc ntp imap2 snmp https submission imaps pop3s nfs rdp".split(
    " ",
  ),
);
const protocols: ReadonlySet<string> = new Set([
  ..."ip icmp igmp tcp udp gre esp ah ospf vrrp sctp udplite dccp ipv6-icmp icmpv6".split(" "),
  ...Array.from({ length: 143 }, (_, number) => String(number)),
]);
const kinds = requiredText({ enum: ["in", "out", "forward", "group"] });
const actions = requiredText({
  ...{ minLength: 2, maxLength: 20 },
  pattern: /[A-Za-z][A-Za-z0-9\-_]+/,
});

/** List, create, read, change, move and delete rules. */
export function ruleEndpoints(scope: FirewallScope, list: RuleList): Endpoint[] {
  const path = `${scope.path}${list.path}`;
  const onList = { ...scope.parameters, ...list.parameters };
  const onRule = { ...onList, pos: optionalInteger({ minimum: 0 }) };
  const rulesOf = (request: Request): readonly FirewallRule[] =>
    list.get(readFirewall(scope, request), request);
  const neighboursOf = (request: Request): RuleNeighbours => {
    const own = readFirewall(scope, request);
    const isCluster = scope.environment === "cluster";
    const cluster = isCluster ? own : readFirewall(clusterScope, request);
    return { cluster, own, services, protocols };
  };
  const environment = list.isGroup === true ? "group" : scope.environment;
  const verify = (request: Request, rule: FirewallRule): FirewallRule =>
    verifyRule(rule, environment, neighboursOf(request));
  const rowsOf = (request: Request): Record<string, Json>[] => {
    const neighbours = neighboursOf(request);
    return rulesOf(request).map((rule) => describe(rule, neighbours));
  };
  const withPosition = (rows: readonly Record<string, Json>[]) =>
    withListDigest(rows).map((row, pos) => ({ ...row, pos }));
  const save = (request: Request, rules: readonly FirewallRule[]): null => {
    const conf = readFirewall(scope, request);
    list.set(conf, request, rules);
    saveFirewall(scope, request, conf);
    return null;
  };
  return [
    endpoint("GET", path, onList, scope.mayRead, (request) => withPosition(rowsOf(request))),
    endpoint(
      "POST",
      path,
      {
        ...{ ...onRule, ...fieldParameters, type: kinds, action: actions, digest },
        ...{ enable: optionalInteger({ minimum: 0 }), comment: optionalText() },
      },
      scope.mayChange,
      (request) => save(request, [verify(request, newRule(request)), ...rulesOf(request)]),
    ),
    endpoint("GET", `${path}/{pos}`, onRule, scope.mayRead, (request) => {
      const rows = withPosition(rowsOf(request));
      return rows[positionOf(request, rows)] ?? null;
    }),
    endpoint(
      "PUT",
      `${path}/{pos}`,
      {
        ...{ ...onRule, ...fieldParameters, digest, delete: optionalText() },
        ...{ type: { ...kinds, optional: true }, action: { ...actions, optional: true } },
        ...{ enable: optionalInteger({ minimum: 0 }), comment: optionalText() },
        moveto: optionalInteger({ minimum: 0 }),
      },
      scope.mayChange,
      (request) => {
        checkFirewallDigest(request, digestOf(rowsOf(request)));
        return save(
          request,
          changed(request, rulesOf(request), (rule) => verify(request, rule)),
        );
      },
    ),
    endpoint("DELETE", `${path}/{pos}`, { ...onRule, digest }, scope.mayChange, (request) => {
      const rules = rulesOf(request);
      checkFirewallDigest(request, digestOf(rowsOf(request)));
      const position = positionOf(request, rules);
      return save(
        request,
        rules.filter((_rule, index) => index !== position),
      );
    }),
  ];
}

function endpoint(
  method: Method,
  path: string,
  parameters: Properties,
  authorize: (request: Request) => void,
  handle: (request: Request) => Json,
): Endpoint {
  const writes = method === "GET" ? {} : ({ protected: true } as const);
  return { method, path, parameters, authorize, handle, ...writes };
}

function describe(rule: FirewallRule, neighbours: RuleNeighbours): Record<string, Json> {
  const { type, action, enable, fields, comment } = rule;
  const version = ruleVersion(rule, neighbours);
  return {
    ...{ type, action, enable: enable ? 1 : 0, ...Object.fromEntries(fields) },
    ...(comment !== undefined && { comment }),
    ...(version !== undefined && { ipversion: version }),
  };
}

function positionOf(request: Request, rules: readonly unknown[]): number {
  const position = Number(required(request.params, "pos"));
  if (position >= rules.length) throw failure(`no rule at position ${position}`);
  return position;
}

/** A new rule is switched off unless told otherwise, and goes to the top. */
function newRule({ params }: Request): FirewallRule {
  const [type, action] = [required(params, "type"), required(params, "action")];
  const comment = params.get("comment");
  const enable = Number(params.get("enable") ?? "0") > 0;
  return { type, action, enable, fields: fieldsOf(params), ...(comment ? { comment } : {}) };
}

function changed(
  request: Request,
  rules: readonly FirewallRule[],
  verify: (rule: FirewallRule) => FirewallRule,
): FirewallRule[] {
  const position = positionOf(request, rules);
  const { params } = request;
  const moveTo = params.get("moveto");
  if (moveTo !== undefined) return moved(rules, position, Number(moveTo));
  return rules.map((rule, index) => (index === position ? verify(merged(rule, params)) : rule));
}

function merged(rule: FirewallRule, params: ReadonlyMap<string, string>): FirewallRule {
  const { comment: noted, ...rest } = rule;
  const deleted = splitList(params.get("delete") ?? "");
  const fields = new Map([...rule.fields, ...fieldsOf(params)]);
  for (const key of deleted) {
    if (["type", "action"].includes(key)) {
      throw parameterError({ delete: `unable to delete required property '${key}'` });
    }
    if (!Object.hasOwn(fieldParameters, key) && !["enable", "comment"].includes(key)) {
      throw parameterError({ delete: `no such property ('${key}')` });
    }
    fields.delete(key);
  }
  const comment = params.get("comment") ?? (deleted.includes("comment") ? undefined : noted);
  const enable = params.get("enable");
  const type = params.get("type") ?? rule.type;
  const action = params.get("action") ?? rule.action;
  return {
    ...rest,
    ...{ type, action, fields, enable: enable === undefined ? rule.enable : Number(enable) > 0 },
    ...(comment === undefined || comment === "" ? {} : { comment }),
  };
}

/** The rule goes before the one that was at the target, so that a move downwards ends one place higher. */
function moved(rules: readonly FirewallRule[], from: number, to: number): FirewallRule[] {
  const rule = rules[from];
  if (!rule || from === to) return [...rules];
  const result = rules.flatMap((each, index) => {
    if (index === from) return [];
    return index === to ? [rule, each] : [each];
  });
  return to >= rules.length ? [...result, rule] : result;
}

function fieldsOf(params: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...params].filter(
      ([key, value]) => Object.hasOwn(fieldParameters, key) && value !== "" && value !== "-",
    ),
  );
}
