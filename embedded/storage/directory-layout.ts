import { failure } from "../api/api-error";
import type { VolumeContent, VolumeName } from "./backend";

/** The folder of each kind of content below the storage's path. */
export const contentFolders: Readonly<Record<VolumeContent, string>> = {
  images: "images",
  rootdir: "private",
  iso: "template/iso",
  vztmpl: "template/cache",
  backup: "dump",
  snippets: "snippets",
  import: "import",
};

const templateSuffix = /\.tar\.(gz|xz|zst|bz2)$/i;

/** Reads a volume name of a file-based storage (PVE::Storage::Plugin::parse_volname). */
export function parseDirectoryVolume(volname: string): VolumeName {
  const file = parseFile(volname) ?? parseImage(volname);
  if (!file) throw failure(`unable to parse directory volume name '${volname}'`);
  return file;
}

/** What GET …/content calls the format of a template: `tzst`, `tgz` … */
function templateFormat(name: string): string | undefined {
  const suffix = templateSuffix.exec(name)?.[1]?.toLowerCase();
  if (suffix === undefined) return undefined;
  return `t${suffix === "gz" ? "gz" : suffix}`;
}

/** The kind of a file in one of the content folders, or undefined where it does not belong there. */
export function fileContent(content: VolumeContent, name: string): string | undefined {
  if (content === "vztmpl") return templateFormat(name);
  if (content === "iso") return /\.(?:iso|img)$/i.test(name) ? "iso" : undefined;
  if (content === "snippets") return "snippet";
  if (content === "import") return /\.(ova|ovf|qcow2|raw|vmdk)$/i.exec(name)?.[1];
  if (content === "backup") return /\.((?:tar|vma)(?:\.(?:gz|lzo|zst))?|tgz)$/i.exec(name)?.[1];
  return undefined;
}

function parseFile(volname: string): VolumeName | undefined {
  const [, content, name] = /^(iso|vztmpl|backup|snippets|import)\/([^/]+)$/.exec(volname) ?? [];
  if (content === undefined || name === undefined) return undefined;
  const kind = content as VolumeContent;
  const format = fileContent(kind, name);
  return format === undefined ? undefined : { content: kind, name, format, isBase: false };
}

function parseImage(volname: string): VolumeName | undefined {
  const parts = /^(?:(\d+\/base-\d+-[^/]+)\/)?(\d+)\/([^/]+)$/.exec(volname);
  const [, base, vmid, name] = parts ?? [];
  const format = /\.(raw|qcow2|vmdk|subvol)$/.exec(name ?? "")?.[1];
  if (name === undefined || format === undefined) return undefined;
  return {
    content: "images",
    name,
    format,
    vmid: Number(vmid),
    ...(base === undefined ? {} : { base }),
    isBase: /^base(?:vol)?-/.test(name),
  };
}
