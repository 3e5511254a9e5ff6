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
  const uses = (context.declaration.hypervisor?.files ?? []).map(({ path }, index) => ({
    kind: "hypervisor" as const,
    path: ["files", index, "path"],
    value: path,
    by: `file ${index}`,
  }));
  reportDoubles(context, uses, "duplicate-file", (value) => value);
}
