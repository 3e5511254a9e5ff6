import { containerSchema } from "../../providers/container/schema";
import { installDriver } from "../embedded/gpu-node";
import { guestSpec, layerSpec, owner, snapshotSpec, templateFile } from "../lifecycle/layer-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

const config = "/etc/pve/lxc/950.conf";
/** A device is set and taken away while the guest is stopped. */
const stopped = (command: string) => `pct stop 950 && ${command} && pct start 950`;

const inputs = {
  ...guestSpec,
  searchdomain: "internal.example",
  startup: { order: 3, up: 5, down: 30 },
};

testDrift({
  kind: "container",
  schema: containerSchema,
  async ground(world) {
    await world.shell(installDriver);
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    await new Resource(world, "container", layerSpec).up();
    await new Resource(world, "snapshot", snapshotSpec).up();
    await new Resource(world, "container", inputs).up();
  },
  inputs,
  follows: ["pending"],
  fields: {
    memory: "pct set 950 --memory 1024",
    swap: "pct set 950 --swap 0",
    cores: ["pct set 950 --cores 4", stopped("pct set 950 --delete cores")],
    cpulimit: "pct set 950 --cpulimit 0",
    hostname: "pct set 950 --hostname other",
    tags: [
      `pct set 950 --tags ${owner}+950`,
      `pct set 950 --tags 'ai;mine;${owner}+950'`,
      "pct set 950 --tags ai --description 'the model server'",
    ],
    onboot: ["pct set 950 --delete onboot", "pct set 950 --onboot 0"],
    "startup.order": ["pct set 950 --startup order=9,up=5,down=30", "pct set 950 --delete startup"],
    "startup.up": "pct set 950 --startup order=3,up=6,down=30",
    "startup.down": "pct set 950 --startup order=3,up=5",
    description: "pct set 950 --description 'something else'",
    net: [
      "pct set 950 --net0 name=eth0,bridge=vmbr0,ip=10.0.0.99/24,gw=10.0.0.1",
      "pct set 950 --net0 name=eth0,bridge=vmbr0,ip=10.0.0.150/24,gw=10.0.0.1,tag=20",
      "pct set 950 --net1 name=eth1,bridge=vmbr0,ip=dhcp",
      stopped("pct set 950 --delete net0"),
    ],
    nameserver: ["pct set 950 --nameserver 8.8.8.8", "pct set 950 --delete nameserver"],
    searchdomain: ["pct set 950 --searchdomain other", "pct set 950 --delete searchdomain"],
    dev: [
      stopped("pct set 950 --delete dev0"),
      stopped("pct set 950 --delete dev0,dev1"),
      stopped("pct set 950 --dev0 /dev/nvidia0,mode=0600"),
      "pct set 950 --dev5 /dev/nvidia1",
    ],
    mp: [
      stopped("pct set 950 --delete mp0"),
      "pct set 950 --mp3 local-zfs:1,mp=/foreign",
      `sed -i '/^mp0:/s/$/,ro=1/' ${config}`,
    ],
    features: [
      "pct set 950 --features nesting=1",
      "pct set 950 --features nesting=1,keyctl=1,fuse=1",
      "pct set 950 --delete features",
    ],
    lxc: [
      `sed -i 's/^lxc.cap.drop: sys_time/lxc.cap.drop: sys_module/' ${config}`,
      `sed -i '/^lxc.cap.drop/d' ${config}`,
      `sed -i '/^lxc.cap.drop/a lxc.cap.drop: sys_boot' ${config}`,
    ],
    running: "pct stop 950",
    pending: `sed -i 's/^nameserver:.*/nameserver: 8.8.8.8/' ${config} && printf '\\n[pve:pending]\\nnameserver: 10.0.0.1\\n' >> ${config}`,
    "rootfs.size": { command: "pct resize 950 rootfs 8G", refused: "8G" },
    "rootfs.storage": {
      command: `sed -i '/^rootfs:/s/local-zfs:/local:/' ${config}`,
      refused: "replace",
    },
    unprivileged: { command: `sed -i '/^unprivileged:/d' ${config}`, refused: "replace" },
  },
  notCompared: {
    vmid: "it is what the container is known by",
    owner: "it is in the tags",
    source: "it says where a missing container comes from, and nothing of one that is there",
    droppedTags: "it is never an input",
    template: "it has a kind of its own, and cannot be turned back",
    auto: "an address is chosen from it when inputs are checked, which is compared as net",
    adopt: "it is a permission",
    declaredProfile:
      "it says that the profile is declared as well, so that preview need not find it",
    replace: "it is a permission",
  },
});
