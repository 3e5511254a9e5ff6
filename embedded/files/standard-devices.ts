/** The device nodes that every system has, a container's as well: name, major and minor (Linux's devices.txt). */
export const standardDevices = [
  ["null", 1, 3],
  ["zero", 1, 5],
  ["full", 1, 7],
  ["random", 1, 8],
  ["urandom", 1, 9],
  ["tty", 5, 0],
] as const;
