import type { ContainerConfig } from "../../config/types";
import { loadConfig } from "../../config/load";
import { parseGuestConfig } from "../../host/guest-config";
import type { Container } from "../../host/inspection";
import { planLines, planRebuild } from "../../tools/rebuild/plan";
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

test("what would be lost, is not ours or is protected is refused, all at once", () => {
  const live = host([901, 920], {
    952: "mp0: local-zfs:subvol-952-disk-1,mp=/qdrant/storage,size=1G\n",
  });
  const foreign = live.get(950);
  if (foreign) live.set(950, { ...foreign, config: parseGuestConfig("hostname: theirs\n") });
  live.delete(951);
  expect([...plan([950, 951, 952], live).refusals].sort()).toEqual([
    expect.stringMatching(/^950 .* is not this stack's$/),
    expect.stringMatching(/^951 .* is not on the host: npm run up -- 951 makes it$/),
    expect.stringMatching(/^952 .* has volumes that would go with it: local-zfs:subvol-952-disk-1/),
  ]);
  expect(plan([950], host([901, 920]), true).refusals).toEqual([
    expect.stringMatching(/^950 .* is protected$/),
  ]);
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
  const [title, first, ...rest] = planLines(plan([950]).rebuilds);
  expect(title).toMatch(/destroyed and made anew, in this order/);
  expect(first).toMatch(
    /^ {2}901 Template-GPU: a clone of 900 of \d+ GiB, with nvidia, then its snapshot pre-configured$/,
  );
  expect(rest).toHaveLength(2);
});
