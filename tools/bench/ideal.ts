/** What making copies of layers consists of. */
export interface Copies {
  readonly guests: number;
  readonly layers: number;
  /** Seconds of each task: one copies, one starts. */
  readonly taskSeconds: number;
  /** How many tasks go on at once. */
  readonly workers: number;
}

/**
 * The least time that the tasks take: a layer is locked while it is copied (PVE/API2/LXC.pm, clone_vm), a guest is
 * started once it is there, and no more tasks go on at once than there are workers.
 */
export function idealSeconds({ guests, layers, taskSeconds, workers }: Copies): number {
  const free = Array.from({ length: layers }, () => 0);
  const left = Array.from({ length: layers }, (_, layer) => Math.ceil((guests - layer) / layers));
  const copied: number[] = [];
  let started = 0;
  let at = 0;
  // Copies first: what waits for them is longer than what waits for a start. All tasks take alike, so that they go
  // in rounds.
  for (; started < guests; at += taskSeconds) {
    let places = workers;
    const ready = copied.filter((when) => when <= at).length - started;
    for (const [layer, when] of free.entries()) {
      if (places === 0 || when > at || (left[layer] ?? 0) === 0) continue;
      free[layer] = at + taskSeconds;
      left[layer] = (left[layer] ?? 0) - 1;
      copied.push(at + taskSeconds);
      places -= 1;
    }
    started += Math.min(places, ready);
  }
  return at;
}
