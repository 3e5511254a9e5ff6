import { pciMappingLifecycle } from "../../providers/pci-mapping";
import { mappingSpec } from "../lifecycle/pci-mapping-spec";
import { testDrift } from "./test-drift";

const file = "/etc/pve/mapping/pci.cfg";

testDrift({
  kind: "pcimapping",
  schema: pciMappingLifecycle.schema,
  inputs: mappingSpec,
  fields: {
    path: [
      { command: `sed -i s/path=0000:04:00/path=0000:01:00/ ${file}`, along: ["device"] },
      { command: `rm ${file}`, gone: true },
    ],
    device: [
      `sed -i s/id=10de:/id=10df:/ ${file}`,
      `sed -i s/iommugroup=13/iommugroup=99/ ${file}`,
      `sed -i s/,subsystem-id=.*// ${file}`,
    ],
  },
  notCompared: { name: "it is what the mapping is known by" },
});
