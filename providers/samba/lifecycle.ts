import { z } from "zod";
import { shareKey } from "../../config/samba/parameters";
import { sambaFile, sambaUnits, type Samba } from "../../host/samba";
import { parseSmbConf } from "../../host/testparm";
import { same } from "../compare";
import type { Lifecycle, Refusal } from "../lifecycle";
import { observeParameters } from "./parameters";
import { installServer, publish, withdraw } from "./steps";

const parameters = z.record(
  z
    .string()
    .regex(
      /^(?!(?:include|copy|config file)$)[A-Za-z][A-Za-z0-9 :_.*-]*$/,
      "must be a parameter of smb.conf(5), not include, copy or config file",
    ),
  // A backslash at the end of a line takes the next one in.
  z.string().regex(/^(?:[^\n\r\0]*[^\n\r\0\\])?$/, "must be one line that ends with no backslash"),
);

const shareName = z
  .string()
  .regex(
    /^(?!(?:global|homes|printers|print\$|ipc\$)$)[A-Za-z0-9][A-Za-z0-9_.$-]{0,79}$/i,
    "must be a share's name, not global, homes, printers, print$ or ipc$",
  );

/** Everything that the node shares over SMB because it is declared, and the server that does it. */
const sambaSchema = z.strictObject({
  package: z.literal("installed"),
  /** Which services start with the node. */
  enabled: z.record(z.enum(sambaUnits), z.literal("enabled")),
  active: z.record(z.enum(sambaUnits), z.literal("active")),
  /** How smb.conf takes our file in. */
  included: z.literal("once"),
  /** What our file says of the server, which counts more than what smb.conf says before it. */
  global: parameters,
  /** Parameters by share, each with the name that testparm(1) prints. */
  shares: z.record(shareName, parameters),
});

export type SambaSpec = z.infer<typeof sambaSchema>;

/**
 * All shares are one resource, because they are one file and testparm looks at all of it. What is compared is what
 * smbd has, wherever it comes from; of smb.conf one line is ours.
 */
export const sambaLifecycle: Lifecycle<SambaSpec, Samba> = {
  kind: "samba",
  schema: sambaSchema,
  id: () => sambaFile,
  find: ({ samba }) => (samba.ownText === undefined ? undefined : samba),
  observe: (live, spec) => ({
    package: live.isInstalled ? "installed" : "not installed",
    enabled: live.enabled,
    active: live.active,
    included: included(live),
    global: observeGlobal(live, spec),
    shares: observeShares(live, spec),
  }),
  refuse: ({ spec, inspection: { samba } }) => [...clashes(spec, samba), ...brokenFile(samba)],
  remark(live, spec) {
    const others = foreignShares(live, spec);
    if (others.length === 0) return undefined;
    return `shares that are not declared are left alone: ${others.join(", ")}`;
  },
  async converge({ spec, inspection: { samba }, context: { host } }) {
    if (
      !samba.isInstalled ||
      !same(samba.enabled, spec.enabled) ||
      !same(samba.active, spec.active)
    ) {
      return installServer(host.shell, samba);
    }
    await publish(host.shell, spec, {
      isServerChanged: !same(spec.global, observeGlobal(samba, spec)),
      gone: ownShares(samba).filter((name) => !isDeclared(name, spec)),
    });
  },
  async remove({ live, known, context: { host } }) {
    if (known?.["created"] !== true) return;
    await withdraw(host.shell, ownShares(live));
    console.log(
      "samba: nothing that was declared is shared any more; the package samba stays, and its services run",
    );
  },
};

function included({ includes }: Samba): string {
  if (includes === 1) return "once";
  return includes === 0 ? "not at all" : `${includes} times`;
}

function observeGlobal({ ownText = "", live }: Samba, { global }: SambaSpec) {
  const own = parseSmbConf(ownText).get("global") ?? {};
  return observeParameters(global, {}, live.get("global") ?? {}, own);
}

/** Of the shares that our file has: what smbd has of them, which is nothing where it does not read our file. */
function observeShares({ ownText = "", live }: Samba, { shares }: SambaSpec): SambaSpec["shares"] {
  const declared = new Map(Object.keys(shares).map((name) => [shareKey(name), name]));
  const served = new Map([...live].map(([name, set]) => [shareKey(name), set]));
  const defaults = live.get("global") ?? {};
  return Object.fromEntries(
    [...parseSmbConf(ownText)].flatMap(([name, own]) => {
      const set = served.get(shareKey(name));
      if (name === "global" || set === undefined) return [];
      const known = declared.get(shareKey(name)) ?? name;
      return [[known, observeParameters(shares[known] ?? {}, set, defaults, own)]];
    }),
  );
}

/** Names of the shares in our file. */
function ownShares({ ownText = "" }: Samba): string[] {
  return [...parseSmbConf(ownText).keys()].filter((name) => name !== "global");
}

function isDeclared(name: string, { shares }: SambaSpec): boolean {
  return Object.keys(shares).some((declared) => shareKey(declared) === shareKey(name));
}

/** What Debian's smb.conf brings along is no news. */
function foreignShares({ foreign }: Samba, { shares }: SambaSpec): string[] {
  const usual = new Set(["homes", "printers", "print$", ...Object.keys(shares).map(shareKey)]);
  return foreign.filter((name) => !usual.has(shareKey(name)));
}

function clashes({ shares }: SambaSpec, { foreign }: Samba): Refusal[] {
  const theirs = new Set(foreign.map(shareKey));
  return Object.keys(shares)
    .filter((name) => theirs.has(shareKey(name)))
    .map((name) => ({
      property: "shares",
      reason:
        `samba: smb.conf has a share ${name} of its own. Remove its section from smb.conf, or declare another ` +
        `name; Phoenix edits its own file only.`,
    }));
}

function brokenFile({ broken }: Samba): Refusal[] {
  if (broken === undefined) return [];
  const reason = `samba: smb.conf cannot be loaded, which has nothing to do with what is declared:\n${broken}`;
  return [{ property: "", reason }];
}
