import { privilegesFor, type Needs } from "../../tools/bootstrap/privileges";
import type { MakeToken } from "./embedded-node";

/** A token with the rights that bootstrap gives, and no other. */
export function bootstrapToken(needs: Partial<Needs> = {}): MakeToken {
  const none = { hasPrivileged: false, hasFirewall: false, hasNetwork: false, hasVms: false };
  return async (embedded) => {
    const privileges = privilegesFor({ ...none, ...needs }).join(" ");
    await embedded.exec(
      `pveum role add Phoenix --privs "${privileges}" && pveum user add phoenix@pve && ` +
        "pveum acl modify / --users phoenix@pve --roles Phoenix",
    );
    const path = "/access/users/phoenix@pve/token/main";
    const { data } = await embedded.call("root@pam", "POST", path, { privsep: 0 });
    return { tokenId: "phoenix@pve!main", tokenSecret: (data as { value: string }).value };
  };
}
