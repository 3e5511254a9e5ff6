import type { Drift, DriftReport } from "./report";

/**
 * A report whose drifts say since when they have been seen. What the earlier report of the same stack had with the same
 * live value has been there since; what it had not came after it.
 */
export function withTimes(report: DriftReport, earlier: DriftReport | undefined): DriftReport {
  const comparable = earlier?.stack === report.stack ? earlier : undefined;
  const known = new Map(comparable?.drifts.map((drift) => [keyOf(drift), drift]));
  return {
    ...report,
    drifts: report.drifts.map((drift) => {
      const same = known.get(keyOf(drift));
      const notBefore = same === undefined ? comparable?.at : same.notBefore;
      return {
        ...drift,
        since: same?.since ?? report.at,
        ...(notBefore !== undefined && { notBefore }),
      };
    }),
  };
}

function keyOf({ resource, field, live }: Drift): string {
  return JSON.stringify([resource, field, live]);
}
