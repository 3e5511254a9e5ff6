import { datasetSchema } from "../../providers/dataset/schema";
import { mirrorSpec } from "../lifecycle/pool-spec";
import { Resource } from "../lifecycle/world";
import { testDrift } from "./test-drift";

const name = "quickOS/data";
const fields: Readonly<Record<string, string>> = {
  ...{ aclinherit: "passthrough", aclmode: "passthrough", acltype: "posixacl", atime: "off" },
  ...{ checksum: "sha256", compression: "zstd-3", copies: "2", dedup: "verify", devices: "off" },
  ...{ dnodesize: "auto", exec: "off", filesystem_limit: "10", logbias: "throughput" },
  ...{ mountpoint: "/srv/data", overlay: "off", prefetch: "none", primarycache: "metadata" },
  ...{ quota: "100G", readonly: "on", recordsize: "16K", redundant_metadata: "most" },
  ...{ refquota: "50G", refreservation: "1G", relatime: "off", reservation: "2G" },
  ...{ secondarycache: "none", setuid: "off", snapdir: "visible", snapshot_limit: "10" },
  ...{ snapdev: "visible", special_small_blocks: "4K", sync: "always", volmode: "dev" },
  ...{ xattr: "off", "org.phoenix:use": "guests" },
};
const commands = Object.keys(fields).map((property) => {
  if (property === "atime") return `zfs set atime=on ${name}`;
  return /quota|reserv|_limit/.test(property)
    ? `zfs set ${property}=none ${name}`
    : `zfs inherit ${property} ${name}`;
});
/** Every property by itself would take long; several at a time drift in the same way. */
const groups = [0, 9, 18, 27].map((start) => commands.slice(start, start + 9).join(" && "));

testDrift({
  kind: "dataset",
  schema: datasetSchema,
  ground: async (world) => {
    await new Resource(world, "pool", mirrorSpec).up();
    await world.shell("echo 'long enough' > /root/key");
  },
  inputs: { name, properties: fields, mounted: true },
  fields: {
    name: { command: `zfs destroy ${name}`, gone: true },
    properties: groups,
    mounted: `zfs unmount ${name}`,
    volsize: [
      {
        command: "zfs set volsize=5G quickOS/disk",
        inputs: { name: "quickOS/disk", properties: {}, volsize: "10G" },
      },
      {
        command: "zfs set volsize=20G quickOS/disk",
        inputs: { name: "quickOS/disk", properties: {}, volsize: "10G" },
        refused: "20G on the host, 10G declared, and a volume never shrinks",
      },
    ],
    sparse: {
      command: "zfs set refreservation=1G quickOS/disk",
      inputs: { name: "quickOS/disk", properties: {}, volsize: "10G", sparse: true },
    },
    key: {
      command: `zfs unload-key ${name}`,
      inputs: {
        ...{ name, key: "available" },
        properties: {
          ...{ mountpoint: "none", encryption: "on", keyformat: "passphrase" },
          keylocation: "file:///root/key",
        },
      },
    },
  },
});
