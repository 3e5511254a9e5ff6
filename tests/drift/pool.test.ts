import { poolSchema } from "../../providers/pool/schema";
import { makeImages, mirrorSpec } from "../lifecycle/pool-spec";
import { testDrift } from "./test-drift";

const image = (name: string) => `/srv/images/${name}`;
const mirror = (...names: string[]) => ({ type: "mirror", disks: names.map(image) });

testDrift({
  kind: "pool",
  schema: poolSchema,
  ground: async (world) => {
    await makeImages(world, "1", "2", "3", "4", "5", "6", "7", "8", "9");
  },
  inputs: {
    ...mirrorSpec,
    name: "tank",
    vdevs: [mirror("1", "2")],
    special: [mirror("3", "4")],
    dedup: [],
    log: [mirror("5", "6")],
    cache: [image("7")],
    spare: [image("8")],
    properties: { autotrim: "on", comment: "data" },
    grow: "allowed",
  },
  fields: {
    name: { command: "zpool export tank", refused: "part of exported pool 'tank'" },
    vdevs: [
      "zpool detach tank /srv/images/2",
      {
        command: "zpool attach tank /srv/images/1 /srv/images/9",
        refused: "vdevs: pool tank stands on other ground than declared",
      },
    ],
    special: [
      "zpool remove tank mirror-2",
      {
        command: "zpool attach tank /srv/images/3 /srv/images/9",
        refused: "special: pool tank stands on other ground than declared",
      },
    ],
    dedup: {
      command: "zpool add -f tank dedup mirror /srv/images/9 /srv/images/8",
      inputs: { ...mirrorSpec, name: "tank", vdevs: [mirror("1", "2")] },
      refused: "dedup: pool tank stands on other ground than declared",
    },
    log: [
      "zpool remove tank mirror-1",
      {
        command: "zpool add tank log /srv/images/9",
        refused: "log: pool tank stands on other ground than declared",
      },
    ],
    cache: [
      "zpool remove tank /srv/images/7",
      {
        command: "zpool add tank cache /srv/images/9",
        refused: "cache: pool tank stands on other ground than declared",
      },
    ],
    spare: [
      "zpool remove tank /srv/images/8",
      {
        command: "zpool add tank spare /srv/images/9",
        refused: "spare: pool tank stands on other ground than declared",
      },
    ],
    properties: ["zpool set autotrim=off tank", "zpool set comment=other tank"],
    filesystemProperties: ["zfs set atime=on tank", "zfs inherit compression tank"],
  },
  notCompared: { grow: "it says what may be done, and is no state of the pool" },
});
