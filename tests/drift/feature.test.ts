import { featureLifecycle } from "../../providers/feature";
import { readFeature } from "../../providers/features";
import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

const baseSetup = readFeature("base_setup");
const inGuest = (command: string) => `pct exec 900 -- ${command}`;

testDrift({
  kind: "feature",
  schema: featureLifecycle.schema,
  async ground(world) {
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    await new Resource(world, "container", layerSpec).up();
    await world.shell("pct start 900");
  },
  inputs: {
    vmid: 900,
    owner,
    feature: "base_setup",
    fingerprint: baseSetup?.fingerprint,
    facts: baseSetup?.facts,
  },
  fields: {
    fingerprint:
      "sed -i 's/^#verified .*/#verified base_setup=ffffffffffff/' /etc/pve/lxc/900.conf",
    facts: [
      inGuest("apt-get remove -y htop"),
      inGuest("apt-get purge -y jq git"),
      inGuest("sed -i s/en_US.UTF-8/C.UTF-8/ /etc/default/locale"),
      inGuest("rm /etc/default/locale"),
    ],
  },
  notCompared: {
    vmid: "it is what the feature is known by",
    feature: "it is what the feature is known by",
    type: "a guest of the other type is another guest",
    owner: "it says whose the container is",
    options: "what they decide is compared: the fingerprint and the facts",
    secrets: "whether the guest has them is compared: the facts",
    gpus: "what they decide is compared: the fingerprint and the facts",
    "distribution.id": "what it decides is compared: the fingerprint and the facts",
    "distribution.release": "what it decides is compared: the fingerprint and the facts",
    "distribution.codename": "what it decides is compared: the fingerprint and the facts",
    "downloads.proxy": "what is installed is the same by whatever way it came",
    "downloads.no_proxy": "what is installed is the same by whatever way it came",
    "downloads.mirrors": "where apt looks for packages is compared: the facts of its files",
  },
});
