import type { Downloads } from "../config/documents/downloads";
import type { GuestFeature } from "../config/guest-features";
import type { FeatureSpec } from "../providers/feature";
import { readFeature } from "../providers/features";

/** The features of a guest in the words of their lifecycle. */
export function featureSpecs(
  guest: Pick<FeatureSpec, "owner" | "type" | "vmid">,
  features: readonly GuestFeature[],
  downloads: Downloads | undefined,
): FeatureSpec[] {
  return features.flatMap(({ name: feature, options, secrets, gpus, distribution }) => {
    const settings = {
      ...(Object.keys(options).length > 0 && { options }),
      ...(Object.keys(secrets).length > 0 && { secrets }),
      ...(gpus > 0 && { gpus }),
      ...(distribution !== undefined && { distribution }),
      ...(downloads !== undefined && { downloads }),
    };
    const definition = readFeature(feature, settings);
    if (definition === undefined) return [];
    const { fingerprint, facts } = definition;
    return [{ ...guest, feature, fingerprint, facts, ...settings }];
  });
}
