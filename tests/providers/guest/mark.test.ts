import { parseGuestConfig } from "../../../host/guest-config";
import { bearsMark, markOf, printNotes, readNotes } from "../../../providers/guest/mark";

const mark = markOf("phoenix+dev", 900);

test("a guest bears its mark as a tag or in its description", () => {
  expect(bearsMark(parseGuestConfig(`tags: a;${mark}\n`), mark)).toBe(true);
  expect(bearsMark(parseGuestConfig(`#${mark}\n`), mark)).toBe(true);
  expect(bearsMark(parseGuestConfig("hostname: x\n"), mark)).toBe(false);
});

test("a clone of a guest of ours bears a mark with another number, which proves nothing", () => {
  const clone = parseGuestConfig(`#${mark}\ntags: ${mark}\n`);
  expect(bearsMark(clone, markOf("phoenix+dev", 901))).toBe(false);
});

test("another stack's mark is not ours", () => {
  expect(bearsMark(parseGuestConfig(`tags: ${mark}\n`), markOf("phoenix+prod", 900))).toBe(false);
});

test("notes are taken apart and put together without loss", () => {
  const notes = {
    text: "a note\nof two lines",
    marks: [mark],
    layer: "900@pre-configured 0123456789ab",
    verified: { base_setup: "0123456789ab", docker: "ba9876543210" },
    keeps: { vmid: 950, paths: ["/data", "/with a blank and 100%"] },
  };
  expect(readNotes({ description: printNotes(notes) })).toEqual(notes);
});

test("notes of a person's that only begin alike are theirs", () => {
  for (const description of ["keeps 950 data", "keeps the data of 950"]) {
    expect(readNotes({ description })).toMatchObject({ text: description.trim(), marks: [] });
  }
});
