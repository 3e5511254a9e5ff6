import { templateLifecycle } from "../../providers/template";
import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

testDrift({
  kind: "template",
  schema: templateLifecycle.schema,
  async ground(world) {
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    await new Resource(world, "container", layerSpec).up();
  },
  inputs: { vmid: 900, owner },
  fields: {},
  notCompared: {
    vmid: "it is what the template is known by",
    type: "it says of which kind the guest is",
    owner: "it says whose it is",
  },
});
