/** A container template of Proxmox's own index (`pveam available`). */
export interface Appliance {
  /** File name. */
  readonly template: string;
  readonly os: string;
  readonly version: string;
  readonly headline: string;
  readonly section: "system";
  /** Bytes of the archive. */
  readonly size: number;
}

/** The templates that the embedded node can download; each of them unpacks to a tree. */
export const appliances: readonly Appliance[] = [
  system("debian-12-standard_12.12-1_amd64.tar.zst", "debian-12", "Debian 12 Bookworm", 126129364),
  system("debian-13-standard_13.1-2_amd64.tar.zst", "debian-13", "Debian 13 Trixie", 129710398),
  system("ubuntu-24.04-standard_24.04-2_amd64.tar.zst", "ubuntu-24.04", "Ubuntu 24.04", 141589225),
];

export const applianceServer = "download.proxmox.com";

export function applianceUrl({ template, section }: Appliance): string {
  return `http://${applianceServer}/images/${section}/${template}`;
}

function system(template: string, os: string, name: string, size: number): Appliance {
  const version = /_([^_]+)_[^_]+$/.exec(template)?.[1] ?? "";
  return { template, os, version, headline: `${name} (standard)`, section: "system", size };
}
