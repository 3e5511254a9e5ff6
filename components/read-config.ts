import * as pulumi from "@pulumi/pulumi";
import { formatDiagnostics, hasErrors, loadConfig } from "../config/load";
import { crossCheck } from "../config/cross";
import { expired } from "../config/expired";
import type { PhoenixConfig } from "../config/types";
import { unmanaged } from "../config/unmanaged";

/**
 * Reads and checks the configuration of a stack; warnings go to Pulumi's log.
 *
 * @throws pulumi.RunError with all problems of all files, which Pulumi prints without a stack
 */
export function readConfig(directory: string, stack: string): PhoenixConfig {
  const { config, declaration, diagnostics } = loadConfig({ directory, stack });
  const all = [...diagnostics, ...crossCheck(declaration)];
  if (config === undefined || hasErrors(all)) {
    const errors = all.filter(({ severity }) => severity === "error");
    throw new pulumi.RunError(
      `The configuration has ${errors.length === 1 ? "a mistake" : `${errors.length} mistakes`}:\n${formatDiagnostics(errors)}`,
    );
  }
  for (const diagnostic of all) {
    if (diagnostic.severity === "warning") {
      const { file, path, message } = diagnostic;
      void pulumi.log.warn([file, path, message].filter((part) => part !== "").join(": "));
    }
  }
  for (const line of expired(config.containers, new Date())) void pulumi.log.warn(line);
  const later = unmanaged(declaration);
  if (later !== undefined) void pulumi.log.info(later);
  return config;
}
