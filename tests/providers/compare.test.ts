import fc from "fast-check";
import { changedMembers, compare, describe as say, same } from "../../providers/compare";
import { canonical, inWordsOf, parseBytes } from "../../providers/zfs-values";

test("only what is observed is compared", () => {
  expect(compare({ a: 1, adopt: true }, { a: 1 })).toEqual([]);
});

test("what is observed and not declared is a difference", () => {
  expect(compare({}, { net1: { bridge: "vmbr0" } })).toEqual([
    { property: "net1", want: undefined, live: { bridge: "vmbr0" } },
  ]);
});

test("an object's order and its undefined members do not count", () => {
  expect(same({ a: 1, b: 2 }, { b: 2, a: 1, c: undefined })).toBe(true);
  expect(same(["a", "b"], ["b", "a"])).toBe(false);
});

test("of a record only the members that differ are told", () => {
  const drift = {
    property: "properties",
    want: { a: "1", b: "2", c: null },
    live: { a: "1", b: "3", c: "x" },
  };
  expect(changedMembers(drift)).toEqual({ b: "2", c: null });
});

test("differences are told as what is and what shall be", () => {
  expect(
    say([
      { property: "memory", want: 1024, live: 512 },
      { property: "swap", want: 0, live: undefined },
    ]),
  ).toBe("memory is 512, want 1024; swap is not set, want 0");
});

test.each([
  ["recordsize", "128K", "131072"],
  ["quota", "none", "0"],
  ["quota", "1.5T", "1649267441664"],
  ["acltype", "posixacl", "posix"],
  ["xattr", "sa", "on"],
])("%s=%s is what zfs prints as %s", (property, declared, live) => {
  expect(inWordsOf(declared, property, live)).toBe(declared);
});

test("another live value is shown as a person would write it", () => {
  expect(inWordsOf("128K", "recordsize", "16384")).toBe("16K");
  expect(inWordsOf("100G", "quota", "0")).toBe("none");
  expect(inWordsOf("lz4", "compression", "off")).toBe("off");
});

test("a size in any unit is canonically its bytes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4096 }),
      fc.constantFrom("K", "M", "G", "T"),
      (count, unit) => {
        const bytes = parseBytes(`${count}${unit}`);
        expect(canonical("quota", `${count}${unit}`)).toBe(String(bytes));
      },
    ),
  );
});
