import { featureSupport } from "./features";
import type { Declaration } from "./types";

/** One line that names what is declared and not managed yet, or undefined where everything is. */
export function unmanaged({ containers, sources }: Declaration): string | undefined {
  const features = new Set((containers ?? []).flatMap((container) => container.features));
  const missing = [...features].filter((name) => featureSupport(name) !== "supported").sort();
  const areas = [
    ...(missing.length > 0 ? [`features ${missing.join(", ")}`] : []),
    ...sources.later,
  ];
  return areas.length === 0 ? undefined : `declared, but not managed yet: ${areas.join("; ")}`;
}
