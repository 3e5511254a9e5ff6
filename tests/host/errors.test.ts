import { CommandError } from "../../host/errors";
import type { Shell } from "../../host/ssh";
import { writeFile } from "../../host/write-file";

const full = "cat: write error: No space left on device";

test("a command that had no space says so first, and what to do", () => {
  const { message } = new CommandError("LC_ALL=C.UTF-8 zpool create tank sdb", 1, full);
  expect(message).toBe(
    "The node has no space left for what this writes; make room there (df -h tells where it is missing) and run the same command again: " +
      `zpool create tank sdb\n${full}`,
  );
});

test("any other command is told with its exit code, and without what every command has before it", () => {
  expect(new CommandError("LC_ALL=C.UTF-8 false", 1, "").message).toBe(
    "Command failed with exit code 1: false",
  );
});

test.each([
  [full, /^Unable to write \/etc\/one\.conf: the node has no space left.*as it was/s],
  ["mktemp: failed: Read-only file system", /^Unable to write \/etc\/one\.conf: mktemp: failed/],
])("a file that could not be written is named: %s", async (stderr, message) => {
  const shell = {
    run: async (argv: readonly string[]) => {
      throw new CommandError(argv.join(" "), 1, stderr);
    },
  } as unknown as Shell;
  const file = { path: "/etc/one.conf", content: "", owner: "root", group: "root", mode: "0644" };
  await expect(writeFile(shell, file)).rejects.toThrow(message);
});
