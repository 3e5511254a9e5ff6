import { z } from "zod";
import { alias, applied, inert, later, legacyForm, part } from "../fields/field";
import { addressOrNetwork, host } from "../scalars/addresses";
import { ownerName, userName } from "../scalars/names";
import { absolutePath, anyPath, fileMode } from "../scalars/paths";
import { boolean, line, listOf, object, text } from "../scalars/text";

const nfsOption = text(
  "an export option such as no_subtree_check",
  /^[a-z0-9_]+(?:=[A-Za-z0-9_:.@/-]+)?$/,
);
const nfsOptionLine = text(
  "export options separated by commas",
  /^(?:[a-z0-9_]+(?:=[A-Za-z0-9_:.@/-]+)?(?:,(?!$)|$))*$/,
);

const nfsOptions = z.union(
  [
    legacyForm(
      "a list of options",
      nfsOptionLine.transform((options) => options.split(",")),
    ),
    listOf("export options", nfsOption),
  ],
  { error: "must be a list of export options" },
);

const nfsClient = z.union([addressOrNetwork, host, z.literal("*")], {
  error: "must be an address, a network or a host name",
});

/** NFS exports of the node. */
export const nfsDocument = object({
  exports: applied(
    "Folders that the node exports, now and after a restart, in /etc/exports.d/phoenix.exports; lines of other files are left alone. A missing folder is made. Where the list is empty, nothing of NFS is touched.",
    listOf(
      "exports",
      object({
        path: part("Folder on the node; may stand twice, with other clients.", absolutePath),
        clients: applied("Who may mount it.", listOf("clients", nfsClient)),
        options: applied("Options of exports(5); its defaults where absent.", nfsOptions),
        owner: applied("Owner of the folder; left alone where absent.", ownerName),
        mode: applied("Permissions of the folder; left alone where absent.", fileMode),
      }),
    ),
  ),
  shares: alias(
    "nfs.exports",
    listOf("shares", object({ path: anyPath, options: z.exactOptional(nfsOptions) })),
  ),
});

const shareName = text(
  "a share name (letters, digits, _, -, . or $)",
  /^[A-Za-z0-9][A-Za-z0-9_.$-]{0,79}$/,
);

/** Samba shares of the node. */
export const sambaDocument = object({
  user: later("Samba", "Linux user who owns the shares.", userName),
  shares: later(
    "Samba",
    "Shared folders.",
    listOf(
      "shares",
      object({
        name: later("Samba", "Name that clients see.", shareName),
        path: later("Samba", "Folder; without leading slash it begins at /.", anyPath),
        options: inert(
          "the original never read it; write browsable, read_only, guest_ok",
          "Options.",
          line,
        ),
        valid_users: later("Samba", "Users who may connect.", listOf("users", userName)),
        browsable: later("Samba", "Whether it is listed; true where absent.", boolean),
        read_only: later("Samba", "Whether it is read-only; false where absent.", boolean),
        guest_ok: later("Samba", "Whether it needs no user; false where absent.", boolean),
      }),
    ),
  ),
});
