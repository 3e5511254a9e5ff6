import type { ContainerConfig } from "../../config/types";
import { loadConfig } from "../../config/load";
import { parseGuestConfig } from "../../host/guest-config";
import type { Container } from "../../host/inspection";
import { planRebuild } from "../../tools/rebuild/plan";
import { planLines } from "../../tools/rebuild/plan-lines";
import path from "node:path";

const owner = "phoenix+dev";
const { config } = loadConfig({ directory: path.resolve(__dirname, "../../config"), stack: "dev" });
const containers = config?.containers ?? [];
const [before, after] = ["000000000000", "111111111111"];
/** 900 holds something else by now, and so does all that stands on it. */
const contents = new Map(containers.map(({ vmid }) => [vmid, after]));

function guest(vmid: number): ContainerConfig {
  const found = containers.find((each) => each.vmid === vmid);
  if (found === undefined) throw new Error(`no guest ${vmid}`);
  return found;
}

/** The host's containers: as cloned before, those of `fresh` since; `more` are further lines of a file. */
function host(fresh: readonly number[] = [], more: Readonly<Record<number, string>> = {}) {
  return new Map(
    containers.map(({ vmid, clone_from_ctid: from }): [number, Container] => {
      const mark = `#${owner}+${vmid}`;
      const content = fresh.includes(vmid) ? after : before;
      const layer = from === undefined ? "" : `#layer ${from}@pre-configured ${content}\n`;
      const text = `${mark}\n${layer}rootfs: local-zfs:subvol-${vmid}-disk-0,size=4G\n${more[vmid] ?? ""}`;
      return [vmid, { vmid, config: parseGuestConfig(text), running: false }];
    }),
  );
}

/** A container that keeps volumes of another. */
function keeper(vmid: number, of: number, volumes: string): Container {
  const notes = `#${owner}+${vmid}\n#keeps ${of} /qdrant/storage\n`;
  const text = `${notes}hostname: keeps-${of}\n${volumes}`;
  return { vmid, config: parseGuestConfig(text), running: false };
}

function plan(wanted: readonly number[], live = host(), isProtected = false) {
  const known = { containers, live, contents, owner, isProtected };
  const { rebuilds, refusals } = planRebuild(wanted.map(guest), known);
  return { rebuilds, refusals, order: rebuilds.map(({ config: { vmid } }) => vmid) };
}

test("a guest is made anew after all outdated layers below it, the lowest first", () => {
  expect(plan([950]).order).toEqual([901, 920, 950]);
  expect(plan([950, 951, 955]).order).toEqual([901, 920, 955, 950, 951]);
});

test("layers that are as declared are left as they are", () => {
  expect(plan([950], host([901])).order).toEqual([920, 950]);
  expect(plan([950], host([901, 920, 950])).order).toEqual([950]);
  expect(plan([900]).order).toEqual([900]);
});

