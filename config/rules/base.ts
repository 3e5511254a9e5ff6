import type { Rule, RuleContext } from "./context";
import { reportDoubles } from "./doubles";

/** The node's name, services and clock. */
export const baseRules: Rule[] = [nodeName, doubleServices, doubleTimeSources];

/** Proxmox takes the host's name without its domain for the node's. */
function nodeName({ declaration, report }: RuleContext): void {
  const name = declaration.hypervisor?.network?.hostname;
  const node = declaration.host?.node;
  if (name === undefined || node === undefined || name.split(".")[0] === node) return;
  const message = `is ${name}, but host.node is ${node}; its first label has to be the node's name, which cannot be changed`;
  report.error("hypervisor", ["network", "hostname"], "node-name", message);
}

function doubleServices(context: RuleContext): void {
  const uses = (context.declaration.hypervisor?.services ?? []).map(({ name }, index) => ({
    kind: "hypervisor" as const,
    path: ["services", index, "name"],
    value: name.replace(/\.service$/, ""),
    by: `service ${index}`,
  }));
  reportDoubles(context, uses, "duplicate-service", (value) => `the service ${value}`);
}

function doubleTimeSources(context: RuleContext): void {
  const { pools = [], servers = [] } = context.declaration.hypervisor?.chrony ?? {};
  const uses = Object.entries({ pools, servers }).flatMap(([list, sources]) =>
    sources.map(({ name }, index) => ({
      kind: "hypervisor" as const,
      path: ["chrony", list, index, "name"],
      value: name,
      by: `${list} ${index}`,
    })),
  );
  reportDoubles(context, uses, "duplicate-time-source", (value) => `the source of time ${value}`);
}
