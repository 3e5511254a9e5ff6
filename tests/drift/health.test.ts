import { healthLifecycle } from "../../providers/health";
import { makeWebServer, spec } from "../lifecycle/health-spec";
import { testDrift } from "./test-drift";

const inGuest = (command: string) => `pct exec 900 -- ${command}`;

// What does not work is healed by what makes it work: a feature, a container. Health only waits for it.
testDrift({
  kind: "health",
  schema: healthLifecycle.schema,
  ground: makeWebServer,
  inputs: spec,
  fields: {
    results: [
      {
        command: inGuest("systemctl stop nginx"),
        refused: [
          "container 900 does not work: 3 of 5 checks failed.",
          "page: exit 7: curl: (7) Failed to connect to localhost port 80 after 0 ms: Couldn't connect to server",
          "port: exit 1: nothing listens on port 80",
          "service: exit 1: nginx is inactive",
        ].join("\n  "),
      },
      {
        command: inGuest("rm /etc/nginx/mime.types"),
        refused: "1 of 5 checks failed.\n  configuration: exit 1: nginx: [emerg]",
      },
      { command: inGuest("rm -r /var/log"), refused: "folder: exit 3: no /var/log" },
      { command: "pct stop 900", refused: "container 900 does not run" },
    ],
  },
  notCompared: {
    vmid: "It is the resource itself: the checks of another container are another resource.",
    type: "It is what kind of guest the number is.",
    owner: "Whose it is: the checks of another one's container are not made.",
    checks: "What is tried; what comes of it is compared.",
  },
});
