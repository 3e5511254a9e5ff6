import { text } from "../scalars/text";

/** What a Proxmox storage may hold. */
export const contentTypes = [
  "images",
  "rootdir",
  "backup",
  "iso",
  "vztmpl",
  "snippets",
  "import",
] as const;
export type Content = (typeof contentTypes)[number];

/** Content that each kind of storage can hold (PVE/Storage/*Plugin.pm, plugindata). */
export const contentOf: Readonly<
  Record<"dir" | "zfspool" | "nfs" | "cifs" | "lvmthin", readonly Content[]>
> = {
  dir: contentTypes,
  zfspool: ["images", "rootdir"],
  nfs: contentTypes,
  cifs: contentTypes,
  lvmthin: ["images", "rootdir"],
};

const word = `(?:${contentTypes.join("|")})`;

/** Content as a comma-separated list. */
export const contentList = text(
  `a comma-separated list of ${contentTypes.join(", ")}`,
  new RegExp(`^${word}(?:\\s*,\\s*${word})*$`),
).transform(parseContent);

/** The content that a list names, sorted, without doubles: Proxmox keeps no order. */
export function parseContent(list: string): Content[] {
  return [...new Set(list.split(/\s*,\s*/))].sort() as Content[];
}
