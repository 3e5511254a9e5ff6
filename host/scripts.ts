import fs from "node:fs";
import path from "node:path";

/** The script that prints everything the lifecycles compare. */
export const inspectScript = () => read("inspect.sh");

/** The function `print_paths`, which both inspections use. */
export const inspectPathsScript = () => read("inspect-paths.sh");

/** The script that replaces the raw lines of a container's file. */
export const rawLinesScript = () => read("raw-lines.sh");

/** The script that replaces a file as a whole. */
export const writeFileScript = () => read("write-file.sh");

function read(name: string): string {
  return fs.readFileSync(path.join(__dirname, "scripts", name), "utf8");
}
