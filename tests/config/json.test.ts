import fc from "fast-check";
import { JsonError, parseJson } from "../../config/json";

function failure(text: string): JsonError | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
}

test("every JSON value is read as JSON.parse reads it, however it is laid out", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      fc.pre(!text.includes("__proto__"));
      expect(parseJson(text).value).toEqual(JSON.parse(text));
    }),
  );
});

test("a text is refused exactly where JSON.parse refuses it", () => {
  const fragments = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    "1",
    "-",
    "0.5",
    "e3",
    "true",
    "nul",
    "\\",
    '"',
    " ",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      let refused = false;
      try {
        JSON.parse(text);
      } catch {
        refused = true;
      }
      expect(failure(text) !== undefined).toBe(refused);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{"a": 1,\n "b": tru}', "line 2, column 7: expected a value"],
  ['{"a": 1\n "b": 2}', 'line 2, column 2: expected "," or "}"'],
  ['{\n  "a": [1, 2,]\n}', 'line 2, column 14: a comma before "]"'],
  ['{"a": 1,}', 'line 1, column 9: a comma before "}"'],
  ["{'a': 1}", "line 1, column 2: expected a key in double quotes"],
  ['{"a": "x\ny"}', "line 1, column 7: the string does not end, or holds a wrong escape"],
  ['{"a": 1', "line 1, column 8: the file ends too early"],
  ["", "line 1, column 1: the file ends too early"],
  ["{} {}", "line 1, column 4: unexpected text after the end of the document"],
  ['{"a": "b\\ud83d"}', "line 1, column 7: the string holds \\ud83d, which is half a character"],
  [
    '["a\\u202eb"]',
    "line 1, column 2: the string holds \\u202e, which is a character that nobody sees and that changes how text is read",
  ],
  ['["\\ude00\\ud83d"]', "line 1, column 2: the string holds \\ude00, which is half a character"],
  ['{"__proto__": 1}', "line 1, column 2: the key __proto__ is refused"],
])("a mistake in %j is told with its place", (text, message) => {
  expect(failure(text)?.message).toBe(message);
});

test("a key that stands twice is found with its path and its second place", () => {
  const { duplicates } = parseJson('{"lxc_configs": {\n"950": {},\n"951": {},\n"950": {}}}');
  expect(duplicates).toEqual([{ path: ["lxc_configs", "950"], line: 4, column: 1 }]);
});

test("the same key in two objects is no double", () => {
  expect(parseJson('[{"a": 1}, {"a": 2}]').duplicates).toEqual([]);
});

test("a text nested too deep is refused instead of exhausting the stack", () => {
  expect(failure("[".repeat(100_000))?.reason).toMatch(/nested deeper than/);
});

test("a byte order mark is no mistake", () => {
  expect(parseJson("\uFEFF{}").value).toEqual({});
});
