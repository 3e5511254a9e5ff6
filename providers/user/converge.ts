import type { Account } from "../../host/accounts";
import { changeAuthorizedKeys } from "../../host/authorized-keys";
import type { Inspected } from "../../host/inspection";
import { installPackages } from "../../host/packages";
import { writeSudoersScript } from "../../host/scripts";
import type { Shell } from "../../host/ssh";
import { writeFile } from "../../host/write-file";
import type { ConvergeInput } from "../lifecycle";
import { entryOf, grantOf } from "./observe";
import { declaredHash } from "./password";
import { keyPaths, sudoersFile, type UserSpec } from "./schema";
import { sudoersContent } from "./sudoers";

/** The steps from the live user to the declared one; what is right is not touched. */
export async function convergeUser(
  input: ConvergeInput<UserSpec, Account, "accounts" | "paths" | "pveUsers">,
): Promise<void> {
  const { spec, live, drifts, inspection, context } = input;
  const { shell } = context.host;
  const differs = (property: keyof UserSpec) => drifts.some((drift) => drift.property === property);
  if (live === undefined) return addUser(shell, spec, inspection);
  if (differs("shell") || differs("home")) {
    await shell.run(["usermod", "--shell", spec.shell, "--home", spec.home, spec.name]);
  }
  if (differs("homeFolder")) await makeHome(shell, spec);
  if (differs("groups")) await setGroups(shell, spec, inspection);
  if (differs("password")) {
    await shell.run(["chpasswd", "-e"], { stdin: `${spec.name}:${declaredHash(spec)}\n` });
  }
  // A home that was moved has other keys, which are read first.
  if (differs("home")) return;
  if (differs("keys") || differs("keyFile")) await setKeys(shell, spec, live, inspection);
  if (differs("sudo")) await setSudo(shell, spec, inspection);
  if (differs("pve")) await enablePveUser(shell, spec, inspection);
  if (differs("acl")) await setAcl(shell, spec, inspection);
}

/** Takes away what was granted; the account, its home and its groups stay. */
export async function withdraw(
  shell: Shell,
  spec: UserSpec,
  live: Account,
  inspection: Inspected<"paths" | "pveUsers">,
) {
  if (inspection.paths.get(sudoersFile(spec)) !== undefined) {
    await shell.run(["rm", "-f", sudoersFile(spec)]);
  }
  const declared = Object.keys(spec.keys ?? {});
  if (live.keys.some(({ fingerprint }) => declared.includes(fingerprint))) {
    const gone = Object.fromEntries(declared.map((fingerprint) => [fingerprint, null]));
    await setKeys(shell, { ...spec, keys: gone, exclusiveKeys: false }, live, inspection);
  }
  const granted = inspection.pveUsers.users.get(`${spec.name}@pam`)?.acl ?? [];
  const ours = granted.map(grantOf).filter((grant) => spec.acl?.includes(grant) === true);
  for (const grant of ours) await changeAcl(shell, spec, "delete", grant);
}

async function addUser(
  shell: Shell,
  spec: UserSpec,
  { accounts }: Inspected<"accounts">,
): Promise<void> {
  const group = accounts.groups.has(spec.name) ? ["--gid", spec.name] : ["--user-group"];
  const place = ["--create-home", "--home-dir", spec.home, "--shell", spec.shell];
  await shell.run(["useradd", ...place, ...group, spec.name]);
}

async function makeHome(shell: Shell, { name, home }: UserSpec): Promise<void> {
  await shell.run(["mkdir", "-p", home]);
  await shell.run(["chown", `${name}:`, home]);
  await shell.run(["chmod", "0700", home]);
}

async function setGroups(
  shell: Shell,
  { name, groups = [] }: UserSpec,
  { accounts }: Inspected<"accounts">,
): Promise<void> {
  for (const group of groups) {
    if (!accounts.groups.has(group)) await shell.run(["groupadd", group]);
  }
  await shell.run(["usermod", "--groups", groups.join(","), name]);
}

async function setKeys(
  shell: Shell,
  spec: UserSpec,
  live: Account,
  { paths }: Inspected<"paths">,
): Promise<void> {
  const { name, keys = {}, exclusiveKeys: exclusive = false } = spec;
  const { folder, file } = keyPaths(spec);
  if (paths.get(folder) === undefined) await shell.run(["mkdir", folder]);
  await shell.run(["chown", `${name}:`, folder]);
  await shell.run(["chmod", "0700", folder]);
  const content = changeAuthorizedKeys(live.keyText, { keys, exclusive });
  await writeFile(shell, { path: file, content, owner: name, group: "", mode: "0600" });
}

async function setSudo(
  shell: Shell,
  spec: UserSpec,
  { accounts }: Inspected<"accounts">,
): Promise<void> {
  const content = sudoersContent(spec);
  const path = sudoersFile(spec);
  if (content === undefined) {
    await shell.run(["rm", "-f", path]);
    return;
  }
  if (!accounts.sudo.isInstalled) await installPackages(shell, ["sudo"]);
  const argv = ["bash", "-c", writeSudoersScript(), "write-sudoers", path];
  await shell.run(argv, { stdin: content });
}

async function enablePveUser(
  shell: Shell,
  { name }: UserSpec,
  { pveUsers }: Inspected<"pveUsers">,
): Promise<void> {
  const userid = `${name}@pam`;
  const exists = pveUsers.users.has(userid);
  await shell.run(
    exists
      ? ["pveum", "user", "modify", userid, "--enable", "1", "--expire", "0"]
      : ["pveum", "user", "add", userid],
  );
}

/** Over the shell: a token that may change the ACL could give itself everything. */
async function setAcl(
  shell: Shell,
  spec: UserSpec,
  { pveUsers }: Inspected<"pveUsers">,
): Promise<void> {
  const wanted = spec.acl ?? [];
  const found = (pveUsers.users.get(`${spec.name}@pam`)?.acl ?? []).map(grantOf);
  // The same role on the same path is one entry, whether it propagates or not.
  const isReplaced = (grant: string) =>
    wanted.some((other) => {
      const [one, two] = [entryOf(grant), entryOf(other)];
      return one.path === two.path && one.role === two.role;
    });
  for (const grant of found) {
    if (!wanted.includes(grant) && !isReplaced(grant))
      await changeAcl(shell, spec, "delete", grant);
  }
  for (const grant of wanted) {
    if (!found.includes(grant)) await changeAcl(shell, spec, "modify", grant);
  }
}

async function changeAcl(
  shell: Shell,
  { name }: UserSpec,
  command: "modify" | "delete",
  grant: string,
): Promise<void> {
  const { path, role, propagate } = entryOf(grant);
  const whom = ["--users", `${name}@pam`, "--roles", role];
  const reach = command === "modify" ? ["--propagate", propagate ? "1" : "0"] : [];
  await shell.run(["pveum", "acl", command, path, ...whom, ...reach]);
}
