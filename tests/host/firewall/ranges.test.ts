import fc from "fast-check";
import {
  type AddressRange,
  intersect,
  isLoopback,
  isWithin,
  parseRange,
  subtract,
} from "../../../host/firewall/ranges";

const range = (text: string) => {
  const found = parseRange(text);
  if (found === undefined) throw new Error(`${text} is no range`);
  return found;
};

test.each([
  ["10.0.0.7", 0x0a000007n, 0x0a000007n],
  ["10.0.0.7/24", 0x0a000000n, 0x0a0000ffn],
  ["0.0.0.0/0", 0n, 0xffffffffn],
  ["10.0.0.1-10.0.0.9", 0x0a000001n, 0x0a000009n],
  ["::1", 1n, 1n],
  ["fe80::/10", 0xfe80n << 112n, (0xfec0n << 112n) - 1n],
  ["::ffff:10.0.0.1", 0xffff0a000001n, 0xffff0a000001n],
  ["1:2:3:4:5:6:7:8", 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n],
])("%s is from %d to %d", (text, first, last) => {
  expect(range(text)).toMatchObject({ first, last });
});

test.each(["", "lan", "10.0.0.300", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.1-::1", "+set"])(
  "%j is none",
  (text) => {
    expect(parseRange(text)).toBeUndefined();
  },
);

const number = fc.integer({ min: 0, max: 40 }).map(BigInt);
const small = fc.tuple(number, number).map(([a, b]) => ({
  ...{ version: 4 as const, first: a < b ? a : b, last: a < b ? b : a },
}));

test("what is left of ranges is what is in them and in none of the others", () => {
  fc.assert(
    fc.property(fc.array(small), fc.array(small), (ranges, others) => {
      const left = subtract(ranges, others);
      for (let at = 0n; at <= 40n; at++) {
        const point = { version: 4 as const, first: at, last: at };
        const isIn = (list: readonly AddressRange[]) =>
          list.some((each) => intersect(each, point) !== undefined);
        expect(isIn(left)).toBe(isIn(ranges) && !isIn(others));
      }
    }),
  );
});

test("versions have nothing in common, and loopback is known in both", () => {
  expect(intersect(range("::a00:1"), range("10.0.0.1"))).toBeUndefined();
  expect(isWithin(range("10.0.0.4"), range("10.0.0.0/29"))).toBe(true);
  expect([isLoopback(range("127.0.0.5")), isLoopback(range("::1"))]).toEqual([true, true]);
  expect(isLoopback(range("10.0.0.1"))).toBe(false);
});
