import { serviceLifecycle } from "../../providers/service";
import { testDrift } from "./test-drift";

const off = { unit: "cron.service", enabled: "disabled", active: "inactive" };

testDrift({
  kind: "service",
  schema: serviceLifecycle.schema,
  inputs: { unit: "cron.service", enabled: "enabled", active: "active" },
  fields: {
    enabled: ["systemctl disable cron", { command: "systemctl enable cron", inputs: off }],
    active: ["systemctl stop cron", { command: "systemctl start cron", inputs: off }],
  },
  notCompared: { unit: "It is the resource itself: another unit is another resource." },
});
