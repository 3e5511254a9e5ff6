/** The Linux distribution inside a guest. */
export interface Distribution {
  /** As ID of os-release(5) has it. */
  readonly id: "debian" | "ubuntu";
  /** As VERSION_ID of os-release(5) has it: `12`, `24.04`. */
  readonly release: string;
  /** The suite of its archive: `bookworm`, `noble`. */
  readonly codename: string;
}

/** Each as Proxmox's list of OS templates begins (`ubuntu-24.04-standard_24.04-2_amd64.tar.zst`), and its codename. */
const codenames: Readonly<Record<string, string>> = {
  "debian-11": "bullseye",
  "debian-12": "bookworm",
  "debian-13": "trixie",
  "ubuntu-22.04": "jammy",
  "ubuntu-24.04": "noble",
  "ubuntu-25.04": "plucky",
  "ubuntu-25.10": "questing",
};

/**
 * What an OS template or a cloud image holds, by its file name, which begins with the distribution and its release or with
 * the codename (`noble-server-cloudimg-amd64.img`); undefined for a name that does not say it.
 */
export function distributionOf(file: string): Distribution | undefined {
  const name = file.split("/").at(-1) ?? "";
  const found = Object.entries(codenames).find(
    ([release, codename]) =>
      name.startsWith(`${release}-`) || /^[a-z]+(?=[-.])/.exec(name)?.[0] === codename,
  );
  if (found === undefined) return undefined;
  const [known, codename] = found;
  const [id, release = ""] = known.split("-");
  return id === "debian" || id === "ubuntu" ? { id, release, codename } : undefined;
}
