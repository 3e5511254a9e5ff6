import type { FeatureSpec } from "../providers/feature";
import { contentOf } from "../providers/guest/content";

/** The fingerprint of what is installed in a layer itself, as its snapshot records it. */
export function ownContent(features: readonly FeatureSpec[]): string {
  return contentOf(Object.fromEntries(features.map((each) => [each.feature, each.fingerprint])));
}
