import { openApi, type Api } from "../../host/api";
import { EmbeddedHost } from "../../embedded/host";
import { installFromPypi } from "../pypi";
import { differences } from "./fakepve/differences";
import { compareOutcomes, outcomeOf } from "./fakepve/outcome";
import { FakepveServer } from "./fakepve/server";
import { steps, template } from "./fakepve/steps";

/** An independent fake of the Proxmox VE API, under the AGPL. */
const installation = installFromPypi("fakepve", "0.5.0");

/** Runs with fakepve, or is skipped with the reason in its title. */
function testWithFakepve(title: string, body: () => Promise<void>): void {
  if ("python" in installation) test(title, body);
  else test.skip(`${title} (skipped: ${installation.missing})`, body);
}

let fakepve: FakepveServer;
let embedded: EmbeddedHost;
let apis: { readonly fakepve: Api; readonly embedded: Api };

jest.setTimeout(60_000);

beforeAll(async () => {
  if (!("python" in installation)) return;
  fakepve = await FakepveServer.start(installation.python, template);
  embedded = EmbeddedHost.open({ node: "pve1", speed: 0 });
  const { endpoint, fingerprint, tokenId, tokenSecret } = await embedded.listen();
  const settings = { endpoint, fingerprint, tokenId, tokenSecret };
  apis = {
    fakepve: openApi(fakepve.api, () => undefined),
    embedded: openApi(settings, () => undefined),
  };
  await embedded.exec(`pvesh create /nodes/pve1/aplinfo --storage local --template ${template}`);
});

afterAll(async () => {
  if (!("python" in installation)) return;
  await Promise.all([apis.fakepve.close(), apis.embedded.close()]);
  await embedded.close();
  await fakepve.stop();
});

testWithFakepve(
  "our client finds the same on fakepve and on the embedded host, through a container's whole life",
  async () => {
    const found: Record<string, { fakepve: string; embedded: string }> = {};
    for (const step of steps) {
      if (step.before !== undefined) await administer(step.before);
      const theirs = await outcomeOf(apis.fakepve, step);
      const ours = await outcomeOf(apis.embedded, step);
      // A worker of which the answer says nothing has to end before the next step.
      await embedded.node.tasks.idle();
      const differs = compareOutcomes(theirs, ours);
      if (differs !== undefined) found[step.title] = { fakepve: differs[0], embedded: differs[1] };
    }
    const expected = Object.entries(differences).map(([title, { why, ...sides }]) => [
      title,
      sides,
    ]);
    expect(found).toEqual(Object.fromEntries(expected));
  },
);

testWithFakepve("what a lock refuses is sent again until the lock is gone, on both", async () => {
  const lxc = "/nodes/pve1/lxc";
  const rest = { ostemplate: `local:vztmpl/${template}`, rootfs: "local-zfs:1" };
  const made = { title: "", method: "POST", path: lxc, params: { vmid: 970, ...rest } } as const;
  for (const api of [apis.fakepve, apis.embedded]) {
    expect(await outcomeOf(api, made)).toEqual({ words: "task OK" });
  }
  await administer("lock 970 backup");
  const started = Date.now();
  const writes = [apis.fakepve, apis.embedded].map((api) =>
    api.request("PUT", `${lxc}/970/config`, { memory: 256 }),
  );
  setTimeout(() => void administer("unlock 970"), 600);
  expect(await Promise.all(writes)).toEqual([null, null]);
  expect(Date.now() - started).toBeGreaterThan(500);
});

async function administer(command: string): Promise<void> {
  const [verb, vmid, kind] = command.split(" ");
  await fakepve.administer(command);
  await embedded.exec(verb === "lock" ? `pct set ${vmid} --lock ${kind}` : `pct unlock ${vmid}`);
}
