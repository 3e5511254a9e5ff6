import { featureNames } from "../features";
import type { FeatureManifest } from "../feature-library";
import { fieldSources } from "../guest-fields";
import type { Rule, RuleContext } from "./context";
import { featuredGuests, manifestOf, type FeaturedGuest } from "./featured-guests";

/** What the manifests of the library say of guests that have their features. */
export const featureOptionRules: Rule[] = [options, secrets, requirements, needs];

function options(context: RuleContext): void {
  const { report } = context;
  for (const { features, chain = features, ...guest } of featuredGuests(context)) {
    for (const [feature, given] of Object.entries(guest.options)) {
      const { kind, path } = guest.at("feature_options", feature);
      const manifest = manifestOf(context, feature);
      if (manifest === undefined) {
        const why = featureNames.includes(feature)
          ? "is not managed yet"
          : "is no feature of the library";
        report.error(kind, path, "feature-options", `${feature} ${why}`);
        continue;
      }
      if (!(manifest.in_clones ? chain : features).includes(feature)) {
        const message = `does nothing: ${feature} is none of this ${guest.noun}'s features`;
        report.warning(kind, path, "feature-options", message);
      }
      for (const [name, value] of Object.entries(given)) {
        const problem = problemOf(manifest, name, value);
        if (problem === undefined) continue;
        report.error(kind, [...path, name], "feature-options", problem);
      }
    }
  }
}

function secrets(context: RuleContext): void {
  for (const { features, chain = features, ...guest } of featuredGuests(context)) {
    for (const [feature, given] of Object.entries(guest.secrets)) {
      const { kind, path } = guest.at("feature_secrets", feature);
      const manifest = manifestOf(context, feature);
      const known = Object.keys(manifest?.secrets ?? {}).sort();
      if (!chain.includes(feature)) {
        const message = `does nothing: ${feature} is none of this ${guest.noun}'s features`;
        context.report.warning(kind, path, "feature-secrets", message);
      }
      for (const name of Object.keys(given).filter((each) => !known.includes(each))) {
        const has = known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`;
        const message = `is no secret of this feature: ${has}`;
        context.report.error(kind, [...path, name], "feature-secrets", message);
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
  for (const guest of featuredGuests(context)) {
    const { chain, noun } = guest;
    if (chain === undefined) continue;
    const { kind, path } = guest.at("features");
    for (const [feature, manifest] of ofLibrary(context, guest)) {
      const before = chain.slice(0, chain.indexOf(feature));
      for (const required of manifest.requires.filter((each) => !before.includes(each))) {
        const message = `${feature} needs ${required} before it, in this list or in a layer below`;
        context.report.error(kind, path, "feature-requires", message);
      }
      for (const other of manifest.conflicts.filter((each) => chain.includes(each))) {
        const message = `${feature} and ${other} cannot be in one ${noun}`;
        context.report.error(kind, path, "feature-requires", message);
      }
    }
  }
}

function needs(context: RuleContext): void {
  const { report } = context;
  for (const guest of featuredGuests(context)) {
    const { container } = guest;
    for (const [feature, manifest] of ofLibrary(context, guest)) {
      const { kind, path } = guest.at("features");
      if (container === undefined) {
        if (manifest.needs.container !== true && manifest.needs.gpu !== true) continue;
        const message = `${feature} works with the node's driver of its GPUs, which only containers share: a VM that is handed a GPU (gpu_assignment) has it to itself, and needs a driver in its own image`;
        report.error(kind, path, "feature-needs", message);
        continue;
      }
      if (manifest.needs.gpu === true && container.gpu_assignment.length === 0) {
        const message = `${feature} needs a GPU; give the container a gpu_assignment`;
        report.error(kind, path, "feature-needs", message);
      }
      const flags = manifest.needs.pct_options.filter(
        (flag) => container.pct_options[flag] !== "1",
      );
      if (flags.length === 0) continue;
      const message = `${feature} needs ${flags.map((flag) => `${flag}=1`).join(" and ")} here`;
      report.error(kind, guest.at("pct_options").path, "feature-needs", message);
    }
  }
}

function ofLibrary(context: RuleContext, { features }: FeaturedGuest): [string, FeatureManifest][] {
  return features.flatMap((name): [string, FeatureManifest][] => {
    const manifest = manifestOf(context, name);
    return manifest === undefined ? [] : [[name, manifest]];
  });
}
