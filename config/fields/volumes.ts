import { hostname, key, storageId } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { absolutePath, anyPath } from "../scalars/paths";
import { boolean, object, oneOf } from "../scalars/text";
import { annotation, applied, later, part, required } from "./field";

/** A volume of its own on a storage, mounted into the container as mp[n]; its identity is the mount point. */
export const volume = object({
  name: annotation("What the volume is for; no part of its real name.", key),
  pool: required("Storage id on which the volume lies.", storageId),
  size_gb: required("Size in GiB; it only grows.", whole(1, 1024 * 1024)),
  mount_point: required("Where it is mounted inside the guest.", absolutePath),
});

/** A folder of the node, mounted into the container. */
export const bindMount = object({
  host_path: required("Folder on the node.", absolutePath),
  container_path: required("Where it is mounted inside the guest.", absolutePath),
  read_only: applied("Whether the guest may only read it; false where absent.", boolean),
  owner_uid: applied(
    "Owner as the guest sees it; where one of owner_uid and owner_gid is given, a missing folder is made, and the other is root.",
    whole(0, 65535),
  ),
  owner_gid: applied("The same for the group.", whole(0, 65535)),
});

/** One range of user or group ids that the guest shares with the node. */
export const idMap = object({
  type: part("Kind of id.", oneOf(["uid", "gid"])),
  host_id: part("First id on the node.", whole(0)),
  container_id: part("First id in the guest.", whole(0)),
  size: part("How many.", whole(1)),
});

/** What a reverse proxy publishes of a guest. */
export const traefikService = object({
  name: later("reverse proxy", "DNS label of the service.", hostname),
  port: later("reverse proxy", "Port of the service in the guest.", whole(1, 65535)),
  scheme: later("reverse proxy", "How the proxy speaks to it.", oneOf(["http", "https"])),
});

/** A script by its file name. */
export const script = object({ script: later("tests", "Script's path.", anyPath) });
