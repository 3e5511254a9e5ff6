import { Turns } from "../../host/turns";

/** Work that ends when it is told to. */
function work() {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { run: () => done, end };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("many work at once", async () => {
  const turns = new Turns();
  const [a, b] = [work(), work()];
  const both = Promise.all([turns.share(a.run), turns.share(b.run)]);
  b.end();
  a.end();
  await both;
});

test("who is alone waits for those that have begun, and others wait for the end", async () => {
  const turns = new Turns();
  const said: string[] = [];
  const [other, restart] = [work(), work()];
  const first = turns.share(async () => {
    await other.run();
    said.push("other");
  });
  const alone = turns.share(() =>
    turns.alone(async () => {
      said.push("alone");
      await restart.run();
    }),
  );
  const late = turns.share(async () => void said.push("late"));
  await settle();
  expect(said).toEqual([]);
  other.end();
  await first;
  await settle();
  expect(said).toEqual(["other", "alone"]);
  restart.end();
  await Promise.all([alone, late]);
  expect(said).toEqual(["other", "alone", "late"]);
});

test("two who want to be alone are so one after the other, and a failure ends a turn as well", async () => {
  const turns = new Turns();
  const said: number[] = [];
  const fails = turns.share(() => turns.alone(() => Promise.reject(new Error("no"))));
  const works = turns.share(() => turns.alone(async () => void said.push(1)));
  await expect(fails).rejects.toThrow("no");
  await works;
  await turns.share(async () => void said.push(2));
  expect(said).toEqual([1, 2]);
});
