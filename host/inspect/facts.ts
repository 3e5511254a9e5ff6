import type { Facts } from "../inspection";
import { lines, type Sections } from "./sections";

/** Facts by vmid and feature; of a feature whose script did not come to its end, as where time was up, none. */
export function readFacts(sections: Sections): Map<number, Record<string, Facts>> {
  const facts = new Map<number, Record<string, Facts>>();
  for (const [name, body] of sections) {
    const vmid = /^facts (\d+)$/.exec(name)?.[1];
    if (vmid === undefined) continue;
    const parts = body.split(/^@feature (\w+)$/m).slice(1);
    const pairs = parts.flatMap((part, index) =>
      index % 2 === 0 && isWhole(parts[index + 1])
        ? [[part, parseFacts(parts[index + 1] ?? "")] as const]
        : [],
    );
    facts.set(Number(vmid), Object.fromEntries(pairs));
  }
  return facts;
}

function isWhole(said: string | undefined): boolean {
  return said !== undefined && /^exit=\d+$/m.test(said);
}

/** Reads the `key=value` lines of an inspect script. */
export function parseFacts(text: string): Facts {
  return Object.fromEntries(
    lines(text).flatMap((line) => {
      const at = line.indexOf("=");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
}
