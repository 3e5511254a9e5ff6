import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const sections = path.resolve(__dirname, "../../../host/scripts/inspect/sections.sh");
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-print-files-"));

afterAll(() => fs.rmSync(directory, { recursive: true }));

/** What is printed of files; `before` is run before each command. */
function printed(files: readonly string[], before = ":"): string {
  const script = 'mark=M; . "$1"; trap "$2" DEBUG; set -T; shift 2; print_files "$@"';
  const argv = ["-c", script, "print", sections, before, ...files];
  return spawnSync("bash", argv, { encoding: "utf8" }).stdout;
}

test("files are printed as they are, to their last byte", () => {
  const [one, two] = [path.join(directory, "one"), path.join(directory, "two")];
  fs.writeFileSync(one, "  a\\n b\n\n");
  fs.writeFileSync(two, "no end of line");
  expect(printed([one, path.join(directory, "absent"), two])).toBe(
    `\nM file ${one}\n  a\\n b\n\n\nM file ${two}\nno end of line`,
  );
});

test("a file that goes before it is read has nothing of the one before it", () => {
  const [file, next] = [path.join(directory, "file"), path.join(directory, "next")];
  fs.writeFileSync(file, "of the first\n");
  fs.writeFileSync(next, "of the second\n");
  const text = printed(
    [file, next],
    `[[ $BASH_COMMAND == *read* && $file == ${next} ]] && rm ${next}`,
  );
  expect(text).toBe(`\nM file ${file}\nof the first\n\nM file ${next}\n`);
});
