import { rootfsLifecycle } from "../../providers/rootfs";
import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

testDrift({
  kind: "rootfs",
  schema: rootfsLifecycle.schema,
  async ground(world) {
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    await new Resource(world, "container", layerSpec).up();
  },
  inputs: { vmid: 900, owner },
  fields: {},
  notCompared: {
    vmid: "it is what the container is known by",
    owner: "it says whose it is",
  },
});
