import type { Account } from "../../host/accounts";
import type { Lifecycle } from "../lifecycle";
import { convergeUser, withdraw } from "./converge";
import { observeUser } from "./observe";
import { refuseUser } from "./refuse";
import { keyPaths, sudoersFile, userSchema, type UserSpec } from "./schema";

const parts = ["accounts", "paths", "pveUsers"] as const;

/**
 * A user of the node. The account is let go and never deleted: its home and files on the node are the user's. Other
 * people's keys, rules of sudo and entries of the ACL are left alone.
 */
export const userLifecycle: Lifecycle<UserSpec, Account, (typeof parts)[number]> = {
  kind: "user",
  parts,
  schema: userSchema,
  id: (spec) => spec.name,
  paths(spec) {
    const { folder, file } = keyPaths(spec);
    const keys = spec.keys === undefined ? [] : [folder, file];
    return [spec.shell, spec.home, sudoersFile(spec), ...keys];
  },
  find: ({ accounts }, spec) => accounts.users.get(spec.name),
  observe: observeUser,
  refuse: refuseUser,
  converge: convergeUser,
  remark(live, spec) {
    if (spec.keys === undefined || spec.exclusiveKeys === true) return undefined;
    const others = live.keys.filter(({ fingerprint }) => !(fingerprint in (spec.keys ?? {})));
    if (others.length === 0) return undefined;
    const named = others.map(({ fingerprint, comment }) => `${fingerprint} ${comment}`.trim());
    return `may log in with keys that are not declared, which are left alone: ${named.join(", ")}`;
  },
  unset: { acl: [] },
  withRemovals(spec, olds) {
    const before = (olds["keys"] ?? {}) as Record<string, string | null>;
    const gone = Object.entries(before).filter(
      ([fingerprint, line]) => line !== null && spec.keys?.[fingerprint] === undefined,
    );
    if (gone.length === 0) return spec;
    const nothing = Object.fromEntries(gone.map(([fingerprint]) => [fingerprint, null]));
    return { ...spec, keys: { ...nothing, ...spec.keys } };
  },
  async remove({ spec, live, known, inspection, context: { host } }) {
    if (known?.["created"] !== true) return;
    await withdraw(host.shell, spec, live, inspection);
    console.log(
      `user ${spec.name}: what Phoenix granted is withdrawn; the account stays, with its home ${live.home}`,
    );
  },
};
