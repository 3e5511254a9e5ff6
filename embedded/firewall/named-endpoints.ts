import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Method, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import type { FirewallConf, FirewallSet } from "../conf/firewall-conf";
import type { Json } from "../contract";
import type { RuleList } from "./rule-endpoints";
import type { FirewallScope } from "./scope";
import { checkFirewallDigest, digestOf, readFirewall, saveFirewall, withListDigest } from "./scope";

const nameParameter = requiredText({ pattern: /[A-Za-z][A-Za-z0-9\-_]+/, minLength: 2 });
const comment = optionalText();
const digest = optionalText({ maxLength: 64 });

/** Aliases: names for addresses. */
export function aliasEndpoints(scope: FirewallScope): Endpoint[] {
  const path = `${scope.path}/aliases`;
  const one = { ...scope.parameters, name: nameParameter };
  return [
    reading(scope, path, scope.parameters, (conf) => withListDigest(aliasRows(conf))),
    writing(scope, "POST", path, { ...one, cidr: requiredText(), comment }, (conf, request) => {
      const name = required(request.params, "name");
      if (conf.aliases.some((alias) => alias.name === name)) {
        throw parameterError({ name: `alias '${name}' already exists` });
      }
      conf.aliases.push({ name, cidr: required(request.params, "cidr"), ...noted(request) });
    }),
    reading(scope, `${path}/{name}`, one, (conf, request) => {
      const alias = conf.aliases.find(({ name }) => name === request.params.get("name"));
      if (!alias) throw parameterError({ name: "no such alias" });
      return describeAlias(alias);
    }),
    writing(scope, "DELETE", `${path}/{name}`, { ...one, digest }, (conf, request) => {
      checkFirewallDigest(request, digestOf(aliasRows(conf)));
      conf.aliases = conf.aliases.filter(({ name }) => name !== request.params.get("name"));
    }),
  ];
}

/** IP sets and the addresses in them. */
export function ipsetEndpoints(scope: FirewallScope): Endpoint[] {
  const path = `${scope.path}/ipset`;
  const one = { ...scope.parameters, name: nameParameter };
  const entry = { ...one, cidr: requiredText() };
  return [
    reading(scope, path, scope.parameters, (conf) => withListDigest(setRows(conf))),
    writing(scope, "POST", path, { ...one, comment, digest }, (conf, request) => {
      checkFirewallDigest(request, digestOf(setRows(conf)));
      const name = required(request.params, "name");
      if (conf.ipsets.some((set) => set.name === name)) {
        throw parameterError({ name: `IPSet '${name}' already exists` });
      }
      conf.ipsets.push({ name, entries: [], ...noted(request) });
    }),
    reading(scope, `${path}/{name}`, one, (conf, request) =>
      withListDigest(entryRows(setOf(conf, request))),
    ),
    writing(
      scope,
      "POST",
      `${path}/{name}`,
      { ...entry, comment, nomatch: optionalFlag },
      (conf, request) => {
        const set = setOf(conf, request);
        const cidr = required(request.params, "cidr");
        if (set.entries.some((each) => each.cidr === cidr)) {
          throw parameterError({ cidr: `address '${cidr}' already exists` });
        }
        const added = { cidr, nomatch: isSet(request.params, "nomatch"), ...noted(request) };
        replaceSet(conf, { ...set, entries: [added, ...set.entries] });
      },
    ),
    writing(scope, "DELETE", `${path}/{name}`, { ...one, force: optionalFlag }, (conf, request) => {
      const set = setOf(conf, request);
      if (set.entries.length > 0 && !isSet(request.params, "force")) {
        throw failure(`IPSet '${set.name}' is not empty`);
      }
      conf.ipsets = conf.ipsets.filter(({ name }) => name !== set.name);
    }),
    writing(scope, "DELETE", `${path}/{name}/{cidr}`, { ...entry, digest }, (conf, request) => {
      const set = setOf(conf, request);
      checkFirewallDigest(request, digestOf(entryRows(set)));
      const entries = set.entries.filter(({ cidr }) => cidr !== request.params.get("cidr"));
      replaceSet(conf, { ...set, entries });
    }),
  ];
}

