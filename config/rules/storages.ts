import type { DeclaredStorageConfig } from "../types";
import { contentOf } from "../fields/storage";
import type { Rule, RuleContext } from "./context";

/** The storages that stand in a list of their own. */
export const storageListRules: Rule[] = [fields, content];

const common = ["id", "type", "content", "nodes", "disable", "bwlimit"];
const files = [
  ...["prune-backups", "max-protected-backups", "format", "preallocation", "mkdir"],
  ...["create-base-path", "create-subdirs", "content-dirs", "snapshot-as-volume-chain"],
];

/** Options by type (PVE/Storage/*Plugin.pm, `options`). */
const options: Readonly<
  Record<DeclaredStorageConfig["type"], { needed: readonly string[]; more: readonly string[] }>
> = {
  dir: { needed: ["path"], more: [...files, "shared", "is_mountpoint"] },
  zfspool: { needed: ["pool"], more: ["sparse", "blocksize", "mountpoint"] },
  nfs: { needed: ["server", "export"], more: [...files, "path", "options"] },
  cifs: {
    needed: ["server", "share"],
    more: [...files, "path", "options", "subdir", "username", "domain", "smbversion"],
  },
  lvmthin: { needed: ["vgname", "thinpool"], more: [] },
};

function fields({ declaration, report }: RuleContext): void {
  for (const [index, storage] of declared(declaration)) {
    const { needed, more } = options[storage.type];
    const path = ["storages", index];
    for (const field of needed.filter((each) => !(each in storage))) {
      const message = `storage ${storage.id} is a ${storage.type}, which needs ${field}`;
      report.error("hypervisor", path, "storage-fields", message);
    }
    const known = [...common, ...needed, ...more];
    for (const field of Object.keys(storage).filter((each) => !known.includes(each))) {
      const message = `storage ${storage.id} is a ${storage.type}, which has no ${field}; it has ${[...needed, ...more].join(", ")}`;
      report.error("hypervisor", [...path, field], "storage-fields", message);
    }
  }
}

function content({ declaration, report }: RuleContext): void {
  for (const [index, storage] of declared(declaration)) {
    const holds = contentOf[storage.type];
    const wrong = storage.content.filter((each) => !holds.includes(each));
    if (wrong.length === 0) continue;
    const message = `storage ${storage.id} is a ${storage.type}, which holds ${holds.join(" and ")} only, not ${wrong.join(", ")}`;
    report.error("hypervisor", ["storages", index, "content"], "storage-content", message);
  }
}

function declared({ hypervisor }: RuleContext["declaration"]) {
  return (hypervisor?.storages ?? []).entries();
}
