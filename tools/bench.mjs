import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pulumiEnvironment, root } from "./lib/checkout.mjs";
import { startHost } from "./lib/embedded-host.mjs";
import { pulumi, selectStack } from "./lib/pulumi.mjs";
import { main, say, setUp } from "./lib/setup.mjs";

const rounds = 5;

/**
 * `npm run bench`: the preview of the unchanged reference inventory, next to the preview of a Pulumi program that
 * declares nothing, in turns in one run; and what the preview asks the host, and what state holds.
 */
main(async () => {
  const env = pulumiEnvironment(await setUp());
  await startHost();
  selectStack("dev", env);
  const empty = emptyProgram(env);
  try {
    const ours = [];
    const floor = [];
    for (let round = 0; round < rounds; round += 1) {
      floor.push(timed(empty, ["preview", "--stack", "empty"], env));
      ours.push(timed(root, ["preview", "--stack", "dev", "--expect-no-changes"], env));
    }
    report("empty program", floor);
    report("reference inventory, unchanged", ours);
    say(`ratio of the medians                ${(median(ours) / median(floor)).toFixed(2)}`);
    traffic(env);
    state(env);
  } finally {
    fs.rmSync(empty, { recursive: true, force: true });
  }
  return 0;
});

function emptyProgram(env) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-bench-"));
  fs.writeFileSync(
    path.join(directory, "Pulumi.yaml"),
    fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8").replace("name: phoenix", "name: empty"),
  );
  fs.writeFileSync(
    path.join(directory, "package.json"),
    '{ "name": "empty", "main": "index.ts" }\n',
  );
  fs.writeFileSync(path.join(directory, "index.ts"), 'import "@pulumi/pulumi";\n');
  for (const link of ["node_modules", "providers"]) {
    fs.symlinkSync(path.join(root, link), path.join(directory, link));
  }
  run(directory, ["stack", "select", "empty", "--create"], env);
  return directory;
}

function timed(cwd, args, env) {
  const started = process.hrtime.bigint();
  run(cwd, args, env);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function run(cwd, args, env) {
  const result = spawnSync("pulumi", [...args, "--non-interactive"], {
    cwd,
    env,
    encoding: "utf8",
  });
  if (result.status !== 0)
    throw new Error(`pulumi ${args.join(" ")} failed:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

function report(title, seconds) {
  const all = seconds.map((value) => value.toFixed(2)).join(" ");
  say(`${title.padEnd(36)}${median(seconds).toFixed(2)} s (${all})`);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function traffic(env) {
  const output = run(root, ["preview", "--stack", "dev"], { ...env, PHOENIX_LOG: "debug" });
  const lines = [...new Set(output.match(/\{"at":.*\}/g) ?? [])].map((line) => JSON.parse(line));
  const count = (kind) => lines.filter((line) => line.kind === kind).length;
  say(`API requests of that preview        ${count("api")}`);
  say(`SSH commands of that preview        ${count("ssh")}`);
}

function state(env) {
  const { deployment } = JSON.parse(pulumi(["stack", "export", "--stack", "dev"], env));
  const sizes = (deployment.resources ?? [])
    .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"))
    .map((resource) => JSON.stringify(resource).length);
  const stub = deployment.resources?.find(({ inputs }) => inputs?.__provider !== undefined);
  say(`bytes of state, median resource     ${median(sizes)} (${sizes.length} resources)`);
  say(`bytes of the stub                   ${stub?.inputs.__provider.length}`);
}
