import { hostnameLifecycle } from "../../providers/hostname";
import { testDrift } from "./test-drift";

testDrift({
  kind: "hostname",
  schema: hostnameLifecycle.schema,
  inputs: {
    hostname: "phoenix",
    running: "phoenix",
    fqdn: "phoenix.example.org",
    address: "10.0.0.13",
  },
  fields: {
    hostname: ["echo other > /etc/hostname", "rm /etc/hostname"],
    running: "hostname phoenix.lan",
    fqdn: "sed -i s/phoenix.example.org/phoenix.lan/ /etc/hosts",
    address: [
      "sed -i s/10.0.0.13/127.0.1.1/ /etc/hosts",
      "echo '10.0.0.99 phoenix' >> /etc/hosts",
      { command: "sed -i /phoenix/d /etc/hosts", along: ["fqdn"] },
    ],
  },
});
