import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { quoteArgv } from "../../host/quote";

test("whatever an argument holds, a shell hands it on as it is", () => {
  const words = fc.array(
    fc.string({ unit: "binary" }).map((word) => word.replaceAll("\0", "")),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(words, (argv) => {
      const line = quoteArgv(["printf", "%s\\0", ...argv]);
      const output = execFileSync("sh", ["-c", line], { encoding: "utf8" });
      expect(output.split("\0").slice(0, -1)).toEqual(
        argv.map((word) => Buffer.from(word, "utf8").toString("utf8")),
      );
    }),
    { numRuns: 60 },
  );
});

test("a plain word stays readable", () => {
  expect(quoteArgv(["zfs", "set", "quota=100G", "tank/a"])).toBe("zfs set quota=100G tank/a");
});

test("a NUL byte, which no argument can hold, is refused", () => {
  expect(() => quoteArgv(["a\0b"])).toThrow(RangeError);
});
