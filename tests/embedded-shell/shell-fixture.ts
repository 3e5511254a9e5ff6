import type { ApiCall, GuestView, Json } from "../../embedded/contract";
import { MountedFiles } from "../../embedded/files/mounted-files";
import { baseHostTree } from "../../embedded/interior/host-tree";
import { templateTree } from "../../embedded/interior/template-tree";
import { HostShell } from "../../embedded/shell/host-shell";
import { Zfs } from "../../embedded/zfs/zfs";

/** A host shell with one running guest, 950, of the given template, and an API that knows nothing. */
export function shellFixture(template = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst") {
  const root = baseHostTree();
  const zfs = new Zfs();
  const files = new MountedFiles(root, () => zfs.mounts());
  const rootfs = templateTree(template);
  if (!rootfs) throw new Error(`no tree for ${template}`);
  const guest = new MountedFiles(rootfs);
  const facts: Record<string, Json> = {};
  const journal: string[] = [];
  const guests: GuestView = {
    vmids: () => [950],
    running: (vmid) => vmid === 950,
    files: () => guest,
    runtime: () => facts,
    runningMachines: () => [],
    agentFiles: () => files,
    machineRuntime: () => ({}),
  };
  const api: ApiCall = async (_user, method, path) => ({
    status: 501,
    reason: `Method '${method} ${path}' not implemented`,
    data: null,
  });
  const shell = new HostShell({
    node: "phoenix",
    files,
    zfs,
    api,
    guests,
    journal: { record: (via, what) => journal.push(`${via} ${what}`) },
  });
  return { shell, root, files, zfs, guest, journal };
}
