/** How long a lock that somebody else holds on a guest is waited for, in milliseconds. */
export const lockPatience = 120_000;

/** How long others may install packages, in milliseconds: an upgrade of a node takes some minutes. */
export const packagePatience = 900_000;

/** `CT is locked (backup)`, as the API, a task's log and pct say it (PVE/AbstractConfig.pm): what was asked did not run. */
export function saysLocked(text: string): boolean {
  return /is locked \(/.test(text);
}

/** As apt (apt-pkg/contrib/fileutl.cc, GetLock) and dpkg (lib/dpkg/dbmodify.c) say that others change packages. */
export function saysPackagesLocked(text: string): boolean {
  return /Could not get lock \/|lock was locked by another process/.test(text);
}
