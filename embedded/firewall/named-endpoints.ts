import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Method, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import type { Properties, Property } from "../api/schema/property";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import type { FirewallConf, FirewallSet } from "../conf/firewall-conf";
import type { Json } from "../contract";
import { cidrFormat, cidrOrAliasFormat } from "./formats";
import type { RuleList } from "./rule-endpoints";
import type { FirewallScope } from "./scope";
import { checkFirewallDigest, digestOf, readFirewall, saveFirewall, withListDigest } from "./scope";

const nameParameter = requiredText({ pattern: /[A-Za-z][A-Za-z0-9\-_]+/, minLength: 2 });
const cidr = requiredText({ format: cidrFormat });
const comment = optionalText();
const digest = optionalText({ maxLength: 64 });

/** Aliases: names for addresses. */
export function aliasEndpoints(scope: FirewallScope): Endpoint[] {
  const path = `${scope.path}/aliases`;
  const one = { ...scope.parameters, name: nameParameter };
  return [
    reading(scope, path, scope.parameters, (conf) => withListDigest(aliasRows(conf))),
    writing(scope, "POST", path, { ...one, cidr, comment }, (conf, request) => {
      const name = required(request.params, "name");
      if (conf.aliases.some((alias) => sameName(alias.name, name))) {
        throw parameterError({ name: `alias '${name}' already exists` });
      }
      conf.aliases.push({ name, cidr: required(request.params, "cidr"), ...noted(request) });
    }),
    reading(scope, `${path}/{name}`, one, (conf, request) => {
      return describeAlias(aliasOf(conf, request));
    }),
    writing(
      scope,
      "PUT",
      `${path}/{name}`,
      { ...one, rename: { ...nameParameter, optional: true }, cidr, comment, digest },
      (conf, request) => {
        checkFirewallDigest(request, digestOf(aliasRows(conf)));
        const alias = aliasOf(conf, request);
        const name = request.params.get("rename") ?? required(request.params, "name");
        if (conf.aliases.some((each) => each !== alias && sameName(each.name, name))) {
          throw parameterError({ name: `alias '${name}' already exists` });
        }
        const changed = { name, cidr: required(request.params, "cidr"), ...noted(request) };
        conf.aliases = conf.aliases.map((each) => (each === alias ? changed : each));
      },
    ),
    writing(scope, "DELETE", `${path}/{name}`, { ...one, digest }, (conf, request) => {
      checkFirewallDigest(request, digestOf(aliasRows(conf)));
      const gone = required(request.params, "name");
      conf.aliases = conf.aliases.filter(({ name }) => !sameName(name, gone));
    }),
  ];
}

