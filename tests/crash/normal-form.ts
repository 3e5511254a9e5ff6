import type { Json } from "../../embedded/contract";
import type { State } from "../engine/engine";
import { markerName } from "./markers";

/** What a host and a state are, line by line, without what differs from run to run: `WHAT` to its value. */
export type NormalForm = ReadonlyMap<string, string>;

/**
 * The normal form of an embedded host's state and of what Pulumi knows of it. Numbers of volumes are replaced by what
 * the volumes are to their guest, so that one that belongs to nobody is seen; times, guids, MAC addresses, keys that
 * guests make themselves and the node's journal are left out. So is whether something was created or found by the
 * stack: what a killed run has made counts as found, and is let go instead of removed in the end.
 *
 * Of the state only resources that are `done` count: of others it holds what a run's refresh happened to see.
 */
export function normalForm(
  host: Json,
  state: State,
  isDone: (name: string) => boolean,
): NormalForm {
  const { node } = host as unknown as { node: StoredNode };
  const lines = new Map<string, string>();
  const archive = node.zfs.files;
  const root = node.zfs.datasets.find(({ name }) => name === "rpool/ROOT/pve-1");
  const files = new Map<string, string>();
  if (root !== undefined) flatten(archive, root.tree, "", files);
  const volumes = volumeNames(files);
  const text = (value: string) => timeless(renamed(value, volumes));
  for (const { name, tree, snapshots, properties, type, origin, mounted, ...rest } of node.zfs
    .datasets) {
    const dataset = renamed(name, volumes);
    const told = {
      type,
      origin,
      mounted: mounted !== undefined,
      key: rest.key?.loaded,
      properties,
    };
    lines.set(`dataset ${dataset}`, text(JSON.stringify(told)));
    const content = new Map<string, string>();
    flatten(archive, tree, "", content);
    for (const [path, value] of content) {
      lines.set(`${dataset}:${withoutIds(path)}`, text(withoutIds(value)));
    }
    for (const snapshot of snapshots) {
      const kept = new Map<string, string>();
      flatten(archive, snapshot.tree, "", kept);
      const at = `${dataset}@${snapshot.name}`;
      lines.set(`snapshot ${at}`, text(JSON.stringify(snapshot.properties)));
      for (const [path, value] of kept) {
        lines.set(`${at}:${withoutIds(path)}`, text(withoutIds(value)));
      }
    }
  }
  for (const { name, exported, properties, vdevs } of node.zfs.pools) {
    lines.set(`pool ${name}`, text(JSON.stringify({ exported, properties, vdevs })));
  }
  for (const { vmid, facts } of node.running) {
    lines.set(`running ${vmid}`, text(JSON.stringify(sorted(facts))));
  }
  for (const { vmid } of node.machines ?? []) lines.set(`running ${vmid}`, "");
  for (const [path] of node.images) lines.set(`image ${renamed(path, volumes)}`, "");
  lines.set("network", text(JSON.stringify(sorted(node.network))));
  lines.set("hardware", text(JSON.stringify(sorted(node.facts.hardware))));
  for (const { name, kind, id, inputs, outputs } of state.values()) {
    if (!isDone(name)) continue;
    const known = JSON.stringify(sorted({ kind, id, inputs, outputs }));
    lines.set(
      `state ${name}`,
      text(known)
        .replace(/"created":(?:true|false)/, '"created":"?"')
        // A template's volume got another name after it was recorded.
        .replace(/"volume":"[^"]*"/, '"volume":"?"'),
    );
  }
  return lines;
}

/** What two normal forms have otherwise, in a few lines. */
export function differences(want: NormalForm, got: NormalForm): string[] {
  const told: string[] = [];
  for (const key of new Set([...want.keys(), ...got.keys()])) {
    const [before, after] = [want.get(key), got.get(key)];
    if (before === after) continue;
    told.push(`${key}: ${around(after, before)} instead of ${around(before, after)}`);
  }
  return told;
}

/** The part of a text that another one has not. */
function around(value: string | undefined, other: string | undefined): string {
  if (value === undefined) return "nothing";
  if (other === undefined) return value.slice(0, 200);
  let from = 0;
  while (from < value.length && value[from] === other[from]) from += 1;
  return `…${value.slice(Math.max(0, from - 60), from + 120)}…`;
}

