import type { GuestConf, GuestSection } from "../conf/guest-conf";
import type { Json } from "../contract";
import { answerOption } from "./options";

/** A section's options as the API answers them, raw lines as pairs. */
export function sectionAnswer(section: GuestSection): Record<string, Json> {
  const answer: Record<string, Json> = {};
  for (const [key, value] of section.options) answer[key] = answerOption(key, value);
  if (section.lxc.length > 0) answer["lxc"] = section.lxc.map(([key, value]) => [key, value]);
  return answer;
}

/** What the container runs with. */
export function currentAnswer(conf: GuestConf): Record<string, Json> {
  return { ...sectionAnswer(conf), digest: conf.digest };
}

/** What it will run with: pending values instead of the current ones. */
export function mergedAnswer(conf: GuestConf): Record<string, Json> {
  const options = new Map([...conf.options, ...conf.pending]);
  for (const key of conf.pendingDelete) options.delete(key);
  return { ...sectionAnswer({ options, lxc: conf.lxc }), digest: conf.digest };
}

/** GET …/pending: every option with its current and its coming value. */
export function pendingAnswer(conf: GuestConf): Json[] {
  const keys = [...conf.options.keys(), ...conf.pending.keys()];
  const rows = [...new Set(keys)].map((key) => {
    const row: Record<string, Json> = { key };
    const [value, pending] = [conf.options.get(key), conf.pending.get(key)];
    if (value !== undefined) row["value"] = answerOption(key, value);
    if (pending !== undefined) row["pending"] = answerOption(key, pending);
    if (conf.pendingDelete.has(key)) row["delete"] = 1;
    return row;
  });
  return [...rows, { key: "digest", value: conf.digest }];
}
