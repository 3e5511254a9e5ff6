import { z } from "zod";
import type { Accounts } from "../../host/accounts";
import type { SambaUser } from "../../host/samba";
import type { Context, Lifecycle, Refusal } from "../lifecycle";

const fromStack = "of the stack";

/** A user of the Samba server, beside the Linux user of that name. */
const sambaUserSchema = z.strictObject({
  name: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user's name"),
  /** That it is what the stack's secret says; the password itself is nowhere. */
  password: z.literal(fromStack),
  enabled: z.literal(true),
  /** Where the Linux user is made by this stack, so that a preview may find none yet. */
  declared: z.literal(true).optional(),
});

export type SambaUserSpec = z.infer<typeof sambaUserSchema>;

const parts = ["samba", "accounts"] as const;

/**
 * Whether a password is the declared one is told by Samba's hash of it, so that one that was changed by hand is drift
 * as well, and nothing has to be remembered.
 */
export const sambaUserLifecycle: Lifecycle<SambaUserSpec, SambaUser, (typeof parts)[number]> = {
  kind: "sambauser",
  parts,
  schema: sambaUserSchema,
  id: (spec) => spec.name,
  find: ({ samba }, spec) => samba.users.get(spec.name),
  observe: (live, { name }, _inspection, { sambaPasswords }) => {
    const password = sambaPasswords.get(name);
    const isKnown = password === undefined || live.hasPassword(password);
    return { password: isKnown ? fromStack : "another", enabled: live.isEnabled };
  },
  refuse: ({ spec, live, inspection: { accounts }, context }) => [
    ...noPassword(spec, live, context),
    ...noAccount(spec, accounts),
  ],
  async converge({ spec: { name }, live, inspection: { accounts }, context }) {
    if (!accounts.users.has(name)) throw new Error(noLinuxUser(name));
    const { shell } = context.host;
    const password = context.sambaPasswords.get(name);
    if (password !== undefined && !(live?.hasPassword(password) ?? false)) {
      await shell.run(["smbpasswd", "-s", "-a", name], { stdin: `${password}\n${password}\n` });
    } else if (live?.isEnabled === false) {
      await shell.run(["smbpasswd", "-e", name]);
    }
  },
  async remove({ spec: { name }, known, context: { host } }) {
    if (known?.["created"] !== true) return;
    await host.shell.run(["smbpasswd", "-x", name]);
  },
};

/** A user who is there already may keep a password that the stack does not know. */
function noPassword(
  { name }: SambaUserSpec,
  live: SambaUser | undefined,
  { sambaPasswords }: Context,
): Refusal[] {
  if (live !== undefined || sambaPasswords.has(name)) return [];
  const reason =
    `sambauser ${name}: the stack has no password for this user. Set it: ` +
    `pulumi config set --secret --path 'phoenix:sambaPasswords.${name}'`;
  return [{ property: "password", reason }];
}

function noAccount({ name, declared }: SambaUserSpec, accounts: Accounts): Refusal[] {
  if (declared === true || accounts.users.has(name)) return [];
  return [{ property: "name", reason: noLinuxUser(name) }];
}

function noLinuxUser(name: string): string {
  return `sambauser ${name}: there is no Linux user ${name} on the node. Declare it in users, or make it: adduser ${name}`;
}
