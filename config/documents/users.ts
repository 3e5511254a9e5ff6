import { z } from "zod";
import { applied, part, required } from "../fields/field";
import { emptyOrPublicKey, publicKey } from "../scalars/keys";
import { aclPath, roleId, userName } from "../scalars/names";
import { absolutePath } from "../scalars/paths";
import { boolean, line, listOf, object } from "../scalars/text";

const grant = object({
  path: part("Place in Proxmox VE, such as / or /vms/950.", aclPath),
  role: part("Role, such as PVEAuditor.", roleId),
  propagate: applied("Whether it holds below that place as well; true where absent.", boolean),
});

/** One user of the node. */
const userDocument = object({
  username: required("Name of the Linux user; not root.", userName),
  password_hash: applied(
    "crypt(3) hash such as mkpasswd prints; where it is absent, empty or a placeholder, the password is left alone.",
    line,
  ),
  shell: applied("Login shell; /bin/bash where absent.", absolutePath),
  home: applied("Home folder, made where it is missing; /home/NAME where absent.", absolutePath),
  groups: applied(
    "All groups beside the user's own, of which missing ones are made; left alone where absent.",
    listOf("groups", userName),
  ),
  sudo_access: applied(
    "Whether the user may become root, by a rule in /etc/sudoers.d/phoenix-NAME; false where absent.",
    boolean,
  ),
  sudo_nopasswd: applied(
    "Whether sudo asks for no password, which a user without one cannot give; false where absent.",
    boolean,
  ),
  ssh_public_key: applied("Line for authorized_keys; empty for none.", emptyOrPublicKey),
  authorized_keys: applied("Further lines for authorized_keys.", listOf("public keys", publicKey)),
  authorized_keys_exclusive: applied(
    "Whether keys that are not declared are taken out, which are otherwise left alone and named; false where absent.",
    boolean,
  ),
  pve_acl: applied(
    "All that the Proxmox user NAME@pam is granted. Where absent: Administrator on / for one with sudo_access, who is root anyway, and otherwise no Proxmox user; an empty list makes one without rights.",
    listOf("grants", grant),
  ),
});

/** The users of the node; one alone may stand without a list, as in the original. */
export const usersDocument = z.union([listOf("users", userDocument), userDocument], {
  error: "must be a user or a list of users",
});

export type UserDocument = z.output<typeof userDocument>;
