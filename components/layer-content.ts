import type { FeatureSpec } from "../providers/feature";
import { fingerprint } from "../providers/features";

/** The fingerprint of what is installed in a layer itself, as its snapshot records it. */
export function ownContent(features: readonly FeatureSpec[]): string {
  return fingerprint(features.map(({ feature, fingerprint: of }) => `${feature}=${of}`));
}
