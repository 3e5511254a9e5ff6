/** What the node is called, and where its name leads to. */
export interface Hostname {
  /** What the running kernel says. */
  readonly running: string;
  /** What stands in /etc/hostname, so after the next start; undefined where it is not there. */
  readonly file: string | undefined;
  /** Text of /etc/hosts; "" where it is not there. */
  readonly hosts: string;
  /** The node's own addresses, of version 4 and 6, without the loopback's. */
  readonly addresses: readonly string[];
}

export const hostnameFile = "/etc/hostname";
export const hostsFile = "/etc/hosts";

/** Reads the sections of the inspection that are about the node's name. */
export function parseHostname(sections: ReadonlyMap<string, string>): Hostname {
  return {
    running: (sections.get("hostname") ?? "").trim(),
    file: sections.get(`file ${hostnameFile}`)?.trim(),
    hosts: sections.get(`file ${hostsFile}`) ?? "",
    addresses: (sections.get("addresses") ?? "").split(/\s+/).filter((word) => word !== ""),
  };
}
