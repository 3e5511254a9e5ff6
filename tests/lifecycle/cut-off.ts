import type { World } from "./world";

/**
 * Runs `up` again and again, cut off before its first command, then before its second, and so on, until it ends.
 * Returns how many runs that took; later ones are not cut off.
 */
export async function upCutOff(world: World, up: () => Promise<unknown>): Promise<number> {
  const { shell } = world.host;
  const run = shell.run.bind(shell);
  let left = 0;
  const cut = jest.spyOn(shell, "run").mockImplementation((argv, options) => {
    if (left <= 0) return Promise.reject(new Error("cut off"));
    left -= 1;
    return run(argv, options);
  });
  try {
    for (let runs = 1; runs <= 40; runs += 1) {
      left = runs - 1;
      if (await ended(up)) return runs;
    }
    throw new Error("40 runs were not enough");
  } finally {
    cut.mockRestore();
  }
}

async function ended(up: () => Promise<unknown>): Promise<boolean> {
  try {
    await up();
    return true;
  } catch (error) {
    // A node that is just being restarted loses its connections.
    expect((error as Error).message).toMatch(/cut off|SSH connection lost/);
    return false;
  }
}
