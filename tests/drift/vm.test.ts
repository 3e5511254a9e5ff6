import { vmSchema } from "../../providers/vm/schema";
import { owner } from "../lifecycle/layer-spec";
import { makeTemplateVm, vmSpec } from "../lifecycle/vm-spec";
import { testDrift } from "./test-drift";

const config = "/etc/pve/qemu-server/1001.conf";
const set = (options: string) => `qm set 1001 ${options}`;

testDrift({
  kind: "vm",
  schema: vmSchema,
  ground: makeTemplateVm,
  inputs: vmSpec,
  follows: ["pending"],
  fields: {
    name: set("--name other"),
    memory: set("--memory 4096"),
    balloon: set("--delete balloon"),
    cores: set("--cores 4"),
    sockets: set("--sockets 2"),
    cpu: set("--delete cpu"),
    boot: set("--boot order=scsi1"),
    disks: [set("--delete scsi1"), set("--scsi5 local-zfs:1")],
    net: [
      set("--net0 virtio,bridge=vmbr0,tag=30"),
      set("--net0 e1000,bridge=vmbr0,tag=20"),
      set("--net1 virtio,bridge=vmbr0"),
      set("--delete net0"),
    ],
    cloudinit: `qm stop 1001 && ${set("--delete ide2")} && qm start 1001`,
    ciuser: set("--ciuser bob"),
    sshkeys: set("--delete sshkeys"),
    ipconfig: [
      set("--ipconfig0 ip=10.0.0.112/24,gw=10.0.0.1"),
      set("--ipconfig1 ip=dhcp"),
      set("--delete ipconfig0"),
    ],
    nameserver: set("--delete nameserver"),
    searchdomain: set("--delete searchdomain"),
    agent: set("--agent 0"),
    hostpci: set("--hostpci0 0000:01:00.0"),
    onboot: set("--delete onboot"),
    "startup.order": set("--startup order=9,up=2,down=2"),
    "startup.up": set("--startup order=4,up=6,down=2"),
    "startup.down": set("--startup order=4,up=2"),
    tags: [
      set(`--tags ${owner}+1001`),
      set(`--tags 'mine;web;${owner}+1001'`),
      set("--tags web --description 'the portal'"),
    ],
    description: set("--description 'something else'"),
    running: "qm stop 1001",
    pending: `printf '\\n[PENDING]\\ncores: 2\\n' >> ${config} && sed -i '0,/^cores: 2/s//cores: 1/' ${config}`,
  },
  notCompared: {
    vmid: "it is what the machine is known by",
    owner: "it is in the tags",
    source: "it says where a missing machine comes from, and nothing of one that is there",
    droppedTags: "it is never an input",
    auto: "an address is chosen from it when inputs are checked, which is compared as ipconfig",
    template: "it has a kind of its own, and cannot be turned back",
    adopt: "it is a permission",
    replace: "it is a permission",
  },
});
