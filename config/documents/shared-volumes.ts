import { applied, part, refused, required } from "../fields/field";
import { nodeFirewall } from "../fields/firewall";
import { key, ownerName, poolName, vmidText } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { absolutePath, fileMode } from "../scalars/paths";
import { boolean, mapOf, object } from "../scalars/text";

/** Who sees a folder of the node, and who owns it. */
const sharing = {
  mounts: applied("Where each container sees it, by vmid.", mapOf(vmidText, absolutePath)),
  read_only: applied("Whether the containers may only read it; false where absent.", boolean),
  owner_uid: applied(
    "Owner as the containers see it, root where absent; on the node that is 100000 more for unprivileged ones.",
    whole(0, 65535),
  ),
  owner_gid: applied("The same for the group.", whole(0, 65535)),
  owner: applied("Owner on the node, instead of owner_uid and owner_gid.", ownerName),
  mode: applied("Permissions of the folder; 0755 where absent.", fileMode),
};

const sharedVolume = object({
  host_path: part("Folder on the node; a missing one is made.", absolutePath),
  ...sharing,
});

/** Folders of the node that several containers see, by name. */
export const sharedVolumesDocument = object({
  firewall: refused(
    "a file that has it here is refused: it belongs at the root of the file",
    "Misplaced packet filter.",
    nodeFirewall,
  ),
})
  .catchall(sharedVolume)
  .superRefine((volumes, context) => {
    for (const name of Object.keys(volumes)) {
      const problem = key.safeParse(name).error?.issues[0];
      if (problem) context.addIssue({ ...problem, path: [name], code: "custom", input: name });
    }
  });

/** Datasets that several containers see, by name: POOL/NAME, mounted at /POOL/NAME. */
export const sharedZfsVolumesDocument = mapOf(
  key,
  object({
    pool: required("Pool in which the dataset lies.", poolName),
    size_gb: required("Quota of the dataset in GiB.", whole(1, 1024 * 1024)),
    ...sharing,
  }),
);
