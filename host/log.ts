/**
 * One line of JSON on stderr for each request and command, when PHOENIX_LOG is `debug`. It takes names, paths,
 * results and durations, never parameters, bodies or output, so that no secret can stand in it.
 */
export function log(kind: "api" | "ssh", entry: Record<string, string | number | undefined>): void {
  if (process.env["PHOENIX_LOG"] !== "debug") return;
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), kind, ...entry })}\n`);
}
