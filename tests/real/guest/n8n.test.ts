import fs from "node:fs";
import path from "node:path";
import { healthSpec } from "../../../providers/health";
import { guestProxy, type Guest } from "../../../tools/real/guest/guest";
import { builtBy } from "../../../tools/real/recipe";
import { declared, differing, inGuest } from "../../features/guest-world";
import { owner } from "../../lifecycle/layer-spec";
import { Resource, type World } from "../../lifecycle/world";
import {
  openGuest,
  openGuestWorld,
  preparedContainer,
  settings,
  soon,
  whereGuestsAre,
} from "./guest-world";

let world: World;
let feature: Resource;
let health: Resource;
let images: readonly string[];

/** Asks the workflow that was made first, with what only its credential knows; n8n has to be able to read both. */
const asked = soon(
  `[ "$(curl -sSf -u visitor:open-sesame http://localhost:5678/webhook/kept)" = "still here" ]`,
);

/** What the same answers to somebody else. */
const askedByOthers = "curl -s -o /dev/null -w '%{http_code}' http://localhost:5678/webhook/kept";

// Packages, of which npm has some 1700, come over the network.
beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const archive = path.join(await n8nImage(), "image.tar");
  const guest = await openGuest();
  world = await openGuestWorld(await preparedContainer(), guest);
  await declared(world, "base_setup", settings).up();
  const docker = { ...settings, options: { repository: "distribution" } };
  await declared(world, "docker", docker).up();
  await succeeds(guest, ["bash", "-s", guestProxy], { stdin: script("stand-in.sh") });
  const push = ["bash", "-c", script("n8n/push.sh"), "push", "localhost:5000/n8n", "1.123.5"];
  images = (await succeeds(guest, push, { input: archive })).trim().split("\n");
  feature = n8nOf(images[0]);
  const check = { timeout: 5, attempts: 120, interval: 1, http: "http://localhost:5678/healthz" };
  health = new Resource(world, "health", healthSpec({ vmid: 900, owner }, { n8n: check }));
}, 3_600_000);

afterAll(() => world.close());

test("n8n is installed, healthy, found unchanged by a second run, and adopted after a lost state", async () => {
  expect(await feature.up()).toBe("created");
  expect(await health.up()).toBe("created");
  await inGuest(world, `bash -s 5678 <<'END'\n${script("n8n/make-workflow.sh")}END`);
  await inGuest(world, asked);
  expect(await inGuest(world, askedByOthers)).toBe("401");
  const before = world.mutations;
  expect([await feature.up(), await health.up()]).toEqual(["unchanged", "unchanged"]);
  expect(await n8nOf(images[0]).up()).toBe("created");
  expect(world.mutations).toBe(before);
});

/** What differs of a container that is not there. */
const gone = ["configuration", "image", "ports", "state"].map((fact) => `container.n8n.${fact}`);
const folder = "/etc/phoenix/n8n";
const compose = `docker compose -f ${folder}/compose.json`;

/** What is broken, the facts that differ then, and what n8n's health is. */
const breaks = [
  [`${compose} down`, gone, "exit 7"],
  ["docker rm -f n8n; docker image prune -af", gone, "exit 7"],
  ["docker kill n8n", ["container.n8n.state"], "exit 7"],
  ["docker pause n8n", ["container.n8n.state"], "no answer within 5 s"],
  [`rm -r ${folder}`, ["container.n8n.configuration", `file.${folder}/compose.json`], "ok"],
  [
    `sed -i s/:5678:5678/:5679:5678/ ${folder}/compose.json; ${compose} up -d`,
    ["container.n8n.configuration", "container.n8n.ports", `file.${folder}/compose.json`],
    "exit 7",
  ],
] as const;

test.each(breaks)(
  "%s is seen, and healed, and the workflow still answers",
  async (command, facts, result) => {
    await inGuest(world, command);
    expect(await differing(feature)).toEqual(facts);
    expect((await health.refresh())?.["results"]).toEqual({ n8n: result });
    expect(await feature.up()).toBe("updated");
    await health.up();
    expect((await health.refresh())?.["results"]).toEqual({ n8n: "ok" });
    await inGuest(world, asked);
    expect([await feature.up(), await health.up()]).toEqual(["unchanged", "unchanged"]);
  },
);

test("a container of another image has the same workflow", async () => {
  const id = () => inGuest(world, "docker inspect --format '{{.Id}}' n8n");
  const before = await id();
  feature.inputs = n8nOf(images[1]).inputs;
  expect(await feature.up()).toBe("updated");
  expect(await id()).not.toBe(before);
  await inGuest(world, asked);
  expect(await feature.up()).toBe("unchanged");
});

/** The folder of the cache with n8n as npm installs it. */
function n8nImage(): Promise<string> {
  return builtBy({
    recipe: path.join(__dirname, "n8n", "image"),
    args: [whereGuestsAre().root],
    what: "an image of n8n",
    time: "some ten minutes",
    programs: {
      npm: ["npm", "installs n8n"],
      unshare: ["util-linux", "compiles a part of it in its own system"],
    },
    say: (line) => process.stderr.write(`${line}\n`),
  });
}

function n8nOf(image = ""): Resource {
  return declared(world, "n8n", { ...settings, options: { image } });
}

function script(name: string): string {
  return fs.readFileSync(path.join(__dirname, name), "utf8");
}

/** What a command prints that has to succeed. */
async function succeeds(guest: Guest, ...given: Parameters<Guest["run"]>): Promise<string> {
  const { exitCode, stdout, stderr } = await guest.run(...given);
  if (exitCode !== 0) throw new Error(`${given[0].join(" ")}: ${stderr}`);
  return stdout;
}
