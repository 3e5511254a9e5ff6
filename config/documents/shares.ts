import { z } from "zod";
import { alias, applied, legacyForm, part, required } from "../fields/field";
import { addressOrNetwork, host } from "../scalars/addresses";
import { ownerName, userName } from "../scalars/names";
import { absolutePath, anyPath, fileMode } from "../scalars/paths";
import { boolean, listOf, mapOf, object, text } from "../scalars/text";

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
  "a share name (letters, digits, _, -, . or $; not global, homes, printers, print$ or ipc$)",
  /^(?!(?:[gG][lL][oO][bB][aA][lL]|[hH][oO][mM][eE][sS]|[pP][rR][iI][nN][tT][eE][rR][sS]|[pP][rR][iI][nN][tT]\$|[iI][pP][cC]\$)$)[A-Za-z0-9][A-Za-z0-9_.$-]{0,79}$/,
);

const shareUser = text("a user name, or a group's after @", /^@?[a-z_][a-z0-9_-]{0,31}$/);

const parameterName = text(
  "a parameter of smb.conf(5), not include, copy or config file",
  // Samba takes neither case nor blanks for a difference (source3/param/loadparm.c, strwicmp).
  /^(?!(?:[iI] *[nN] *[cC] *[lL] *[uU] *[dD] *[eE]|[cC] *[oO] *[pP] *[yY]|[cC] *[oO] *[nN] *[fF] *[iI] *[gG] *[fF] *[iI] *[lL] *[eE])$)[A-Za-z][A-Za-z0-9_]*(?:[ :_-]{1,3}[A-Za-z0-9_*.-]+)*$/,
);

const parameterValue = text(
  "one line of text without blanks around it and a backslash at its end, or yes and no",
  /^(?:[^\s\u0000-\u001f\u007f-\u009f\\]|[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f\\])?$/,
);

const parameters = mapOf(parameterName, parameterValue);

const olderOptions = text(
  "options such as browseable=yes writable=yes",
  /^(?:[a-z][a-z_]*=[^\s\u0000-\u001f\u007f-\u009f=\\]+(?: +|$))*$/,
).transform((options) =>
  Object.fromEntries(
    options
      .split(" ")
      .filter(Boolean)
      .map((option): [string, string] => {
        const [name = "", value = ""] = option.split("=");
        return [name.replaceAll("_", " "), value];
      }),
  ),
);

/** Samba shares of the node. */
export const sambaDocument = object({
  user: applied(
    "User who owns the shares' folders, and may connect where a share does not say who may. The Linux user has to be there, or be users.username; passwords come from the stack's secret phoenix:sambaPasswords.",
    userName,
  ),
  workgroup: applied(
    "Workgroup of the server; what smb.conf says where absent.",
    text("a NetBIOS name of up to 15 characters", /^[A-Za-z0-9][A-Za-z0-9_-]{0,14}$/),
  ),
  global: applied(
    "Further parameters of the section [global] of smb.conf(5), by name; they count more than what smb.conf says itself. With disable netbios nmbd is left alone, which does not run then.",
    parameters,
  ),
  shares: applied(
    "Folders that the node shares, in /etc/samba/phoenix.conf, which smb.conf includes; other shares are left alone.",
    listOf(
      "shares",
      object({
        name: applied("Name that clients see; the last part of path where absent.", shareName),
        path: required(
          "Folder; without leading slash it begins at /. A missing one is made.",
          anyPath,
        ),
        options: applied(
          "Further parameters of smb.conf(5), by name. Where it says nothing, create mask and directory mask are 0770.",
          z.union([legacyForm("an object of parameters", olderOptions), parameters], {
            error: "must be an object of parameters",
          }),
        ),
        valid_users: applied(
          "Users who may connect, and groups after @; samba.user where absent, unless guest_ok.",
          listOf("users", shareUser),
        ),
        browsable: applied("Whether it is listed; true where absent.", boolean),
        read_only: applied("Whether it is read-only; false where absent.", boolean),
        guest_ok: applied("Whether it needs no user; false where absent.", boolean),
        owner: applied("Owner of the folder; samba.user, or root, where absent.", ownerName),
        mode: applied("Permissions of the folder; 0770 where absent.", fileMode),
      }),
    ),
  ),
});
