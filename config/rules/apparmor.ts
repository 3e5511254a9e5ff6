import { profileHeadings } from "../apparmor/profile-headings";
import type { Rule, RuleContext } from "./context";
import { reportDoubles } from "./doubles";

/** Profiles of AppArmor. */
export const apparmorRules: Rule[] = [contents, definitions, doubles];

function contents({ declaration, report }: RuleContext): void {
  for (const [index, { name, content, source }] of profilesOf(declaration).entries()) {
    if ((content === undefined) !== (source === undefined)) continue;
    const message = `${name} has ${content === undefined ? "neither content nor" : "both content and"} source; give one of them`;
    report.error("hypervisor", ["apparmor_profiles", index], "apparmor-content", message);
  }
}

function definitions({ declaration, report }: RuleContext): void {
  for (const [index, { name, content }] of profilesOf(declaration).entries()) {
    const wrong = content === undefined ? undefined : wrongDefinition(name, content);
    if (wrong === undefined) continue;
    const path = ["apparmor_profiles", index, "content"];
    report.error("hypervisor", path, "apparmor-definition", wrong);
  }
}

function doubles(context: RuleContext): void {
  const uses = profilesOf(context.declaration).map(({ name }, index) => ({
    kind: "hypervisor" as const,
    path: ["apparmor_profiles", index, "name"],
    value: name,
    by: `profile ${index}`,
  }));
  reportDoubles(context, uses, "duplicate-apparmor-profile", (value) => value);
}

/** Why a text is not the file of this one profile; undefined where it is. */
export function wrongDefinition(name: string, content: string): string | undefined {
  const names = profileHeadings(content).map((heading) => heading.name);
  if (names.length === 1 && names[0] === name) return undefined;
  const found = names.length === 0 ? "no profile" : names.join(", ");
  return `defines ${found}; it has to define the profile ${name}, and no other beside it`;
}

function profilesOf({ hypervisor }: RuleContext["declaration"]) {
  return hypervisor?.apparmor_profiles ?? [];
}
