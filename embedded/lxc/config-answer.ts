import type { GuestConf, GuestSection } from "../conf/guest-conf";
import type { Json } from "../contract";
import { answerOption } from "./options";

/** An option's value as the API answers it. */
export type AnswerOption = (key: string, value: string) => string | number;

/** A section's options as the API answers them, raw lines as pairs. */
export function sectionAnswer(
  section: GuestSection,
  shown: AnswerOption = answerOption,
): Record<string, Json> {
  const answer: Record<string, Json> = {};
  for (const [key, value] of section.options) answer[key] = shown(key, value);
  if (section.lxc.length > 0) answer["lxc"] = section.lxc.map(([key, value]) => [key, value]);
  return answer;
}

/** What the guest runs with. */
export function currentAnswer(conf: GuestConf, shown?: AnswerOption): Record<string, Json> {
  return { ...sectionAnswer(conf, shown), digest: conf.digest };
}

/** What it will run with: pending values instead of the current ones. */
export function mergedAnswer(conf: GuestConf, shown?: AnswerOption): Record<string, Json> {
  const options = new Map([...conf.options, ...conf.pending]);
  for (const key of conf.pendingDelete) options.delete(key);
  return { ...sectionAnswer({ options, lxc: conf.lxc }, shown), digest: conf.digest };
}

/** GET …/pending: every option with its current and its coming value. */
export function pendingAnswer(conf: GuestConf, shown: AnswerOption = answerOption): Json[] {
  const keys = [...conf.options.keys(), ...conf.pending.keys()];
  const rows = [...new Set(keys)].map((key) => {
    const row: Record<string, Json> = { key };
    const [value, pending] = [conf.options.get(key), conf.pending.get(key)];
    if (value !== undefined) row["value"] = shown(key, value);
    if (pending !== undefined) row["pending"] = shown(key, pending);
    if (conf.pendingDelete.has(key)) row["delete"] = 1;
    return row;
  });
  return [...rows, { key: "digest", value: conf.digest }];
}
