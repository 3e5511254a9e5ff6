import { originOf } from "../origin";
import { shareKey } from "../samba/parameters";
import type { Rule, RuleContext } from "./context";
import { reportDoubles } from "./doubles";

/** What the node shares over SMB. */
export const sambaRules: Rule[] = [user, paths, names];

const root = { kind: "hypervisor", path: [] } as const;

function user({ declaration, report }: RuleContext): void {
  const name = declaration.hypervisor?.samba?.user;
  const managed = (declaration.hypervisor?.users ?? []).map(({ username }) => username);
  if (name === undefined || managed.includes(name) || name === "root") return;
  const known = managed.length === 0 ? "" : `; users declares ${managed.join(", ")}`;
  const message = `${name} is no user that this file declares${known}`;
  report.warning("hypervisor", ["samba", "user"], "samba-user", message);
}

function paths({ declaration, report }: RuleContext): void {
  const { samba, datasets = [] } = declaration.hypervisor ?? {};
  for (const share of samba?.shares ?? []) {
    const plain = share.path.slice(1);
    const known = datasets.some(({ name }) => plain === name || plain.startsWith(`${name}/`));
    if (known) continue;
    const { kind, path } = originOf(share, root);
    const message = `${share.path} lies in no declared dataset`;
    report.warning(kind, [...path, "path"], "samba-path", message);
  }
}

function names(context: RuleContext): void {
  const uses = (context.declaration.hypervisor?.samba?.shares ?? []).map((share) => {
    const { kind, path } = originOf(share, root);
    const by = `the share of ${share.path}`;
    return { value: shareKey(share.name), by, kind, path: [...path, "name"] };
  });
  reportDoubles(context, uses, "duplicate-share", (value) => `the share name ${value}`);
}
