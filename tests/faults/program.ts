import { sha256Of } from "../../providers/file";
import type { Declared } from "../engine/declared";
import { mirrorSpec } from "../lifecycle/pool-spec";
import { guestSpec, layerSpec, owner, snapshotSpec, templateFile } from "../lifecycle/layer-spec";

const content = "# of the stack\n";

/** A little of everything that is written to: over the API, with tasks, as root, in files. */
export const program: readonly Declared[] = [
  {
    ...{ kind: "file", name: "file", needs: [] },
    inputs: {
      ...{ path: "/etc/phoenix.conf", content, sha256: sha256Of(content) },
      ...{ owner: "root:root", mode: "0644" },
    },
  },
  {
    ...{ kind: "service", name: "service", needs: [] },
    inputs: { unit: "cron.service", enabled: "disabled", active: "inactive" },
  },
  { kind: "pool", name: "pool", needs: [], inputs: mirrorSpec },
  {
    ...{ kind: "dataset", name: "data", needs: ["pool"] },
    inputs: { name: "quickOS/data", mounted: true, properties: { compression: "zstd" } },
  },
  {
    ...{ kind: "dataset", name: "dataset", needs: [] },
    inputs: { name: "rpool/shared", mounted: true, properties: { compression: "lz4" } },
  },
  {
    ...{ kind: "storage", name: "storage", needs: ["dataset"] },
    inputs: {
      ...{ storage: "shared", type: "dir", path: "/rpool/shared", content: ["images"] },
      ...{ nodes: [], disable: false },
    },
  },
  {
    ...{ kind: "ostemplate", name: "template", needs: [] },
    inputs: { storage: "local", template: templateFile },
  },
  { kind: "container", name: "layer", needs: ["template"], inputs: layerSpec },
  { kind: "snapshot", name: "snapshot", needs: ["layer"], inputs: snapshotSpec },
  {
    ...{ kind: "container", name: "guest", needs: ["snapshot"] },
    inputs: { ...guestSpec, dev: {}, source: { ...guestSpec.source }, owner },
  },
  {
    ...{ kind: "guestfirewall", name: "firewall", needs: ["guest"] },
    inputs: {
      ...{ vmid: 950, aliases: {}, ipsets: {}, options: { enable: true } },
      rules: "IN ACCEPT -source 10.0.0.153 -p tcp -dport 9443\n",
    },
  },
];
