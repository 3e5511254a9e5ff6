import type { Api, ApiParam } from "../../host/api";
import { ApiError } from "../../host/errors";
import { formatRule, type FirewallRule } from "../../host/firewall/rule";
import type { Step } from "./draft";

/**
 * Sends the requests one after the other. Where one addresses a rule by its position, the list is read right before,
 * and its digest sent along: a list that somebody else has changed is left as it is.
 */
export async function carryOut(api: Api, steps: readonly Step[]): Promise<void> {
  for (const { method, path, params, list } of steps) {
    const digest = list === undefined ? {} : { digest: await digestOf(api, list) };
    await api.request(method, path, { ...params, ...digest });
  }
}

async function digestOf(api: Api, list: NonNullable<Step["list"]>): Promise<string> {
  const rows = (await api.request("GET", list.path)) as readonly Record<string, ApiParam>[];
  const live = rows.map((row) => formatRule(ruleOf(row)));
  const expected = list.rules.map(formatRule);
  if (live.length !== expected.length || live.some((line, at) => line !== expected[at])) {
    throw new ApiError("GET", list.path, 500, "detected modified configuration of the firewall");
  }
  return String(rows[0]?.["digest"] ?? "");
}

const texts = [
  "macro",
  "iface",
  "source",
  "dest",
  "proto",
  "dport",
  "sport",
  "log",
  "icmp-type",
  "comment",
] as const;

function ruleOf(row: Readonly<Record<string, ApiParam>>): FirewallRule {
  const given = texts.flatMap((name) => {
    const value = row[name];
    return value === undefined || value === "" ? [] : [[name, String(value)] as const];
  });
  return {
    type: String(row["type"]),
    action: String(row["action"]),
    enable: Number(row["enable"] ?? 0) > 0,
    ...Object.fromEntries(given),
  };
}
