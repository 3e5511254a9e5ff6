import type { FirewallFile } from "../../host/firewall/file";
import type { Firewalls } from "../../host/firewall/firewalls";
import type { Inspected } from "../../host/inspection";
import type { Lifecycle, Refusal } from "../lifecycle";
import { carryOut } from "./carry-out";
import type { Files, Step } from "./draft";
import { lockout } from "./lockout";
import { leftAlone, observeFile } from "./observe";
import { planSteps } from "./plan";
import { unknownNames, usesOf } from "./references";
import { firewallSchema, type FirewallSpec } from "./schema";
import { removed, wantedOf, type DeclaredFile } from "./wanted";

const parts = ["firewalls"] as const;

/**
 * The firewall of the datacenter and of the node are one resource, because only together do they say who gets in:
 * whatever the order of their files, nobody who manages the node is shut out between two of them.
 */
export const firewallLifecycle: Lifecycle<FirewallSpec, Firewalls, (typeof parts)[number]> = {
  kind: "firewall",
  parts,
  schema: firewallSchema,
  id: () => "firewall",
  find: ({ firewalls }) =>
    firewalls.cluster === undefined && firewalls.node === undefined ? undefined : firewalls,
  observe({ cluster, node }, spec) {
    const [all, own] = [clusterOf(spec), nodeOf(spec)];
    const { options: nodeOptions, rules: nodeRules } = observeFile(node, own);
    const { rules, ...rest } = observeFile(cluster, all);
    return {
      ...rest,
      nodeOptions,
      ...(spec.rules !== undefined && { rules }),
      ...(spec.nodeRules !== undefined && { nodeRules }),
    };
  },
  refuse: ({ spec, inspection, context: { host } }) => [
    ...unknownInRules(spec, inspection.firewalls),
    ...stillUsed(spec, inspection),
    ...lockouts(spec, inspection, host.node),
  ],
  async converge({ spec, inspection, context: { host } }) {
    await carryOut(host.api, stepsTo(spec, inspection, host.node));
  },
  remark({ cluster, node }, spec) {
    const others = [...leftAlone(cluster, clusterOf(spec)), ...leftAlone(node, nodeOf(spec))];
    return others.length === 0 ? undefined : `left alone, not declared: ${others.join(", ")}`;
  },
  withRemovals: (spec, olds) => ({
    ...spec,
    options: { ...spec.options, ...removed(spec.options, olds["options"]) },
    aliases: { ...spec.aliases, ...removed(spec.aliases, olds["aliases"]) },
    ipsets: { ...spec.ipsets, ...removed(spec.ipsets, olds["ipsets"]) },
    groups: { ...spec.groups, ...removed(spec.groups, olds["groups"]) },
    ...(typeof olds["rules"] === "string" && { rules: spec.rules ?? "" }),
    nodeOptions: { ...spec.nodeOptions, ...removed(spec.nodeOptions, olds["nodeOptions"]) },
    ...(typeof olds["nodeRules"] === "string" && { nodeRules: spec.nodeRules ?? "" }),
  }),
  async remove({ spec, known, inspection, context: { host } }) {
    if (known?.["created"] !== true) {
      console.log("firewall: was there before this stack, and stays as it is");
      return;
    }
    const nothing = withoutUsed(nothingOf(spec), inspection);
    await carryOut(host.api, stepsTo(nothing, inspection, host.node));
  },
};

function clusterOf({ options, aliases, ipsets, groups, rules }: FirewallSpec): DeclaredFile {
  return { options, aliases, ipsets, groups, rules };
}

function nodeOf({ nodeOptions: options, nodeRules: rules }: FirewallSpec): DeclaredFile {
  return { options, rules };
}

function stepsTo(spec: FirewallSpec, { firewalls }: Inspected<"firewalls">, node: string): Step[] {
  const wanted = { cluster: wantedOf(clusterOf(spec)), node: wantedOf(nodeOf(spec)) };
  const paths = { cluster: "/cluster/firewall", node: `/nodes/${node}/firewall` };
  return planSteps(filesOf(firewalls), wanted, paths);
}

