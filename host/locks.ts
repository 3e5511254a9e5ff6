/** How long a lock that somebody else holds on a guest is waited for, in milliseconds. */
export const lockPatience = 120_000;

/** `CT is locked (backup)`, as the API, a task's log and pct say it (PVE/AbstractConfig.pm): what was asked did not run. */
export function saysLocked(text: string): boolean {
  return /is locked \(/.test(text);
}
