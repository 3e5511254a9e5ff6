import type { Api } from "../../host/api";
import { ApiError } from "../../host/errors";
import { waitForTask } from "../../host/tasks";

// Those of node:timers/promises are none that jest replaces.
jest.mock("node:timers/promises", () => ({
  setTimeout: (pause: number) => new Promise((resolve) => setTimeout(resolve, pause)),
}));

const upid = "UPID:pve:0001:0002:673F0000:vzclone:950:root@pam:";
let said: string[];
const ci = process.env["CI"];

beforeEach(() => {
  delete process.env["CI"];
  said = [];
  jest.useFakeTimers();
  jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.useRealTimers();
  if (ci !== undefined) process.env["CI"] = ci;
});

/** A node whose task ends after so many ms; `history` are the durations, in s, of others that ended well. */
function node(duration: number, history: readonly number[], log: readonly string[]): Api {
  const end = Date.now() + duration;
  const answers: Record<string, () => unknown> = {
    status: () =>
      Date.now() < end ? { status: "running" } : { status: "stopped", exitstatus: "OK" },
    log: () => log.map((t, n) => ({ n, t })),
    tasks: () => [
      ...history.map((seconds) => ({ starttime: 1000, endtime: 1000 + seconds, status: "OK" })),
      { starttime: 1000, endtime: 1001, status: "interrupted by signal" },
    ],
  };
  return {
    request: async (_method: string, path: string) => answers[path.split("/").at(-1) ?? ""]?.(),
  } as unknown as Api;
}

async function wait(api: Api, ms: number): Promise<void> {
  const ended = waitForTask(api, "pve", upid);
  await jest.advanceTimersByTimeAsync(ms);
  await ended;
}

test("a task that takes long is told of every ten seconds or so: how long, how long usually, and its last line", async () => {
  await wait(
    node(26_000, [40, 30, 200], ["create full clone", "transferred 1.0 GiB of 4.0 GiB", ""]),
    30_000,
  );
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(
    /^vzclone 950: runs for 1\d s, usually 40 s: transferred 1\.0 GiB of 4\.0 GiB$/,
  );
});

test("a task that ends soon is not told of", async () => {
  await wait(node(5_000, [], []), 10_000);
  expect(said).toEqual([]);
});

test("a task of which nothing is known is told with its time alone", async () => {
  await wait(node(13_000, [], ["no content"]), 20_000);
  expect(said).toEqual([expect.stringMatching(/^vzclone 950: runs for 1\d s$/)]);
});

test("in CI nothing is told", async () => {
  process.env["CI"] = "true";
  await wait(node(25_000, [], []), 30_000);
  expect(said).toEqual([]);
});

test("a log that cannot be had does not end the wait", async () => {
  const api = node(25_000, [], []);
  const request = async (method: "GET", path: string) => {
    if (path.endsWith("/log")) throw new Error("500");
    return api.request(method, path);
  };
  await expect(wait({ ...api, request }, 30_000)).resolves.toBeUndefined();
});

test("a task that the node knows no more is told as what it was, with what to do", async () => {
  const api = {
    request: async (method: string, path: string) => {
      throw new ApiError(method, path, 400, "Parameter verification failed.", {
        upid: "no such task",
      });
    },
  } as unknown as Api;
  await expect(waitForTask(api, "pve", upid)).rejects.toThrow(
    /^Task vzclone of 950: the node has no record of it any more.*run the same command again/s,
  );
});
