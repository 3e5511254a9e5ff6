/** What the node takes for its time zone, in two places. */
export interface TimeZones {
  /** Where /etc/localtime leads to (localtime(5)); undefined where it is no link into the time zones. */
  readonly localtime: string | undefined;
  /** What stands in /etc/timezone, where Proxmox VE reads it (PVE/INotify.pm); undefined where it is not there. */
  readonly timezone: string | undefined;
}

/** Debian's older file, which systemd does not make. */
export const timezoneFile = "/etc/timezone";

/** The folder of the time zones. */
export const zoneinfo = "/usr/share/zoneinfo";

/** Reads the link's target and the file's text, a line each. */
export function parseTimeZones(text: string): TimeZones {
  const [target = "", timezone = ""] = text.split("\n");
  return {
    localtime: /\/zoneinfo\/(.+)$/.exec(target)?.[1],
    timezone: timezone.trim() || undefined,
  };
}
