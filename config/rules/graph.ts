import type { FileKind } from "../file-kinds";
import type { Rule, RuleContext } from "./context";
import { containerPath, vmOrigin } from "./context";
import type { Path } from "../diagnostics";

/** Guests that would have to be there before themselves. */
export const graphRules: Rule[] = [cycles];

interface Edge {
  readonly to: number;
  readonly by: "clone" | "dependency";
  readonly kind: FileKind;
  readonly path: Path;
}

/** Clones and dependencies are edges of one graph over containers and VMs; each cycle is reported once. */
function cycles(context: RuleContext): void {
  const graph = edgesOf(context);
  const done = new Set<number>();
  const reported = new Set<string>();
  const visit = (vmid: number, trail: readonly number[], edges: readonly Edge[]): void => {
    const start = trail.indexOf(vmid);
    if (start >= 0) return reportCycle(context, trail.slice(start), edges.slice(start), reported);
    if (done.has(vmid)) return;
    for (const edge of graph.get(vmid) ?? []) visit(edge.to, [...trail, vmid], [...edges, edge]);
    done.add(vmid);
  };
  for (const vmid of graph.keys()) visit(vmid, [], []);
}

function reportCycle(
  { report }: RuleContext,
  members: readonly number[],
  edges: readonly Edge[],
  reported: Set<string>,
): void {
  const key = [...members].sort((a, b) => a - b).join();
  // A dependency is easier to take out than what a guest is made of.
  const place = edges.findLast(({ by }) => by === "dependency") ?? edges.at(-1);
  if (reported.has(key) || !place) return;
  reported.add(key);
  const onlyClones = edges.every(({ by }) => by === "clone");
  const rule = onlyClones ? "clone-cycle" : "dependency-cycle";
  const ring = [...members, members[0]].join(" → ");
  const words = onlyClones ? "is a clone of itself" : "has to be there before itself";
  const message = `guest ${members[0] ?? place.to} ${words}: ${ring}`;
  report.error(place.kind, place.path, rule, message);
}

function edgesOf({ containers, vms }: RuleContext): Map<number, Edge[]> {
  const graph = new Map<number, Edge[]>();
  for (const { vmid, clone_from_ctid: source, dependencies } of containers) {
    const clone = {
      by: "clone",
      kind: "lxc",
      path: containerPath(vmid, "clone_from_ctid"),
    } as const;
    graph.set(vmid, [
      ...(source === undefined ? [] : [{ ...clone, to: source }]),
      ...dependencies.map((to, index): Edge => {
        return {
          to,
          by: "dependency",
          kind: "lxc",
          path: containerPath(vmid, "dependencies", index),
        };
      }),
    ]);
  }
  for (const vm of vms) {
    if (vm.vmid === undefined) continue;
    const source = vm.clone_from_vmid;
    const clone = { by: "clone", ...vmOrigin(vm, "clone_from_vmid") } as const;
    graph.set(vm.vmid, [
      ...(graph.get(vm.vmid) ?? []),
      ...(source === undefined ? [] : [{ ...clone, to: source }]),
      ...vm.dependencies.map((to, index): Edge => {
        return { to, by: "dependency", ...vmOrigin(vm, "dependencies", index) };
      }),
    ]);
  }
  return graph;
}
