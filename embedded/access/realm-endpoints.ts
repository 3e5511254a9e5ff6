import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { optionalText, requiredText } from "../api/schema/property";
import type { ConfEntry } from "../conf/section-conf";
import { parseSectionConf, printSectionConf } from "../conf/section-conf";
import type { EmbeddedNode } from "../node/embedded-node";

/** The realms that every node has, whether domains.cfg names them or not (PVE::Auth::Plugin, parse_config). */
const builtIn = [
  { realm: "pve", type: "pve", comment: "Proxmox VE authentication server" },
  { realm: "pam", type: "pam", comment: "Linux PAM standard authentication" },
];

const realmParameter = requiredText({ pattern: /[A-Za-z][A-Za-z0-9.\-_]+/, maxLength: 32 });

function allocateRealm({ rights }: Request): void {
  rights.require("/access/realm", ["Realm.Allocate"]);
}

const list: Endpoint = {
  method: "GET",
  path: "/access/domains",
  parameters: {},
  handle: ({ node }) => [
    ...builtIn,
    ...realmsOf(node).map(({ id, type, options }) => {
      const comment = options.get("comment");
      return { realm: id, type, ...(comment !== undefined && { comment }) };
    }),
  ],
};

const create: Endpoint = {
  method: "POST",
  path: "/access/domains",
  protected: true,
  parameters: {
    realm: realmParameter,
    type: requiredText({ enum: ["ad", "ldap", "openid", "pam", "pve"] }),
    comment: optionalText({ maxLength: 4096 }),
    base_dn: optionalText(),
    server1: optionalText(),
    user_attr: optionalText(),
  },
  authorize: allocateRealm,
  handle: ({ node, params }) => {
    const realm = required(params, "realm");
    const realms = realmsOf(node);
    if ([...builtIn.map((each) => each.realm), ...realms.map(({ id }) => id)].includes(realm)) {
      throw failure(`add auth server failed: domain '${realm}' already exists`);
    }
    const options = new Map([...params].filter(([name]) => !["realm", "type"].includes(name)));
    save(node, [...realms, { type: required(params, "type"), id: realm, options }]);
    return null;
  },
};

const remove: Endpoint = {
  method: "DELETE",
  path: "/access/domains/{realm}",
  protected: true,
  parameters: { realm: realmParameter },
  authorize: allocateRealm,
  handle: ({ node, params }) => {
    const realm = required(params, "realm");
    const realms = realmsOf(node);
    if (!realms.some(({ id }) => id === realm)) {
      const why = `authentication domain '${realm}' does not exist`;
      throw failure(`delete auth server failed: ${why}`);
    }
    save(
      node,
      realms.filter(({ id }) => id !== realm),
    );
    return null;
  },
};

/** Realms of users. */
export const realmEndpoints: readonly Endpoint[] = [list, create, remove];

/** The kind of a realm; undefined for one that is not there. */
export function realmType(node: EmbeddedNode, realm: string): string | undefined {
  const own = builtIn.find((each) => each.realm === realm);
  return own?.type ?? realmsOf(node).find(({ id }) => id === realm)?.type;
}

const path = "/etc/pve/domains.cfg";

function realmsOf(node: EmbeddedNode): ConfEntry[] {
  return parseSectionConf(node.files.readText(path) ?? "");
}

function save(node: EmbeddedNode, realms: readonly ConfEntry[]): void {
  node.files.write(
    path,
    printSectionConf(realms, () => [], new Set()),
    { mode: 0o640, gid: 33 },
  );
}
