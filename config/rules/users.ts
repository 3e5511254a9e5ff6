import { originOf } from "../origin";
import { isCryptHash, isPlaceholder } from "../scalars/secrets";
import type { Rule, RuleContext } from "./context";
import { reportDoubles } from "./doubles";

/** Users of the node. */
export const userRules: Rule[] = [rootUser, passwordHashes, doubleUsers];

function rootUser({ declaration, report }: RuleContext): void {
  for (const user of usersOf(declaration)) {
    if (user.username !== "root") continue;
    const { kind, path } = placeOf(user);
    const message = "is root, whom Proxmox VE needs as it is; declare a user of your own";
    report.error(kind, [...path, "username"], "user-root", message);
  }
}

/** The value is in no message: it may be a password. */
function passwordHashes({ declaration, report }: RuleContext): void {
  for (const user of usersOf(declaration)) {
    const { password_hash: hash = "" } = user;
    if (isPlaceholder(hash) || isCryptHash(hash)) continue;
    const { kind, path } = placeOf(user);
    const message =
      "is no crypt(3) hash; print one with mkpasswd, and never write the password itself here";
    report.error(kind, [...path, "password_hash"], "password-hash", message);
  }
}

function doubleUsers(context: RuleContext): void {
  const uses = usersOf(context.declaration).map((user, index) => {
    const { kind, path } = placeOf(user);
    return { kind, path: [...path, "username"], value: user.username, by: `user ${index}` };
  });
  reportDoubles(context, uses, "duplicate-user", (value) => value);
}

function usersOf({ hypervisor }: RuleContext["declaration"]) {
  return hypervisor?.users ?? [];
}

function placeOf(user: ReturnType<typeof usersOf>[number]) {
  return originOf(user, { kind: "hypervisor", path: ["users"] });
}