test("what is not ours, is protected, or cannot give its volumes away is refused, all at once", () => {
  const live = host([901, 920], {
    910: "mp0: quickOS-shared-prod-data-volumes:subvol-910-disk-1,mp=/data,size=1G\nunprivileged: 1\n[before]\nmp0: quickOS-shared-prod-data-volumes:subvol-910-disk-1,mp=/data,size=1G\n",
    951: "protection: 1\n",
    952: "mp0: quickOS-shared-prod-data-volumes:subvol-999-disk-1,mp=/qdrant/storage,size=1G\nunprivileged: 0\n",
    953: "mp0: local:953/subvol-953-disk-1.subvol,mp=/data,size=0T\nunprivileged: 1\ntemplate: 1\n",
  });
  const foreign = live.get(950);
  if (foreign) live.set(950, { ...foreign, config: parseGuestConfig("hostname: theirs\n") });
  expect([...plan([910, 950, 951, 952, 953], live).refusals].sort()).toEqual([
    expect.stringMatching(
      /^910 Portainer has snapshots that hold its volume \/data \(1G\): before\. .*pct delsnapshot 910 NAME$/,
    ),
    expect.stringMatching(/^950 .* is not this stack's$/),
    expect.stringMatching(/^951 .* is protected by Proxmox VE: pct set 951 --protection 0/),
    expect.stringMatching(/^952 .* has a volume of guest 999: \/qdrant\/storage \(1G\)$/),
    expect.stringMatching(
      /^952 .* has volumes whose files would belong to others: it is not unprivileged/,
    ),
    expect.stringMatching(/^953 .* has a volume that is a directory/),
    expect.stringMatching(/^953 .* is a template, whose volumes/),
  ]);
  expect(plan([950], host([901, 920]), true).refusals).toEqual([
    expect.stringMatching(/^950 .* is protected$/),
  ]);
});

test("a volume that only a snapshot or a pending change names, and one that others use, is refused", () => {
  const volume = (vmid: number, disk: number) =>
    `quickOS-shared-prod-data-volumes:subvol-${vmid}-disk-${disk}`;
  const live = host([901, 920], {
    910: `unprivileged: 1\n[before]\nmp1: ${volume(910, 2)},mp=/more,size=1G\n`,
    951: `unprivileged: 1\n[pve:pending]\nmp1: ${volume(951, 2)},mp=/more,size=1G\n`,
    952: `mp0: ${volume(952, 1)},mp=/qdrant/storage,size=999G\nunprivileged: 1\nlock: backup\n`,
    953: `mp0: ${volume(952, 1)},mp=/theirs,size=1G\n`,
  });
  expect([...plan([910, 951, 952], live).refusals].sort()).toEqual([
    expect.stringMatching(/^910 .* only a snapshot or a pending change names.*subvol-910-disk-2/),
    expect.stringMatching(/^951 .* only a snapshot or a pending change names.*subvol-951-disk-2/),
    expect.stringMatching(/^952 .* has \/qdrant\/storage with 999G, and \d+G are declared/),
    expect.stringMatching(/^952 .* that container 953 has mounted as well/),
    expect.stringMatching(/^952 .* is locked \(backup\)/),
  ]);
});

test("a volume that would meet another one on its way is refused", () => {
  const mine =
    "mp0: quickOS-shared-prod-data-volumes:subvol-952-disk-1,mp=/qdrant/storage,size=1G\nunprivileged: 1\n";
  const { clone_from_ctid: layer = 0 } = guest(952);
  const copied = host([901, 920], { 952: mine, [layer]: mine.replaceAll("952", String(layer)) });
  expect(plan([952], copied).refusals).toEqual([
    expect.stringMatching(/^952 .* where its layer has one that is copied: \/qdrant\/storage$/),
  ]);
  const kept = host([901, 920], { 952: mine });
  kept.set(
    100,
    keeper(
      100,
      952,
      "mp1: quickOS-shared-prod-data-volumes:subvol-100-disk-1,mp=/qdrant/storage,size=1G\n",
    ),
  );
  expect(plan([952], kept).refusals).toEqual([
    expect.stringMatching(
      /^952 .* others are kept for it: \/qdrant\/storage \(1G\) of container 100$/,
    ),
  ]);
});

test("a guest that is not there is made, with what is kept for it", () => {
  const live = host([901, 902, 920]);
  live.delete(951);
  live.delete(952);
  live.set(
    100,
    keeper(
      100,
      952,
      "mp0: quickOS-shared-prod-data-volumes:subvol-100-disk-1,mp=/qdrant/storage,size=1G\n",
    ),
  );
  const { rebuilds, refusals } = plan([951, 952], live);
  expect(refusals).toEqual([]);
  const lines = planLines({ rebuilds, keepers: new Map() }).join("\n");
  expect(lines).toMatch(/ 951 .*; it is not there now$/m);
  expect(lines).toMatch(
    / 952 .*; it is not there now\n +its volume \/qdrant\/storage \(1G\) is kept by container 100 and comes back$/m,
  );
});

test("a layer whose disk a linked clone shares is refused, unless that is made anew as well", () => {
  const live = host([], { 955: "" });
  const linked = parseGuestConfig(
    `#${owner}+955\n#layer 901@template\nrootfs: local-zfs:base-901-disk-0/subvol-955-disk-0,size=4G\n`,
  );
  live.set(955, { vmid: 955, config: linked, running: false });
  expect(plan([901], live).refusals).toEqual([
    "901 Template-GPU shares its disk with its linked clone 955",
  ]);
  expect(plan([901, 955], live).refusals).toEqual([]);
});

test("the plan says what is lost, and what comes in its place", () => {
  const [title, first, ...rest] = planLines({ ...plan([950]), keepers: new Map() });
  expect(title).toMatch(/destroyed and made anew, in this order/);
  expect(first).toMatch(
    /^ {2}901 Template-GPU: a clone of 900 of \d+ GiB, with nvidia, then its snapshot pre-configured$/,
  );
  expect(rest).toHaveLength(2);
});

test("the plan says where each volume is meanwhile, and which does not come back", () => {
  const live = host([901, 902, 920], {
    952:
      "mp0: quickOS-shared-prod-data-volumes:subvol-952-disk-1,mp=/qdrant/storage,size=1G\nunprivileged: 1\n" +
      "mp1: quickOS-shared-prod-data-volumes:subvol-952-disk-2,mp=/old,size=2G\nunused0: quickOS-shared-prod-data-volumes:subvol-952-disk-3\n" +
      "mp2: /srv,mp=/srv\n",
  });
  const { rebuilds, refusals } = plan([952], live);
  expect(refusals).toEqual([]);
  expect(planLines({ rebuilds, keepers: new Map([[952, 105]]) }).slice(2)).toEqual([
    "      its volume /qdrant/storage (1G) is kept by container 105 and comes back",
    "      its volume /old (2G) is kept by container 105 and stays there: it is not declared",
    "      its volume unused0 (quickOS-shared-prod-data-volumes:subvol-952-disk-3) is kept by container 105 and comes back",
  ]);
});
