import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { connectionFile, hostDirectory, root, typescript } from "./lib/checkout.mjs";
import { hostPid, resetHost, startHost, stopHost } from "./lib/embedded-host.mjs";
import { ensurePackages, main, say } from "./lib/setup.mjs";

const usage = `usage: npm run host -- start|stop|status|reset
       npm run host -- COMMAND [ARGUMENT…]    run a command on the embedded host, as root at its shell`;

main(async () => {
  ensurePackages();
  const [word, ...rest] = process.argv.slice(2);
  const verb = rest.length === 0 ? word : undefined;
  if (word === undefined || word === "--help") {
    say(usage);
    return word === undefined ? 1 : 0;
  }
  if (verb === "start") {
    say((await startHost()) ? "The embedded host is up." : "The embedded host is up already.");
    return 0;
  }
  if (verb === "stop") {
    say(
      (await stopHost())
        ? "The embedded host is down; its state is kept."
        : "The embedded host is not running.",
    );
    return 0;
  }
  if (verb === "reset") {
    await resetHost();
    say("The embedded host is down, and what was on it is gone.");
    return 0;
  }
  if (verb === "status") return status();
  return runOnHost([word, ...rest]);
});

function status() {
  const pid = hostPid();
  if (pid === undefined) {
    say("The embedded host is down. Start it: npm run host -- start");
    return 1;
  }
  const { node, endpoint, ssh } = JSON.parse(fs.readFileSync(connectionFile, "utf8"));
  say(
    `The embedded host is up: node ${node}, API ${endpoint}, SSH ${ssh.host}:${ssh.port}, process ${pid}.`,
  );
  say(`Its state is in ${path.relative(root, hostDirectory)}.`);
  return 0;
}

/** One argument is a command line for the shell, as with ssh(1); several are an argument vector. */
function runOnHost(words) {
  if (hostPid() === undefined) {
    process.stderr.write("The embedded host is down. Start it: npm run host -- start\n");
    return 1;
  }
  const result = spawnSync(
    process.execPath,
    [...typescript, path.join(root, "tools/run-on-host.ts"), connectionFile, ...words],
    { stdio: "inherit" },
  );
  return result.status ?? 1;
}
