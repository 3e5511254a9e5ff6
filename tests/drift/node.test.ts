import { nodeLifecycle } from "../../providers/node";
import { testDrift } from "./test-drift";

testDrift({
  kind: "node",
  schema: nodeLifecycle.schema,
  inputs: { directory: "config", stack: "dev" },
  fields: {},
  notCompared: {
    directory: "it is where the declaration lies",
    owner: "it is what guests are known by",
    stack: "it is what the node is known by",
  },
});
