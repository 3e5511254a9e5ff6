import { readSecrets } from "../../host/secrets";

test("secrets are read by name, and there are none where the setting is not there", () => {
  const text = '{"tank/a":"one","tank/b":"two words"}';
  expect([...readSecrets(() => text, "datasetKeys")]).toEqual([
    ["tank/a", "one"],
    ["tank/b", "two words"],
  ]);
  expect(readSecrets(() => undefined, "datasetKeys").size).toBe(0);
});

test.each(["hunter2", "[1]", '{"a":7}', '{"a":"hunter2\\nhunter3"}', '{"":"hunter2"}', '{"a":""}'])(
  "%s is refused without a word of it",
  (text) => {
    const read = () => readSecrets(() => text, "datasetKeys");
    expect(read).toThrow(/phoenix:datasetKeys is not an object of names with a secret/);
    expect(read).not.toThrow(/hunter/);
  },
);
