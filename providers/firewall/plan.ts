import type { ApiParam } from "../../host/api";
import type { FirewallFile, IpSet } from "../../host/firewall/file";
import type { FirewallRule } from "../../host/firewall/rule";
import { own } from "../../host/own";
import { Draft, type Files, type RulePlace, type Scope, type Step } from "./draft";
import { RuleList } from "./rule-list";
import type { Wanted } from "./wanted";

/**
 * The requests that bring firewall files to what is wanted, in an order in which a run may end at any of them: what
 * rules name comes before them, what opens before what closes, switching off is the first and switching on the last.
 */
export function planSteps(
  files: Files,
  wanted: Readonly<Partial<Record<Scope, Wanted>>>,
  paths: Readonly<Partial<Record<Scope, string>>>,
): Step[] {
  const draft = new Draft(files, paths);
  const scopes = Object.entries(wanted) as [Scope, Wanted][];
  for (const [scope, want] of scopes) setOptions(draft, scope, want, "open");
  for (const [scope, want] of scopes) addSets(draft, scope, want);
  const lists = scopes.flatMap(([scope, want]) => listsOf(draft, scope, want));
  for (const list of lists) list.open();
  for (const [scope, want] of scopes) changeSets(draft, scope, want);
  for (const list of lists) list.close();
  for (const [scope, want] of scopes) removeSets(draft, scope, want);
  for (const [scope, want] of scopes) setOptions(draft, scope, want, "close");
  for (const [scope, want] of [...scopes].reverse()) setOptions(draft, scope, want, "enable");
  return draft.steps;
}

type Part = "open" | "close" | "enable";

function setOptions(draft: Draft, scope: Scope, { options }: Wanted, part: Part): void {
  const live = draft.file(scope).options;
  const changes = Object.entries(options).filter(
    ([key, value]) => (live[key] ?? null) !== value && partOf(scope, key, value) === part,
  );
  if (changes.length === 0) return;
  const gone = changes.flatMap(([key, value]) => (value === null ? [key] : []));
  const set = changes.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  const params = {
    ...Object.fromEntries(set),
    ...(gone.length > 0 && { delete: gone.join(",") }),
  };
  draft.write(scope, { method: "PUT", path: "/options", params }, (file) => ({
    ...file,
    options: {
      ...Object.fromEntries(Object.entries(file.options).filter(([key]) => !gone.includes(key))),
      ...Object.fromEntries(set),
    },
  }));
}

/** A node is filtered where nothing is said, the datacenter and a guest are not (PVE/Firewall.pm). */
function partOf(scope: Scope, key: string, value: string | null): Part {
  if (key === "enable") {
    const isOff = scope === "node" ? value === "0" : value !== "1";
    return isOff ? "open" : "enable";
  }
  return key.startsWith("policy_") && value === "ACCEPT" ? "open" : "close";
}

function addSets(draft: Draft, scope: Scope, want: Wanted): void {
  const post = (
    path: string,
    params: Record<string, ApiParam>,
    change: (file: FirewallFile) => FirewallFile,
  ) => draft.write(scope, { method: "POST", path, params }, change);
  for (const [key, alias] of Object.entries(want.aliases)) {
    if (alias === null || own(draft.file(scope).aliases, key) !== undefined) continue;
    const { name, cidr, comment } = alias;
    post("/aliases", { name, cidr, ...noted(comment) }, (file) => ({
      ...file,
      aliases: { ...file.aliases, [key]: alias },
    }));
  }
  for (const [name, set] of Object.entries(want.ipsets)) {
    if (set === null) continue;
    if (own(draft.file(scope).ipsets, name) === undefined) {
      const made = { comment: set.comment, entries: {} };
      post("/ipset", { name, ...noted(set.comment) }, (file) => withSet(file, name, made));
    }
    for (const [cidr, entry] of Object.entries(set.entries)) {
      if (own(draft.file(scope).ipsets, name)?.entries[cidr] !== undefined) continue;
      const params = { cidr, ...(entry.nomatch && { nomatch: 1 }), ...noted(entry.comment) };
      post(`/ipset/${name}`, params, (file) => withEntry(file, name, cidr, entry));
    }
  }
  for (const [name, group] of Object.entries(want.groups)) {
    if (group === null || own(draft.file(scope).groups, name) !== undefined) continue;
    const made = { comment: group.comment, rules: [] };
    post("/groups", { group: name, ...noted(group.comment) }, (file) => ({
      ...file,
      groups: { ...file.groups, [name]: made },
    }));
  }
}

