import { z } from "zod";
import { timezoneFile, zoneinfo, type TimeZones } from "../host/timezone";
import { writeFile } from "../host/write-file";
import type { Lifecycle } from "./lifecycle";

const zone = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/,
    "must be a time zone such as Europe/Berlin",
  );

/** The time zone of the node. */
const timezoneSchema = z.strictObject({
  /** Where /etc/localtime leads to, which is what programs go by (localtime(5)). */
  localtime: zone,
  /** What stands in /etc/timezone, which is what Proxmox VE shows (PVE/API2/Nodes.pm, time). */
  timezone: zone,
});

export type TimezoneSpec = z.infer<typeof timezoneSchema>;

const parts = ["timezones", "paths"] as const;

/** A node has always some time zone: it is adopted, and let go as it is. */
export const timezoneLifecycle: Lifecycle<TimezoneSpec, TimeZones, (typeof parts)[number]> = {
  kind: "timezone",
  parts,
  schema: timezoneSchema,
  id: () => "timezone",
  paths: (spec) => [pathOf(spec)],
  find: ({ timezones }) => timezones,
  observe: (live) => ({
    localtime: live.localtime ?? null,
    timezone: live.timezone ?? null,
  }),
  refuse({ spec, inspection: { paths } }) {
    if (paths.get(pathOf(spec)) !== undefined) return [];
    const reason = `timezone: the node has no time zone ${spec.localtime}: there is no ${pathOf(spec)}.`;
    return [{ property: "localtime", reason }];
  },
  async converge({ spec, live, context: { host } }) {
    if (live?.localtime !== spec.localtime) {
      // It does nothing where a daemon that still runs has set the same zone before, whatever the link says now.
      await host.shell.run(["systemctl", "stop", "systemd-timedated.service"]);
      await host.shell.run(["timedatectl", "set-timezone", spec.localtime]);
    }
    if (live?.timezone !== spec.timezone) {
      await writeFile(host.shell, {
        ...{ path: timezoneFile, content: `${spec.timezone}\n` },
        ...{ owner: "root", group: "root", mode: "0644" },
      });
    }
  },
};

function pathOf({ localtime }: TimezoneSpec): string {
  return `${zoneinfo}/${localtime}`;
}
