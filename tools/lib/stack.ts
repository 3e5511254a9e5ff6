import { execFileSync } from "node:child_process";
import type { GetSetting } from "../../host/settings";

/**
 * The settings of a stack as `pulumi config` has them, secrets included, for tools that look at its host; from another
 * file than the project's where one is named.
 */
export function connection(stack: string, configFile?: string): GetSetting {
  const text = execFileSync(
    "pulumi",
    [
      "config",
      "--stack",
      stack,
      "--json",
      "--show-secrets",
      "--non-interactive",
      ...(configFile === undefined ? [] : ["--config-file", configFile]),
    ],
    { encoding: "utf8", maxBuffer: 1 << 24 },
  );
  const settings = JSON.parse(text) as Record<string, { value?: string }>;
  return (name) => settings[`phoenix:${name}`]?.value;
}
