import { chronyFile } from "../../host/chrony";
import { chronyLifecycle } from "../../providers/chrony";
import { testDrift } from "./test-drift";

testDrift({
  kind: "chrony",
  schema: chronyLifecycle.schema,
  inputs: {
    package: "installed",
    enabled: "enabled",
    active: "active",
    sources: { "ntp.example.org": "server iburst prefer", "pool.example.org": "pool iburst" },
    used: ["ntp.example.org", "pool.example.org"],
  },
  fields: {
    package: { command: "apt-get remove -y chrony", along: ["enabled", "active", "used"] },
    enabled: "systemctl disable chrony",
    active: { command: "systemctl stop chrony", along: ["used"] },
    sources: [
      `sed -i /ntp.example/d ${chronyFile}`,
      `sed -i 's/ prefer//' ${chronyFile}`,
      `sed -i 's/^pool/server/' ${chronyFile}`,
      `echo 'server foreign.example.org' >> ${chronyFile}`,
      { command: `rm ${chronyFile}`, gone: true },
    ],
    used: `mv ${chronyFile} /root/x && chronyc reload sources && mv /root/x ${chronyFile}`,
  },
  notCompared: { dropped: "it is no input, but what an update finds out" },
});
