import { MountedFiles } from "../files/mounted-files";
import { MountedTree, newDev } from "../lxc/guest-files";
import type { EmbeddedNode } from "../node/embedded-node";
import { drivesOf, isCdrom, isCloudinit } from "./drive";

/** What a virtual machine sees: the disk that it boots from, with a /dev. Undefined where there is no system on it. */
export function machineFiles(
  node: EmbeddedNode,
  options: ReadonlyMap<string, string>,
): MountedFiles | undefined {
  const order = /(?:^|,)order=([\w;]+)/.exec(options.get("boot") ?? "")?.[1]?.split(";") ?? [];
  const disks = drivesOf(options).filter((drive) => !isCdrom(drive) && !isCloudinit(drive));
  const boot = order.flatMap((key) => disks.filter((drive) => drive.key === key))[0] ?? disks[0];
  if (boot === undefined || !boot.file.includes(":")) return undefined;
  const { backend, volname } = node.storages.volume(boot.file);
  const disk = backend.mount(volname);
  const files = new MountedFiles(
    new MountedTree(disk),
    () => new Map([["/dev", { tree: newDev() }]]),
  );
  return files.exists("/etc/os-release") ? files : undefined;
}
