import type { FeatureSpec } from "../providers/feature";
import { readFeature } from "../providers/features";
import type { GuestArgs } from "./guest";

/** The features of a container in the words of their lifecycle. */
export function featureSpecs({
  config,
  owner,
  features,
  downloads,
}: Pick<GuestArgs, "config" | "downloads" | "features" | "owner">): FeatureSpec[] {
  return features.flatMap(({ name: feature, options, gpus, distribution }) => {
    const settings = {
      ...(Object.keys(options).length > 0 && { options }),
      ...(gpus > 0 && { gpus }),
      ...(distribution !== undefined && { distribution }),
      ...(downloads !== undefined && { downloads }),
    };
    const definition = readFeature(feature, settings);
    if (definition === undefined) return [];
    const { fingerprint, facts } = definition;
    return [{ vmid: config.vmid, owner, feature, fingerprint, facts, ...settings }];
  });
}
