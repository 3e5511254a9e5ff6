/** How long the work of tasks takes on the node, in milliseconds before the clock's speed counts. */
export const durations = {
  unpack: 1500,
  copyVolume: 1200,
  linkVolume: 150,
  start: 700,
  stop: 300,
  shutdown: 900,
  snapshot: 200,
  rollback: 300,
  destroy: 300,
  resize: 150,
  template: 200,
  download: 1500,
  networkReload: 400,
  /** From the last guest's end until the machine answers again. */
  reboot: 4000,
  /** How long a refused authentication is kept waiting. */
  refusal: 3000,
} as const;