const groupParameter = { group: nameParameter };

/** Security groups: lists of rules with a name. */
export function groupEndpoints(scope: FirewallScope): Endpoint[] {
  const path = `${scope.path}/groups`;
  return [
    reading(scope, path, {}, (conf) => withListDigest(groupRows(conf))),
    writing(scope, "POST", path, { ...groupParameter, comment, digest }, (conf, request) => {
      checkFirewallDigest(request, digestOf(groupRows(conf)));
      const name = required(request.params, "group");
      if (conf.groups.some((group) => group.name === name)) {
        throw parameterError({ group: `Security group '${name}' already exists` });
      }
      conf.groups.push({ name, rules: [], ...noted(request) });
    }),
    writing(scope, "DELETE", `${path}/{group}`, groupParameter, (conf, request) => {
      const group = groupRules.get(conf, request);
      const name = required(request.params, "group");
      if (group.length > 0) throw failure(`Security group '${name}' is not empty`);
      conf.groups = conf.groups.filter((each) => each.name !== name);
    }),
  ];
}

export const groupRules: RuleList = {
  path: "/groups/{group}",
  parameters: groupParameter,
  get: (conf, { params }) => {
    const name = required(params, "group");
    const group = conf.groups.find((each) => each.name === name);
    if (!group) throw failure(`no such security group '${name}'`);
    return group.rules;
  },
  set: (conf, { params }, rules) => {
    const name = params.get("group");
    conf.groups = conf.groups.map((each) => (each.name === name ? { ...each, rules } : each));
  },
};

function reading(
  scope: FirewallScope,
  path: string,
  parameters: Properties,
  answer: (conf: FirewallConf, request: Request) => Json,
): Endpoint {
  return {
    method: "GET",
    path,
    parameters,
    authorize: (request) => {
      scope.mayRead(request);
    },
    handle: (request) => answer(readFirewall(scope, request), request),
  };
}

function writing(
  scope: FirewallScope,
  method: Method,
  path: string,
  parameters: Properties,
  change: (conf: FirewallConf, request: Request) => void,
): Endpoint {
  return {
    method,
    path,
    protected: true,
    parameters,
    authorize: (request) => {
      scope.mayChange(request);
    },
    handle: (request) => {
      const conf = readFirewall(scope, request);
      change(conf, request);
      saveFirewall(scope, request, conf);
      return null;
    },
  };
}

function describeAlias({ name, cidr, comment: text }: FirewallConf["aliases"][number]): {
  [key: string]: Json;
} {
  return { name, cidr, ipversion: cidr.includes(":") ? 6 : 4, ...textOf(text) };
}

type Rows = Record<string, Json>[];

function aliasRows(conf: FirewallConf): Rows {
  return conf.aliases.map(describeAlias);
}

function setRows(conf: FirewallConf): Rows {
  return conf.ipsets.map(({ name, comment: text }) => ({ name, ...textOf(text) }));
}

function entryRows({ entries }: FirewallSet): Rows {
  return entries.map(({ cidr, nomatch, comment: text }) => ({
    cidr,
    ...(nomatch ? { nomatch: 1 } : {}),
    ...textOf(text),
  }));
}

function groupRows(conf: FirewallConf): Rows {
  return conf.groups.map(({ name, comment: text }) => ({ group: name, ...textOf(text) }));
}

function setOf(conf: FirewallConf, { params }: Request): FirewallSet {
  const name = required(params, "name");
  const set = conf.ipsets.find((each) => each.name === name);
  if (!set) throw failure(`no such IPSet '${name}'`);
  return set;
}

function replaceSet(conf: FirewallConf, set: FirewallSet): void {
  conf.ipsets = conf.ipsets.map((each) => (each.name === set.name ? set : each));
}

function noted({ params }: Request): { comment?: string } {
  return textOf(params.get("comment"));
}

function textOf(text: string | undefined): { comment?: string } {
  return text === undefined || text === "" ? {} : { comment: text };
}
