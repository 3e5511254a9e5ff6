/** What a task's unique id is made of (PVE::UPID). */
export interface Upid {
  readonly node: string;
  readonly pid: number;
  /** Start of the process in hundredths of a second since the node was booted. */
  readonly pstart: number;
  /** Seconds since the epoch. */
  readonly starttime: number;
  readonly type: string;
  /** A vmid, a storage, a file name … or nothing. */
  readonly id: string;
  /** With `!tokenid` where a token started it. */
  readonly user: string;
}

export function printUpid(upid: Upid): string {
  const { node, pid, pstart, starttime, type, id, user } = upid;
  return `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${user}:`;
}

export function isUpid(text: string): boolean {
  return /^UPID:[a-zA-Z0-9-]+:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:[^:\s]+:[^:\s]*:[^:\s]+:$/i.test(
    text,
  );
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, "0");
}
