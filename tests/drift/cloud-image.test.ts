import { cloudImageLifecycle } from "../../providers/cloud-image";
import { imageSpec } from "../lifecycle/vm-spec";
import { testDrift } from "./test-drift";

testDrift({
  kind: "cloudimage",
  schema: cloudImageLifecycle.schema,
  inputs: imageSpec,
  fields: {
    file: { command: `rm /var/lib/vz/import/${imageSpec.file}`, gone: true },
  },
  notCompared: {
    storage: "it is what the image is known by",
    url: "it says where a missing image comes from",
    checksum: "it is what a download is held to",
  },
});