interface StoredNode {
  readonly facts: { readonly hardware: Json };
  readonly zfs: {
    readonly files: readonly (readonly Json[])[];
    readonly pools: readonly {
      readonly name: string;
      readonly exported: boolean;
      readonly properties: Json;
      readonly vdevs: Json;
    }[];
    readonly datasets: readonly {
      readonly name: string;
      readonly type: string;
      readonly origin?: string;
      readonly mounted?: number;
      readonly key?: { readonly loaded: boolean };
      readonly properties: Json;
      readonly tree: number;
      readonly snapshots: readonly {
        readonly name: string;
        readonly properties: Json;
        readonly tree: number;
      }[];
    }[];
  };
  readonly images: readonly (readonly [path: string, tree: Json])[];
  readonly running: readonly { readonly vmid: number; readonly facts: Json }[];
  readonly machines?: readonly { readonly vmid: number }[];
  readonly network: Json;
}

/** What programs write down of when they did what, and what lasts until the next start only. */
const transient =
  /^\/(var\/lib\/dkms\/mok\.key|var\/log|tmp|run\/(?!systemd)[^/]+|var\/tmp|proc|var\/cache|var\/lib\/apt|var\/lib\/dpkg\/info)\//;

function flatten(
  archive: StoredNode["zfs"]["files"],
  index: number,
  path: string,
  files: Map<string, string>,
): void {
  const [kind, mode, uid, gid, , ...value] = archive[index] ?? [];
  if (transient.test(`${path}/`) || path.endsWith(`/${markerName}`)) return;
  const attributes = JSON.stringify([kind, mode, uid, gid]);
  if (kind !== "d") {
    const [content, ...more] = value;
    const text = typeof content === "string" ? content : JSON.stringify(content);
    // A system chooses its own at its first start.
    const shown = path.endsWith("/etc/machine-id") && text !== "" ? "an id" : text;
    files.set(path, `${attributes} ${JSON.stringify(more)} ${shown}`);
    return;
  }
  files.set(path === "" ? "/" : path, attributes);
  for (const [name, child] of Object.entries(value[0] as Record<string, number>)) {
    flatten(archive, child, `${path}/${name}`, files);
  }
}

const volume = /\b(?:base|subvol|vm|basevol)-\d+-(?:disk-\d+|cloudinit)\b/g;

/** What each volume is to its guest, by its name: the option that names it, in the current configuration first. */
function volumeNames(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [path, content] of files) {
    const vmid = /^\/etc\/pve\/nodes\/[^/]+\/(?:lxc|qemu-server)\/(\d+)\.conf$/.exec(path)?.[1];
    if (vmid === undefined) continue;
    for (const [, option = "", value = ""] of content.matchAll(/^(\w+): (.*)$/gm)) {
      for (const [name] of value.matchAll(volume)) {
        if (!names.has(name)) names.set(name, `volume-${vmid}-${option}`);
      }
    }
  }
  return names;
}

function renamed(text: string, volumes: ReadonlyMap<string, string>): string {
  return text.replace(volume, (name) => volumes.get(name) ?? name);
}

/** Ids of Docker's containers, secrets that guests make for themselves, and digests of what holds such a secret. */
function withoutIds(text: string): string {
  return text
    .replace(/\b[0-9a-f]{64}\b/g, "ID")
    .replace(/"phoenix\.configuration":"[0-9a-f]{12}"/g, '"phoenix.configuration":"DIGEST"');
}

function timeless(text: string): string {
  return text
    .replace(/\b[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}\b/g, "MAC")
    .replace(/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, "TIME")
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "UUID")
    .replace(/\b\d{15,20}\b/g, "GUID")
    .replace(/\b1[78]\d{8}(?:\d{3})?\b/g, "TIME")
    .replace(/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g, "KEY")
    .replace(/\bssh-(?:ed25519|rsa|ecdsa) [\w+/=]+/g, "KEY")
    .replace(/\bsigning key [0-9a-f]{16}\b/g, "KEY");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
