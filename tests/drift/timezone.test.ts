import { timezoneLifecycle } from "../../providers/timezone";
import { testDrift } from "./test-drift";

testDrift({
  kind: "timezone",
  schema: timezoneLifecycle.schema,
  inputs: { localtime: "Europe/Berlin", timezone: "Europe/Berlin" },
  fields: {
    localtime: [
      "ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime",
      "rm /etc/localtime && cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime",
      "rm /etc/localtime",
    ],
    timezone: ["echo Asia/Tokyo > /etc/timezone", "rm /etc/timezone"],
  },
});
