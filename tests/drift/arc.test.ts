import { arcFile } from "../../host/arc";
import { arcLifecycle } from "../../providers/arc";
import { testDrift } from "./test-drift";

// More than the least of a large machine, and less than a small one has.
const bytes = 4 * 2 ** 30;

testDrift({
  kind: "arc",
  schema: arcLifecycle.schema,
  inputs: { running: bytes, boot: bytes, initramfs: "current" },
  fields: {
    running: "echo 3758096384 > /sys/module/zfs/parameters/zfs_arc_max",
    boot: [
      `sed -i s/${bytes}/1073741824/ ${arcFile} && update-initramfs -u`,
      { command: `rm ${arcFile}`, gone: true },
    ],
    initramfs: `sleep 0.05; touch ${arcFile}`,
  },
});
