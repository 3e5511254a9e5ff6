import type { Path } from "../diagnostics";
import type { DeclaredEffect } from "../fields/effects";
import { declaresSomething } from "../fields/effects";
import type { Report } from "../report";
import type { FileKind } from "../file-kinds";

type Declared = DeclaredEffect & { readonly kind: FileKind };

/**
 * Warns of older spellings and of fields without effect, once for each field however many guests have it, and returns
 * the areas that are declared and not managed yet, sorted.
 */
export function reportEffects(effects: readonly Declared[], report: Report): string[] {
  for (const same of groupByField(effects)) {
    const [first] = same;
    if (!first) continue;
    const more = same.length > 1 ? ` (and in ${same.length - 1} more places)` : "";
    if (first.effect.kind === "alias") {
      const message = `is an older spelling; write ${first.effect.modern}${more}`;
      report.warning(first.kind, first.path, "alias", message);
    }
    if (first.effect.kind === "none" && first.effect.isRefused !== true) {
      const message = `has no effect: ${first.effect.reason}${more}`;
      report.warning(first.kind, first.path, "no-effect", message);
    }
  }
  const areas = effects.flatMap(({ effect, value }) =>
    effect.kind === "later" && declaresSomething(value) ? [effect.area] : [],
  );
  return [...new Set(areas)].sort();
}

/** Findings of one field together: vmids and list indexes do not tell fields apart. */
function groupByField(effects: readonly Declared[]): Declared[][] {
  const groups = new Map<string, Declared[]>();
  for (const effect of effects) {
    const key = JSON.stringify([effect.kind, effect.effect, ...generalised(effect.path)]);
    groups.set(key, [...(groups.get(key) ?? []), effect]);
  }
  return [...groups.values()];
}

function generalised(path: Path): Path {
  return path.map((step) => (typeof step === "number" || /^\d+$/.test(step) ? "*" : step));
}
