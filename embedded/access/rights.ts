import { forbidden } from "../api/api-error";
import type { UserConf } from "../conf/user-conf";
import { allPrivileges, builtInRoles } from "./privileges";

/** What one user or token may do (PVE::RPCEnvironment). */
export class Rights {
  constructor(
    readonly authuser: string,
    private readonly conf: UserConf,
  ) {}

  /** Only the user itself, by ticket or at the node's shell: a token of root@pam is somebody else. */
  get isRoot(): boolean {
    return this.authuser === "root@pam";
  }

  /** The privileges on a path; the value says whether they hold for what is below as well. */
  on(path: string): Map<string, boolean> {
    const [user = "", token] = this.authuser.split("!");
    const own = this.#privileges(user, path);
    const record = token === undefined ? undefined : this.conf.users.get(user)?.tokens.get(token);
    if (!record?.privsep) return own;
    const separate = this.#privileges(this.authuser, path);
    return new Map([...separate].filter(([privilege]) => own.has(privilege)));
  }

  has(path: string, privileges: readonly string[]): boolean {
    const held = this.on(path);
    return privileges.every((privilege) => held.has(privilege));
  }

  hasAny(path: string, privileges: readonly string[]): boolean {
    const held = this.on(path);
    return privileges.some((privilege) => held.has(privilege));
  }

  require(path: string, privileges: readonly string[]): void {
    if (!this.has(path, privileges)) throw forbidden(`${path}, ${privileges.join("|")}`);
  }

  requireAny(path: string, privileges: readonly string[]): void {
    if (!this.hasAny(path, privileges)) throw forbidden(`${path}, ${privileges.join("|")}`);
  }

  /** A guest's privileges, its pool's included. */
  hasOnGuest(vmid: number | string, privileges: readonly string[], pool?: string): boolean {
    if (this.has(`/vms/${vmid}`, privileges)) return true;
    const member = [...this.conf.pools].find(([, { vms }]) => vms.includes(Number(vmid)))?.[0];
    const through = pool ?? member;
    return through !== undefined && this.has(`/pool/${through}`, privileges);
  }

  requireOnGuest(vmid: number | string, privileges: readonly string[], pool?: string): void {
    if (!this.hasOnGuest(vmid, privileges, pool)) {
      throw forbidden(`/vms/${vmid}, ${privileges.join("|")}`);
    }
  }

  #privileges(who: string, path: string): Map<string, boolean> {
    if (who === "root@pam") return new Map(allPrivileges.map((privilege) => [privilege, true]));
    const groups = [...this.conf.groups].filter(([, group]) => group.users.includes(who));
    const names = new Set([who, ...groups.map(([id]) => `@${id}`)]);
    let held = new Map<string, boolean>();
    for (const step of pathSteps(path)) {
      const entries = this.conf.acl.filter((acl) => acl.path === step && names.has(acl.who));
      // An entry for the user itself beats those of its groups; the deepest path with entries counts.
      const own = entries.filter((acl) => acl.who === who);
      const chosen = own.length > 0 ? own : entries;
      const last = step === path;
      const effective = chosen.filter((acl) => acl.propagate || last);
      if (effective.length === 0) continue;
      held = new Map();
      for (const acl of effective) {
        for (const privilege of this.#role(acl.role)) held.set(privilege, acl.propagate);
      }
    }
    return held;
  }

  #role(id: string): readonly string[] {
    return builtInRoles[id] ?? this.conf.roles.get(id) ?? [];
  }
}

/** `/`, `/vms`, `/vms/100` for `/vms/100`. */
function pathSteps(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return ["/", ...parts.map((_part, index) => `/${parts.slice(0, index + 1).join("/")}`)];
}
