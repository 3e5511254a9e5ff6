import { z } from "zod";
import { isWithoutNetbios, shareKey } from "../../config/samba/parameters";
import { installPackages } from "../../host/packages";
import { sambaFile, sambaUnits, type Samba } from "../../host/samba";
import { parseSmbConf } from "../../host/testparm";
import { startUnits } from "../../host/units";
import { same } from "../compare";
import type { Lifecycle, Refusal } from "../lifecycle";
import { observeParameters } from "./parameters";
import { publish, withdraw } from "./steps";

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
  /** Which services start with the node; nmbd not where NetBIOS is off. */
  enabled: z.partialRecord(z.enum(sambaUnits), z.literal("enabled")),
  active: z.partialRecord(z.enum(sambaUnits), z.literal("active")),
  /** How smb.conf takes our file in. */
  included: z.literal("once"),
  /** What our file says of the server, which counts more than what smb.conf says before it. */
  global: parameters,
  /** Parameters by share, each with the name that testparm(1) prints. */
  shares: z.record(shareName, parameters),
});

export type SambaSpec = z.infer<typeof sambaSchema>;

const parts = ["samba"] as const;

/**
 * All shares are one resource, because they are one file and testparm looks at all of it. What is compared is what
 * smbd has, wherever it comes from; of smb.conf one line is ours.
 */
export const sambaLifecycle: Lifecycle<SambaSpec, Samba, (typeof parts)[number]> = {
  kind: "samba",
  parts,
  schema: sambaSchema,
  id: () => sambaFile,
  find: ({ samba }) => (samba.ownText === undefined ? undefined : samba),
  observe: (live, spec) => ({
    package: live.isInstalled ? "installed" : "not installed",
    enabled: ofUnits(live.enabled, spec.enabled),
    active: ofUnits(live.active, spec.active),
    included: included(live),
    global: observeGlobal(live, spec),
    shares: observeShares(live, spec),
  }),
  refuse: ({ spec, inspection: { samba } }) => [
    ...clashes(spec, samba),
    ...brokenFile(samba),
    ...netbiosOff(spec, samba),
  ],
  remark(live, spec) {
    const others = foreignShares(live, spec);
    if (others.length === 0) return undefined;
    return `shares that are not declared are left alone: ${others.join(", ")}`;
  },
  async converge({ spec, inspection: { samba }, context: { host } }) {
    const { shell } = host;
    if (!samba.isInstalled) return installPackages(shell, ["samba"]);
    const isServerChanged = !same(spec.global, observeGlobal(samba, spec));
    const isWritten =
      samba.ownText !== undefined &&
      samba.includes === 1 &&
      same(spec.shares, observeShares(samba, spec));
    // What is started serves at once, and without smb.conf it does not start.
    if (isServerChanged || !isWritten) {
      const isRunning = samba.active["smbd.service"] === "active";
      const gone = ownShares(samba).filter((name) => !isDeclared(name, spec));
      return publish(shell, spec, { isServerChanged, isRunning, gone });
    }
    await startUnits(shell, Object.keys(spec.active));
  },
  async remove({ live, known, context: { host } }) {
    if (known?.["created"] !== true) return;
    const isRunning = live.active["smbd.service"] === "active";
    await withdraw(host.shell, { isServerChanged: true, isRunning, gone: ownShares(live) });
    console.log(
      "samba: nothing that was declared is shared any more; the package samba stays, and its services run",
    );
  },
};

function ofUnits(
  states: Readonly<Record<string, string>>,
  units: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.keys(units).map((unit) => [unit, states[unit] ?? ""]));
}

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

/** nmbd asks before it starts (Debian's is-configured), and is not started then. */
function netbiosOff({ active, global }: SambaSpec, { ownText = "", live }: Samba): Refusal[] {
  const own = parseSmbConf(ownText).get("global") ?? {};
  const isTheirs = isWithoutNetbios(live.get("global") ?? {}) && !isWithoutNetbios(own);
  const isDeclared = global["disable netbios"] !== undefined;
  if (!isTheirs || isDeclared || active["nmbd.service"] === undefined) return [];
  const reason =
    'samba: smb.conf says "disable netbios = yes", with which nmbd does not run. Take that line out, or declare it in ' +
    "samba.global, so that nmbd is not expected to.";
  return [{ property: "active", reason }];
}