/** IP sets and the addresses in them. */
export function ipsetEndpoints(scope: FirewallScope): Endpoint[] {
  const path = `${scope.path}/ipset`;
  const one = { ...scope.parameters, name: nameParameter };
  const entry = { ...one, cidr: requiredText({ format: cidrOrAliasFormat }) };
  const rename: Property = { ...nameParameter, optional: true };
  return [
    reading(scope, path, scope.parameters, (conf) => withListDigest(setRows(conf))),
    writing(scope, "POST", path, { ...one, rename, comment, digest }, (conf, request) => {
      checkFirewallDigest(request, digestOf(setRows(conf)));
      const name = required(request.params, "name");
      const former = request.params.get("rename");
      if (former !== undefined) {
        conf.ipsets = renamed("IPSet", "name", conf.ipsets, former, name, request);
        return;
      }
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
        const address = required(request.params, "cidr");
        if (set.entries.some((each) => each.cidr === address)) {
          throw parameterError({ cidr: `address '${address}' already exists` });
        }
        if (/\/0+$/.test(address)) {
          throw parameterError({ cidr: "a zero prefix is not allowed in ipset entries" });
        }
        const added = {
          cidr: address,
          nomatch: isSet(request.params, "nomatch"),
          ...noted(request),
        };
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
    reading(scope, `${path}/{name}/{cidr}`, entry, (conf, request) => {
      const set = setOf(conf, request);
      const found = withListDigest(entryRows(set)).find(
        (row) => row["cidr"] === request.params.get("cidr"),
      );
      if (!found) throw parameterError({ cidr: "no such IP/Network" });
      return found;
    }),
    writing(
      scope,
      "PUT",
      `${path}/{name}/{cidr}`,
      { ...entry, comment, nomatch: optionalFlag, digest },
      (conf, request) => {
        const set = setOf(conf, request);
        checkFirewallDigest(request, digestOf(entryRows(set)));
        const address = required(request.params, "cidr");
        if (!set.entries.some((each) => each.cidr === address)) {
          throw parameterError({ cidr: "no such IP/Network" });
        }
        const changed = {
          ...{ cidr: address, nomatch: isSet(request.params, "nomatch") },
          ...noted(request),
        };
        const entries = set.entries.map((each) => (each.cidr === address ? changed : each));
        replaceSet(conf, { ...set, entries });
      },
    ),
    writing(scope, "DELETE", `${path}/{name}/{cidr}`, { ...entry, digest }, (conf, request) => {
      const set = setOf(conf, request);
      checkFirewallDigest(request, digestOf(entryRows(set)));
      const gone = request.params.get("cidr");
      const entries = set.entries.filter((each) => each.cidr !== gone);
      replaceSet(conf, { ...set, entries });
    }),
  ];
}

const groupParameter = { group: { ...nameParameter, maxLength: 18 } };

/** Security groups: lists of rules with a name. */
export function groupEndpoints(scope: FirewallScope): Endpoint[] {
  const path = `${scope.path}/groups`;
  const rename: Property = { ...groupParameter.group, optional: true };
  return [
    reading(scope, path, {}, (conf) => withListDigest(groupRows(conf))),
    writing(
      scope,
      "POST",
      path,
      { ...groupParameter, rename, comment, digest },
      (conf, request) => {
        checkFirewallDigest(request, digestOf(groupRows(conf)));
        const name = required(request.params, "group");
        const former = request.params.get("rename");
        if (former !== undefined) {
          conf.groups = renamed("Security group", "group", conf.groups, former, name, request);
          return;
        }
        if (conf.groups.some((group) => group.name === name)) {
          throw parameterError({ group: `Security group '${name}' already exists` });
        }
        conf.groups.push({ name, rules: [], ...noted(request) });
      },
    ),
    writing(scope, "DELETE", `${path}/{group}`, groupParameter, (conf, request) => {
      const group = groupRules.get(conf, request);
      const name = required(request.params, "group");
      if (group.length > 0) throw failure(`Security group '${name}' is not empty`);
      conf.groups = conf.groups.filter((each) => each.name !== name);
    }),
  ];
}

export const groupRules: RuleList = {
  isGroup: true,
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

function describeAlias(alias: FirewallConf["aliases"][number]): { [key: string]: Json } {
  const { name, cidr: address, comment: text } = alias;
  return { name, cidr: address, ipversion: address.includes(":") ? 6 : 4, ...textOf(text) };
}

function aliasOf(conf: FirewallConf, { params }: Request): FirewallConf["aliases"][number] {
  const alias = conf.aliases.find(({ name }) => sameName(name, required(params, "name")));
  if (!alias) throw parameterError({ name: "no such alias" });
  return alias;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A set or group under another name, or under its own with another comment. */
function renamed<T extends { readonly name: string; readonly comment?: string }>(
  what: string,
  key: string,
  list: readonly T[],
  from: string,
  to: string,
  { params }: Request,
): T[] {
  if (!list.some(({ name }) => name === from)) {
    throw parameterError({ [key]: `${what} '${from}' does not exist` });
  }
  if (from !== to && list.some(({ name }) => name === to)) {
    throw parameterError({ [key]: `${what} '${to}' does already exist` });
  }
  const given = params.get("comment");
  return list.map((each) => {
    if (each.name !== from) return each;
    const { comment: before, ...rest } = each;
    return { ...rest, name: to, ...textOf(given ?? before) } as T;
  });
}

type Rows = Record<string, Json>[];

function aliasRows(conf: FirewallConf): Rows {
  return [...conf.aliases]
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map(describeAlias);
}

function setRows(conf: FirewallConf): Rows {
  return conf.ipsets.map(({ name, comment: text }) => ({ name, ...textOf(text) }));
}

function entryRows({ entries }: FirewallSet): Rows {
  return entries.map(({ cidr: address, nomatch, comment: text }) => ({
    cidr: address,
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
