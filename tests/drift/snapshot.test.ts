import { snapshotLifecycle } from "../../providers/snapshot";
import { layerSpec, snapshotSpec, templateFile } from "../lifecycle/layer-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

testDrift({
  kind: "snapshot",
  schema: snapshotLifecycle.schema,
  async ground(world) {
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    await new Resource(world, "container", layerSpec).up();
  },
  inputs: snapshotSpec,
  fields: {
    fingerprint: [
      "sed -i 's/^#fingerprint .*/#fingerprint ffffffffffff/' /etc/pve/lxc/900.conf",
      "sed -i '/^#fingerprint /d' /etc/pve/lxc/900.conf",
      { command: "pct delsnapshot 900 pre-configured", gone: true },
    ],
  },
  notCompared: {
    vmid: "it is what the snapshot is known by",
    snapname: "it is what the snapshot is known by",
    type: "it says of which kind the guest is",
    owner: "it says whose it is",
    adopt: "it is a permission",
  },
});
