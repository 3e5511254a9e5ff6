import { progress } from "../../providers/health-wait";

test("a wait is told with what it is for, how long it has been, and the last that the service said", () => {
  const pending = [
    { name: "vllm", told: "exit 7: curl: (7) Failed", last: "Loading shards: 50%" },
    { name: "port", told: "exit 1", last: "" },
  ];
  expect(progress({ vmid: 950 }, pending, 45_200)).toBe(
    "container 950: waits for vllm (exit 7: curl: (7) Failed), whose journal ends: Loading shards: 50%, port (exit 1), for 45 s already",
  );
});

test("a wait that has just begun says nothing of its length", () => {
  const pending = [{ name: "page", told: "exit 7", last: "" }];
  expect(progress({ vmid: 900 }, pending, 300)).toBe("container 900: waits for page (exit 7)");
});
