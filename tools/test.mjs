import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { local, pulumiEnvironment, root } from "./lib/checkout.mjs";
import { ensurePackages, main, say, setUp } from "./lib/setup.mjs";

/** `npm test [-- PATTERN…]`: the checks of `npm run check`, and every test, those with the real Pulumi CLI as well. */
main(async () => {
  const patterns = process.argv.slice(2);
  const { env, reason } = await environment();
  const checks = patterns.length > 0 ? [] : ["format", "types", "lint", "layers", "dead"];
  const failed = checks.filter(
    (check) => run("npm", ["run", "--silent", `check:${check}`], env) !== 0,
  );
  const report = path.join(local, "tests.json");
  fs.mkdirSync(local, { recursive: true });
  fs.rmSync(report, { force: true });
  run("npx", ["jest", "--json", `--outputFile=${report}`, ...patterns], env);
  if (!fs.existsSync(report)) throw new Error("jest did not come to its end");
  const tests = JSON.parse(fs.readFileSync(report, "utf8"));
  const passed = tests.numPassedTests + checks.length - failed.length;
  const broken = tests.numFailedTests + tests.numRuntimeErrorTestSuites + failed.length;
  if (failed.length > 0) say(`\nFailed checks: ${failed.join(", ")}`);
  if (reason !== undefined) say(`\nSkipped what needs the Pulumi CLI: ${reason}`);
  say(`\n${passed} passed, ${broken} failed, ${tests.numPendingTests} skipped`);
  return broken === 0 ? 0 : 1;
});

/** Without a CLI everything that needs none is still tested. */
async function environment() {
  try {
    return { env: pulumiEnvironment(await setUp()) };
  } catch (error) {
    ensurePackages();
    const [reason] = error.message.split("\n");
    return { env: { ...process.env, PHOENIX_NO_CLI: reason }, reason };
  }
}

function run(program, args, env) {
  say(`\n> ${[program, ...args].join(" ")}`);
  // jest writes its report of each test to stderr; the tools of the checks to stdout.
  return spawnSync(program, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] })
    .status;
}
