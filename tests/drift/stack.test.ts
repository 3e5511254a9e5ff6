import { stackLifecycle } from "../../providers/stack";
import { makeWorker, shopInputs } from "../lifecycle/agent-machine";
import { testDrift } from "./test-drift";

const inside = (command: string) => `qm guest exec 1002 -- /bin/bash -c ${JSON.stringify(command)}`;
const folder = "/etc/phoenix/stacks/shop";

testDrift({
  kind: "stack",
  schema: stackLifecycle.schema,
  settings: { guestSecrets: new Map([["shop-db", "s3cret"]]) },
  ground: (world) => makeWorker(world, ["docker"]),
  inputs: shopInputs(),
  fields: {
    fingerprint:
      "sed -i 's|stack/shop=[0-9a-f]*|stack/shop=ffffffffffff|' /etc/pve/qemu-server/1002.conf",
    facts: [
      inside("docker stop shop-web-1"),
      inside("docker pause shop-web-1"),
      inside("docker rm -f shop-db-1"),
      inside(`sed -i s/1.29/1.28/ ${folder}/compose.yaml`),
      inside(`rm ${folder}/variables.env`),
      inside(`touch ${folder}/foreign`),
      inside(`chmod 0644 ${folder}/secrets.env`),
      inside(`echo more >>${folder}/secrets.env`),
      inside("rm /var/lib/phoenix/stacks/shop.services"),
    ],
  },
  notCompared: {
    vmid: "it is what the stack is known by",
    stack: "it is what the stack is known by",
    type: "a guest of the other type is another guest",
    owner: "it says whose the guest is",
    files: "whether they are there as declared is compared: the facts",
    secrets: "whether the guest has them is compared: the facts",
  },
});
