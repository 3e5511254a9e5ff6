import type { ContainerDocument } from "../documents/container";
import type { Path } from "../diagnostics";
import type { Report } from "../report";
import { resolveAlias } from "./aliases";

/** A guest that is a server or an agent of Portainer has the feature of that name, in that role. */
export function normalisePortainer(
  { portainer_role: role, feature_options }: ContainerDocument,
  features: string[],
  path: Path,
  report: Report,
): { features: string[]; feature_options?: NonNullable<ContainerDocument["feature_options"]> } {
  if (role !== "server" && role !== "agent") {
    return { features, ...(feature_options !== undefined && { feature_options }) };
  }
  const said = resolveAlias(
    report,
    "lxc",
    { name: "feature_options.portainer.role", value: feature_options?.["portainer"]?.["role"] },
    { path: [...path, "portainer_role"], value: role },
  );
  return {
    features: features.includes("portainer") ? features : [...features, "portainer"],
    feature_options: {
      ...feature_options,
      portainer: { ...feature_options?.["portainer"], role: said ?? role },
    },
  };
}
