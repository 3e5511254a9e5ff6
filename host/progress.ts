/** Tells a person who waits how far something is; nothing in CI, whose log is read when all is over. */
export function tell(line: string): void {
  const { CI: ci = "" } = process.env;
  if (ci === "" || ci === "false") console.log(line);
}

/** How long something may take before it is told of, and then until it is told of again, in ms. */
export const silence = 10_000;

/** `75 s`, or `2 min 5 s`. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
