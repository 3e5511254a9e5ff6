import type { Path } from "../diagnostics";
import type { HypervisorDocument } from "../documents/hypervisor";
import { withOrigin } from "../origin";
import type { Report } from "../report";
import { parameterOf, switchOf } from "../samba/parameters";
import type { SambaConfig, SambaShareConfig } from "../types";

type SambaDocument = NonNullable<HypervisorDocument["samba"]>;
type ShareDocument = NonNullable<SambaDocument["shares"]>[number];

const usualMask = "0770";

/** What is shared over SMB in canonical form: parameters by the names that testparm prints, defaults filled in. */
export function normaliseSamba(document: SambaDocument, report: Report): SambaConfig {
  const { user, workgroup, global = {}, shares = [] } = document;
  const path: Path = ["samba", "global"];
  const given = workgroup === undefined ? {} : { workgroup };
  const all = shares.map((share, index) =>
    normaliseShare(share, user, ["samba", "shares", index], report),
  );
  const named = shares.flatMap(({ valid_users }) => valid_users ?? []);
  const users = [...(user === undefined ? [] : [user]), ...named].filter(
    (name) => !name.startsWith("@"),
  );
  return {
    ...(user !== undefined && { user }),
    global: merge(given, global, path, report),
    shares: all,
    users: [...new Set(users)].sort(),
  };
}

function normaliseShare(
  share: ShareDocument,
  user: string | undefined,
  path: Path,
  report: Report,
): SambaShareConfig {
  const folder = `/${share.path}`.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
  const { options = {}, guest_ok, browsable, read_only, owner = user ?? "root" } = share;
  const isOpen = guest_ok ?? switchOf(valueOf(options, "guest ok") ?? "no") ?? false;
  const users = share.valid_users ?? (user === undefined || isOpen ? [] : [user]);
  const fields = {
    path: folder,
    ...word("browseable", browsable),
    ...word("read only", read_only),
    ...word("guest ok", guest_ok),
    ...(users.length > 0 && { "valid users": users.join(" ") }),
  };
  const usual = {
    browseable: "yes",
    "read only": "no",
    "guest ok": "no",
    "create mask": usualMask,
    "directory mask": usualMask,
  };
  return withOrigin(
    {
      name: share.name ?? folder.slice(folder.lastIndexOf("/") + 1),
      path: folder,
      parameters: { ...usual, ...merge(fields, options, [...path, "options"], report) },
      owner: owner.includes(":") ? owner : `${owner}:${owner}`,
      mode: share.mode ?? "0770",
    },
    "hypervisor",
    path,
  );
}

/** Parameters beside the fields that stand for some of them; the two agree. */
function merge(
  fields: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>>,
  path: Path,
  report: Report,
): Record<string, string> {
  const all = new Map(Object.entries(fields));
  for (const [given, text] of Object.entries(parameters)) {
    const { name, isOpposite } = parameterOf(given);
    const value = isOpposite ? opposite(text) : text;
    const known = all.get(name);
    const isSame = known === undefined || known === value || isSameSwitch(known, value);
    if (!isSame) {
      const message = `says ${text}, but ${name} is ${known} already; remove one of them`;
      report.error("hypervisor", [...path, given], "alias-conflict", message);
    }
    all.set(name, known ?? value);
  }
  return Object.fromEntries(all);
}

function isSameSwitch(a: string, b: string): boolean {
  return switchOf(a) !== undefined && switchOf(a) === switchOf(b);
}

/** What is no switch stays, and is refused by testparm. */
function opposite(value: string): string {
  const says = switchOf(value);
  return says === undefined ? value : yesOrNo(!says);
}

function valueOf(parameters: Readonly<Record<string, string>>, wanted: string): string | undefined {
  return Object.entries(parameters).find(([name]) => parameterOf(name).name === wanted)?.[1];
}

function word(name: string, value: boolean | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: yesOrNo(value) };
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
