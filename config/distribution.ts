/** The Linux distribution inside a guest. */
export interface Distribution {
  /** As ID of os-release(5) has it. */
  readonly id: "debian" | "ubuntu";
  /** As VERSION_ID of os-release(5) has it: `12`, `24.04`. */
  readonly release: string;
  /** The suite of its archive: `bookworm`, `noble`. */
  readonly codename: string;
}

/** What Proxmox's list of OS templates calls each (`ubuntu-24.04-standard_24.04-2_amd64.tar.zst`), and its codename. */
const codenames: Readonly<Record<string, string>> = {
  "debian-11": "bullseye",
  "debian-12": "bookworm",
  "debian-13": "trixie",
  "ubuntu-22.04": "jammy",
  "ubuntu-24.04": "noble",
  "ubuntu-25.04": "plucky",
  "ubuntu-25.10": "questing",
};

/** What an OS template holds, by its file name; undefined for a name that does not say it. */
export function distributionOf(template: string): Distribution | undefined {
  const [, id = "", release = ""] = /(?:^|\/)(debian|ubuntu)-(\d+(?:\.\d+)?)-/.exec(template) ?? [];
  const codename = codenames[`${id}-${release}`];
  if (codename === undefined || (id !== "debian" && id !== "ubuntu")) return undefined;
  return { id, release, codename };
}