function filesOf({ cluster, node }: Firewalls): Files {
  return { ...(cluster !== undefined && { cluster }), ...(node !== undefined && { node }) };
}

function lockouts(spec: FirewallSpec, inspection: Inspected<"firewalls">, node: string): Refusal[] {
  const { firewalls } = inspection;
  const steps = stepsTo(spec, inspection, node);
  const before = filesOf(firewalls);
  const final = steps.at(-1)?.after ?? before;
  const atEnd = lockout(final, firewalls);
  if (atEnd !== undefined) {
    return [
      {
        property: "rules",
        reason:
          `firewall: as declared, ${atEnd}. Let it in with a rule before that, or declare its network in the ip set ` +
          "management, which Proxmox VE lets in by itself; ports 22 and 8006 have to stay open to it.",
      },
    ];
  }
  // Whoever is shut out already is let in step by step.
  if (lockout(before, firewalls) !== undefined) return [];
  const unsafe = steps.find(({ after }) => lockout(after, firewalls) !== undefined);
  if (unsafe === undefined) return [];
  return [
    {
      property: "rules",
      reason:
        `firewall: on the way to what is declared, after ${unsafe.method} ${unsafe.path}, ` +
        `${lockout(unsafe.after, firewalls) ?? ""}. Declare the change in two parts: first what lets it in, then the rest.`,
    },
  ];
}

function unknownInRules(spec: FirewallSpec, { cluster }: Firewalls): Refusal[] {
  const all = wantedOf(clusterOf(spec));
  const rules = [...(all.rules ?? []), ...(wantedOf(nodeOf(spec)).rules ?? [])];
  return unknownNames("firewall", { ...all, rules }, cluster, []);
}

/** A rule that names what is not there is left out by PVE without a word. */
function stillUsed(spec: FirewallSpec, { firewalls }: Inspected<"firewalls">): Refusal[] {
  const gone = (["aliases", "ipsets", "groups"] as const).flatMap((kind) =>
    Object.entries<unknown>(spec[kind])
      .filter(([, value]) => value === null)
      .map(([name]) => ({ kind, name })),
  );
  return gone.flatMap(({ kind, name }) => {
    const files = usersOf(kind, name, firewalls);
    return files.length === 0
      ? []
      : [
          {
            property: kind,
            reason: `firewall: ${name} was taken out of ${kind}, but is still named in ${files.join(", ")}.`,
          },
        ];
  });
}

function usersOf(
  kind: "aliases" | "ipsets" | "groups",
  name: string,
  { guests }: Firewalls,
): string[] {
  return [...guests]
    .filter(([, file]: [number, FirewallFile]) => usesOf(file)[kind].has(name.toLowerCase()))
    .map(([vmid]) => `/etc/pve/firewall/${vmid}.fw`);
}

/** A declaration that takes out everything that this one says. */
function nothingOf(spec: FirewallSpec): FirewallSpec {
  const bare = { options: {}, aliases: {}, ipsets: {}, groups: {}, nodeOptions: {} };
  return firewallLifecycle.withRemovals?.(bare, spec) ?? bare;
}

/** The same, but for what guests that others look after still name. */
function withoutUsed(spec: FirewallSpec, { firewalls }: Inspected<"firewalls">): FirewallSpec {
  const kept = <T>(kind: "aliases" | "ipsets" | "groups", members: Record<string, T>) =>
    Object.fromEntries(
      Object.entries(members).filter(([name]) => usersOf(kind, name, firewalls).length === 0),
    );
  return {
    ...spec,
    aliases: kept("aliases", spec.aliases),
    ipsets: kept("ipsets", spec.ipsets),
    groups: kept("groups", spec.groups),
  };
}
