import type { Rule, RuleContext } from "./context";
import { reportDoubles } from "./doubles";

/** Files of the node. */
export const fileRules: Rule[] = [contents, doubles];

function contents({ declaration, report }: RuleContext): void {
  for (const [index, { path, content, source }] of (
    declaration.hypervisor?.files ?? []
  ).entries()) {
    if ((content === undefined) !== (source === undefined)) continue;
    const message = `${path} has ${content === undefined ? "neither" : "both"} content ${content === undefined ? "nor" : "and"} source; give one of them`;
    report.error("hypervisor", ["files", index], "file-content", message);
  }
}

function doubles(context: RuleContext): void {
  const { files = [], apparmor_profiles = [] } = context.declaration.hypervisor ?? {};
  const profiles = apparmor_profiles.map(({ name }, index) => ({
    kind: "hypervisor" as const,
    path: ["apparmor_profiles", index, "name"],
    value: `/etc/apparmor.d/${name}`,
    by: `profile ${index}`,
  }));
  const own = files.map(({ path }, index) => ({
    kind: "hypervisor" as const,
    path: ["files", index, "path"],
    value: path,
    by: `file ${index}`,
  }));
  // Of profiles that are declared twice their own rule tells.
  const uses = [...new Map(profiles.map((use) => [use.value, use])).values(), ...own];
  reportDoubles(context, uses, "duplicate-file", (value) => value);
}
