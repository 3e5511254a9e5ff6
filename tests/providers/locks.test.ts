import { z } from "zod";
import { TaskError } from "../../host/errors";
import { Turns } from "../../host/turns";
import type { Context, Lifecycle } from "../../providers/lifecycle";
import { operations } from "../../providers/operations";

// Those of node:timers/promises are none that jest replaces.
jest.mock("node:timers/promises", () => ({
  setTimeout: (pause: number) => new Promise((resolve) => setTimeout(resolve, pause)),
}));

beforeEach(() => {
  jest.useFakeTimers({ advanceTimers: false });
  jest.spyOn(console, "log").mockImplementation();
});
afterEach(() => jest.useRealTimers());

test("a lock inside a task is waited for, however many looks that takes", async () => {
  const tries = jest.fn();
  const create = locked(() => tries.mock.calls.length < 40, tries).create({ name: "a" });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(await create).toMatchObject({ id: "a" });
  expect(tries).toHaveBeenCalledTimes(40);
});

test("a lock that stays is told in its own words", async () => {
  const create = locked(() => true, jest.fn()).create({ name: "a" });
  const refused = expect(create).rejects.toThrow(/CT is locked \(backup\)/);
  await jest.advanceTimersByTimeAsync(200_000);
  await refused;
});

/** The operations of a thing whose making is refused by a lock for as long as `isHeld` says. */
function locked(isHeld: () => boolean, tries: () => void) {
  let made = false;
  const lifecycle: Lifecycle<{ name: string }, true, never> = {
    kind: "thing",
    parts: [],
    schema: z.strictObject({ name: z.string() }),
    id: ({ name }) => name,
    find: () => (made ? true : undefined),
    observe: () => ({}),
    converge: async () => {
      tries();
      if (isHeld()) throw new TaskError("UPID:a:b:c:d:vzstart:1:u:", "CT is locked (backup)", []);
      made = true;
    },
  };
  const host = { inspect: async () => ({}), forget: () => undefined, turns: new Turns() };
  return operations(lifecycle, () => ({ host, deleteVolumes: false }) as unknown as Context);
}
