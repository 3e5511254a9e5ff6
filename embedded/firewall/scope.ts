import { createHash } from "node:crypto";
import { failure } from "../api/api-error";
import type { Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import type { Properties } from "../api/schema/property";
import type { FirewallConf } from "../conf/firewall-conf";
import { parseFirewallConf, printFirewallConf } from "../conf/firewall-conf";
import type { Json } from "../contract";
import { guestParameters, nodeParameter } from "../lxc/parameters";
import type { RuleEnvironment } from "./verify-rule";

/** Whose firewall: each has a file and a part of the API of its own. */
export interface FirewallScope {
  readonly path: string;
  readonly environment: Exclude<RuleEnvironment, "group">;
  /** Parameters of the path. */
  readonly parameters: Properties;
  readonly file: (request: Request) => string;
  readonly mayRead: (request: Request) => void;
  readonly mayChange: (request: Request) => void;
}

export const clusterScope: FirewallScope = {
  path: "/cluster/firewall",
  environment: "cluster",
  parameters: {},
  file: () => "/etc/pve/firewall/cluster.fw",
  mayRead: ({ rights }) => {
    rights.require("/", ["Sys.Audit"]);
  },
  mayChange: ({ rights }) => {
    rights.require("/", ["Sys.Modify"]);
  },
};

export const nodeScope: FirewallScope = {
  path: "/nodes/{node}/firewall",
  environment: "host",
  parameters: { node: nodeParameter },
  file: ({ node }) => `/etc/pve/nodes/${node.name}/host.fw`,
  mayRead: ({ rights, node }) => {
    rights.require(`/nodes/${node.name}`, ["Sys.Audit"]);
  },
  mayChange: ({ rights, node }) => {
    rights.require(`/nodes/${node.name}`, ["Sys.Modify"]);
  },
};

export const guestScope: FirewallScope = {
  path: "/nodes/{node}/lxc/{vmid}/firewall",
  environment: "ct",
  parameters: guestParameters,
  file: ({ params }) => `/etc/pve/firewall/${required(params, "vmid")}.fw`,
  mayRead: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Audit"]);
  },
  mayChange: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Config.Network"]);
  },
};

export function readFirewall(scope: FirewallScope, request: Request): FirewallConf {
  return parseFirewallConf(request.node.files.readText(scope.file(request)) ?? "");
}

export function saveFirewall(scope: FirewallScope, request: Request, conf: FirewallConf): void {
  const [file, text] = [scope.file(request), printFirewallConf(conf)];
  // A file that says nothing is none.
  if (text === "") request.node.files.remove(file);
  else request.node.files.write(file, text, { mode: 0o640, gid: 33 });
}

type Row = Record<string, Json>;

/** Each entry with the digest of the whole list. */
export function withListDigest(rows: readonly Row[]): Row[] {
  const digest = digestOf(rows);
  return rows.map((row) => ({ ...row, digest }));
}

/** SHA-1 of what a list or an object says (copy_list_with_digest); of nothing that of an empty text. */
export function digestOf(value: readonly Row[] | Row): string {
  const rows: readonly Row[] = isList(value) ? value : [value];
  const lines = rows.flatMap((row) =>
    Object.keys(row)
      .sort()
      .map((key) => `${key}:${text(row[key])}\n`),
  );
  return createHash("sha1").update(lines.join("")).digest("hex");
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** Refuses a change that was made with another state in mind. */
export function checkFirewallDigest(request: Request, actual: string): void {
  const expected = request.params.get("digest");
  if (expected !== undefined && expected !== actual) {
    throw failure("detected modified configuration - file changed by other user? Try again.");
  }
}

function isList(value: readonly Row[] | Row): value is readonly Row[] {
  return Array.isArray(value);
}