function changeSets(draft: Draft, scope: Scope, want: Wanted): void {
  for (const [key, alias] of Object.entries(want.aliases)) {
    const live = own(draft.file(scope).aliases, key);
    if (alias === null || live === undefined) continue;
    if (alias.cidr === live.cidr && alias.comment === live.comment) continue;
    const params = { cidr: alias.cidr, ...noted(alias.comment) };
    draft.write(scope, { method: "PUT", path: `/aliases/${live.name}`, params }, (file) => ({
      ...file,
      aliases: { ...file.aliases, [key]: { ...alias, name: live.name } },
    }));
  }
  for (const [name, set] of Object.entries(want.ipsets)) {
    const live = own(draft.file(scope).ipsets, name);
    if (set === null || live === undefined) continue;
    if (set.comment !== live.comment) {
      // A set that is renamed to its own name gets the comment.
      const params = { name, rename: name, comment: set.comment };
      draft.write(scope, { method: "POST", path: "/ipset", params }, (file) =>
        withSet(file, name, { ...live, comment: set.comment }),
      );
    }
    for (const [cidr, entry] of Object.entries(set.entries)) {
      const { nomatch, comment } = own(live.entries, cidr) ?? entry;
      if (nomatch === entry.nomatch && comment === entry.comment) continue;
      const params = { nomatch: Number(entry.nomatch), comment: entry.comment };
      const path = `/ipset/${name}/${encodeURIComponent(cidr)}`;
      draft.write(scope, { method: "PUT", path, params }, (file) =>
        withEntry(file, name, cidr, entry),
      );
    }
  }
  for (const [name, group] of Object.entries(want.groups)) {
    const live = own(draft.file(scope).groups, name);
    if (group === null || live === undefined || group.comment === live.comment) continue;
    const params = { group: name, rename: name, comment: group.comment };
    draft.write(scope, { method: "POST", path: "/groups", params }, (file) => ({
      ...file,
      groups: { ...file.groups, [name]: { ...live, comment: group.comment } },
    }));
  }
}

function removeSets(draft: Draft, scope: Scope, want: Wanted): void {
  for (const [name, group] of Object.entries(want.groups)) {
    if (group !== null || own(draft.file(scope).groups, name) === undefined) continue;
    new RuleList(draft, groupPlace(scope, name), []).close();
    draft.write(scope, { method: "DELETE", path: `/groups/${name}`, params: {} }, (file) => ({
      ...file,
      groups: without(file.groups, name),
    }));
  }
  for (const [name, set] of Object.entries(want.ipsets)) {
    const live = own(draft.file(scope).ipsets, name);
    if (live === undefined) continue;
    for (const cidr of Object.keys(live.entries)) {
      if (set?.entries[cidr] !== undefined) continue;
      const path = `/ipset/${name}/${encodeURIComponent(cidr)}`;
      draft.write(scope, { method: "DELETE", path, params: {} }, (file) => {
        const { comment = "", entries = {} } = own(file.ipsets, name) ?? {};
        return withSet(file, name, { comment, entries: without(entries, cidr) });
      });
    }
    if (set !== null) continue;
    draft.write(scope, { method: "DELETE", path: `/ipset/${name}`, params: {} }, (file) => ({
      ...file,
      ipsets: without(file.ipsets, name),
    }));
  }
  for (const [key, alias] of Object.entries(want.aliases)) {
    const live = own(draft.file(scope).aliases, key);
    if (alias !== null || live === undefined) continue;
    draft.write(scope, { method: "DELETE", path: `/aliases/${live.name}`, params: {} }, (file) => ({
      ...file,
      aliases: without(file.aliases, key),
    }));
  }
}

function listsOf(draft: Draft, scope: Scope, { groups, rules }: Wanted): RuleList[] {
  return [
    ...Object.entries(groups).flatMap(([name, group]) =>
      group === null ? [] : [new RuleList(draft, groupPlace(scope, name), group.rules)],
    ),
    ...(rules === undefined ? [] : [new RuleList(draft, ownPlace(scope), rules)]),
  ];
}

function ownPlace(scope: Scope): RulePlace {
  return {
    ...{ scope, path: "/rules" },
    get: ({ rules }) => rules,
    set: (file, rules) => ({ ...file, rules }),
  };
}

function groupPlace(scope: Scope, name: string): RulePlace {
  return {
    ...{ scope, path: `/groups/${name}` },
    get: ({ groups }) => own(groups, name)?.rules ?? [],
    set: (file, rules: readonly FirewallRule[]) => ({
      ...file,
      groups: { ...file.groups, [name]: { comment: "", ...own(file.groups, name), rules } },
    }),
  };
}

function withSet(file: FirewallFile, name: string, set: IpSet): FirewallFile {
  return { ...file, ipsets: { ...file.ipsets, [name]: set } };
}

function withEntry(
  file: FirewallFile,
  name: string,
  cidr: string,
  entry: IpSet["entries"][string],
): FirewallFile {
  const { comment = "", entries = {} } = own(file.ipsets, name) ?? {};
  return withSet(file, name, { comment, entries: { ...entries, [cidr]: entry } });
}

function noted(comment: string): { comment?: string } {
  return comment === "" ? {} : { comment };
}

function without<T>(members: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));
}
