import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const features = path.resolve(__dirname, "../../features");
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-drop-"));

afterAll(() => fs.rmSync(directory, { recursive: true }));

test("a service is stale from when a file of its is taken away until it starts anew, also where the run is cut off between", () => {
  const file = path.join(directory, "token.env");
  const script = `
    systemctl() { printf 'ActiveState=active\\nUnitFileState=enabled\\nActiveEnterTimestamp=@%s\\n' "$since"; }
    dropped='${directory}/dropped'
    since=$(($(date +%s) - 60))
    service_fact server '${file}'
    drop_file '${file}'
    service_fact server '${file}'
    since=$(($(date +%s) + 60))
    service_fact server '${file}'`;
  fs.writeFileSync(file, "");
  fs.utimesSync(file, 0, 0);
  const common = ["facts.sh", "steps.sh"].map((name) =>
    fs.readFileSync(path.join(features, name), "utf8"),
  );
  const { stdout, stderr } = spawnSync("bash", ["-s"], {
    input: [...common, script].join("\n"),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout.match(/configuration=\w+/g)).toEqual([
    "configuration=current",
    "configuration=stale",
    "configuration=current",
  ]);
});
