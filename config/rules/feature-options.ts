import { featureNames } from "../features";
import { readManifest, type FeatureManifest } from "../feature-library";
import { fieldSources } from "../guest-fields";
import type { ContainerConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { containerPath } from "./context";
import { featuresOfChain } from "./features";

/** What the manifests of the library say of guests that have their features. */
export const featureOptionRules: Rule[] = [options, secrets, requirements, needs];

function options(context: RuleContext): void {
  const { containers, report } = context;
  for (const container of containers) {
    const { vmid, features, feature_options = {} } = container;
    const chain = featuresOfChain(context, container) ?? features;
    for (const [feature, given] of Object.entries(feature_options)) {
      const path = [...containerPath(vmid, "feature_options"), feature];
      const manifest = manifestOf(context, feature);
      if (manifest === undefined) {
        const why = featureNames.includes(feature)
          ? "is not managed yet"
          : "is no feature of the library";
        report.error("lxc", path, "feature-options", `${feature} ${why}`);
        continue;
      }
      if (!(manifest.in_clones ? chain : features).includes(feature)) {
        const message = `does nothing: ${feature} is none of this container's features`;
        report.warning("lxc", path, "feature-options", message);
      }
      for (const [name, value] of Object.entries(given)) {
        const problem = problemOf(manifest, name, value);
        if (problem === undefined) continue;
        report.error("lxc", [...path, name], "feature-options", problem);
      }
    }
  }
}

function secrets(context: RuleContext): void {
  for (const container of context.containers) {
    const { vmid, features, feature_secrets = {} } = container;
    const chain = featuresOfChain(context, container) ?? features;
    for (const [feature, given] of Object.entries(feature_secrets)) {
      const path = [...containerPath(vmid, "feature_secrets"), feature];
      const manifest = manifestOf(context, feature);
      const known = Object.keys(manifest?.secrets ?? {}).sort();
      if (!chain.includes(feature)) {
        const message = `does nothing: ${feature} is none of this container's features`;
        context.report.warning("lxc", path, "feature-secrets", message);
      }
      for (const name of Object.keys(given).filter((each) => !known.includes(each))) {
        const has = known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`;
        const message = `is no secret of this feature: ${has}`;
        context.report.error("lxc", [...path, name], "feature-secrets", message);
      }
    }
  }
}

function problemOf({ options: known }: FeatureManifest, name: string, value: string) {
  const option = known[name];
  if (option?.field !== undefined) return `is made of ${fieldSources[option.field]}`;
  if (option === undefined) {
    const names = Object.keys(known)
      .filter((each) => known[each]?.field === undefined)
      .sort()
      .join(", ");
    return `is no option of this feature: ${names === "" ? "it has none" : `it has ${names}`}`;
  }
  if (new RegExp(`^(?:${option.pattern})$`).test(value)) return undefined;
  return `is ${JSON.stringify(value)}, and must match ${option.pattern}`;
}

function requirements(context: RuleContext): void {
  for (const container of context.containers) {
    const chain = featuresOfChain(context, container);
    if (chain === undefined) continue;
    const path = containerPath(container.vmid, "features");
    for (const [feature, manifest] of ofLibrary(context, container)) {
      const before = chain.slice(0, chain.indexOf(feature));
      for (const required of manifest.requires.filter((each) => !before.includes(each))) {
        const message = `${feature} needs ${required} before it, in this list or in a layer below`;
        context.report.error("lxc", path, "feature-requires", message);
      }
      for (const other of manifest.conflicts.filter((each) => chain.includes(each))) {
        const message = `${feature} and ${other} cannot be in one container`;
        context.report.error("lxc", path, "feature-requires", message);
      }
    }
  }
}

function needs(context: RuleContext): void {
  const { containers, report } = context;
  for (const container of containers) {
    const { vmid, gpu_assignment, pct_options } = container;
    for (const [feature, manifest] of ofLibrary(context, container)) {
      if (manifest.needs.gpu === true && gpu_assignment.length === 0) {
        const message = `${feature} needs a GPU; give the container a gpu_assignment`;
        report.error("lxc", containerPath(vmid, "features"), "feature-needs", message);
      }
      const flags = manifest.needs.pct_options.filter((flag) => pct_options[flag] !== "1");
      if (flags.length === 0) continue;
      const message = `${feature} needs ${flags.map((flag) => `${flag}=1`).join(" and ")} here`;
      report.error("lxc", containerPath(vmid, "pct_options"), "feature-needs", message);
    }
  }
}

function ofLibrary(
  context: RuleContext,
  { features }: ContainerConfig,
): [string, FeatureManifest][] {
  return features.flatMap((name): [string, FeatureManifest][] => {
    const manifest = manifestOf(context, name);
    return manifest === undefined ? [] : [[name, manifest]];
  });
}

function manifestOf({ knowledge }: RuleContext, feature: string): FeatureManifest | undefined {
  return (knowledge.manifest ?? readManifest)(feature);
}
