import { hostId, isUnprivileged } from "../idmap";
import { ownerOf } from "../normalise/directories";
import { originOf } from "../origin";
import type { ContainerConfig, DirectoryConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { containerOrigin } from "./context";

/** Folders of the node that containers see. */
export const directoryRules: Rule[] = [owners, owningIds, sharedOwners, conflicts];

const root = { kind: "hypervisor", path: [] } as const;

/** A shared volume says its owner in one way. */
function owners({ declaration, report }: RuleContext): void {
  for (const volume of declaration.hypervisor?.shared_volumes ?? []) {
    const { owner, owner_uid, owner_gid } = volume;
    if (owner === undefined || (owner_uid === undefined && owner_gid === undefined)) continue;
    const { kind, path } = originOf(volume, root);
    const message = `is ${owner}, and owner_uid or owner_gid is given as well; give one of them`;
    report.error(kind, [...path, "owner"], "directory-owner", message);
  }
}

/** An owner whom a container names is one that the container can have. */
function owningIds(context: RuleContext): void {
  for (const [owned, container] of ownedFolders(context)) {
    const mapping = mappingOf(container, context);
    for (const [kind, field] of [
      ["u", "owner_uid"],
      ["g", "owner_gid"],
    ] as const) {
      const id = owned[field] ?? 0;
      if (hostId(kind, id, mapping) !== undefined) continue;
      const origin = originOf(owned, containerOrigin(container.vmid, "mount_points"));
      const message = `${field} ${id} is no id that container ${container.vmid} has; see its lxc.idmap`;
      context.report.error(origin.kind, origin.path, "directory-owner", message);
    }
  }
}

/** One folder has one owner on the node, whoever sees it. */
function sharedOwners(context: RuleContext): void {
  const byVmid = new Map(context.containers.map((container) => [container.vmid, container]));
  for (const volume of context.declaration.hypervisor?.shared_volumes ?? []) {
    if (volume.owner !== undefined) continue;
    const seen = Object.keys(volume.mounts).flatMap((vmid) => byVmid.get(Number(vmid)) ?? []);
    const [first, ...others] = seen.map((container) => ({
      container,
      owner: ownerOf(volume, container, byVmid),
    }));
    const other = others.find(({ owner }) => owner !== first?.owner);
    if (first === undefined || other === undefined) continue;
    const { kind, path } = originOf(volume, root);
    const message =
      `the owner is ${first.owner} on the node for container ${first.container.vmid}, and ${other.owner} for ` +
      `container ${other.container.vmid}, because they map ids differently; write owner`;
    context.report.error(kind, path, "directory-owner", message);
  }
}

/** Who declares a folder that is declared already says the same of it. */
function conflicts({ declaration, report }: RuleContext): void {
  const first = new Map<string, DirectoryConfig>();
  for (const directory of declaration.hypervisor?.directories ?? []) {
    const { path: folder, owner, mode } = directory;
    const other = first.get(folder);
    first.set(folder, { ...directory, ...other });
    if (other === undefined) continue;
    const sameMode = mode === undefined || other.mode === undefined || mode === other.mode;
    if (owner === other.owner && sameMode) continue;
    const say = (each: DirectoryConfig) => `${each.owner} ${each.mode ?? "with any permissions"}`;
    const { kind, path } = originOf(directory, root);
    const message = `the folder ${folder} is ${say(directory)} here and ${say(other)} elsewhere; declare the same`;
    report.error(kind, path, "directory-conflict", message);
  }
}

function ownedFolders(
  context: RuleContext,
): [{ readonly owner_uid?: number; readonly owner_gid?: number }, ContainerConfig][] {
  const bound = context.containers.flatMap((container) =>
    container.mount_points
      .filter(({ owner_uid, owner_gid }) => owner_uid !== undefined || owner_gid !== undefined)
      .map((mount) => [mount, container] as [typeof mount, ContainerConfig]),
  );
  const shared = (context.declaration.hypervisor?.shared_volumes ?? [])
    .filter(({ owner }) => owner === undefined)
    .flatMap((volume) =>
      Object.keys(volume.mounts)
        .flatMap((vmid) => context.container(Number(vmid)) ?? [])
        .map((container) => [volume, container] as [typeof volume, ContainerConfig]),
    );
  return [...bound, ...shared];
}

function mappingOf(
  container: ContainerConfig,
  { containers }: RuleContext,
): Pick<ContainerConfig, "unprivileged" | "lxc_options"> {
  const byVmid = new Map(containers.map((each) => [each.vmid, each]));
  return { ...container, unprivileged: isUnprivileged(container, byVmid) };
}
