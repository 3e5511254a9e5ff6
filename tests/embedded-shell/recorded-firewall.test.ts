import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource, World } from "../lifecycle/world";
import { recordedFile, shared, testWithShared } from "../shared";
import fs from "node:fs";
import path from "node:path";

interface Recorded {
  readonly program: string;
  readonly argv: readonly string[];
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the machine had when these commands were run. */
const before = {
  "/etc/pve/firewall/cluster.fw":
    "[ALIASES]\n\nweb 10.0.0.1\n\n[IPSET set1] # c\n\n[group g1]\n\nIN ACCEPT -p tcp -dport 80,443\n\n",
  "/etc/pve/firewall/100.fw":
    "[OPTIONS]\n\nenable: 1\ndhcp: 1\n\n[RULES]\n\n|GROUP g1\nIN ACCEPT -p tcp -dport 22 # a\n\n",
};

const methods: Readonly<Record<string, string>> = {
  ...{ get: "GET", create: "POST", set: "PUT", delete: "DELETE" },
};

/** The recorded pvesh had no schema of the datacenter's options and failed before it asked. */
function isAnswered({ program, argv, stderr }: Recorded): boolean {
  return (
    program === "pvesh" && argv.join(" ").includes("/firewall") && !/^unknown schema/.test(stderr)
  );
}

testWithShared("the firewall answers and writes its files as real Proxmox VE did", async () => {
  const recorded = fs
    .readFileSync(path.join(shared, "data/commands.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recorded)
    .filter(isAnswered);
  expect(recorded.length).toBeGreaterThan(30);
  jest.spyOn(console, "log").mockImplementation();
  const world = await World.open();
  try {
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
    await new Resource(world, "container", {
      ...{ ...layerSpec, vmid: 100, tags: [`${owner}+100`] },
    }).up();
    for (const [file, text] of Object.entries(before)) world.embedded.node.files.write(file, text);
    for (const { argv, exit, stdout, stderr } of recorded) {
      const [verb = "", given = "", ...options] = argv;
      const params: Record<string, string> = {};
      for (let at = 0; at < options.length; at += 2) {
        const key = (options[at] ?? "").replace(/^--/, "");
        if (key !== "output-format") params[key] = options[at + 1] ?? "";
      }
      const target = given.replaceAll("pve1", "phoenix");
      const method = (methods[verb] ?? verb) as "GET";
      const answer = await world.embedded.call("root@pam", method, target, params);
      const what = argv.join(" ");
      expect([what, answer.status === 200]).toEqual([what, exit === 0]);
      if (exit === 0 && verb === "get") {
        expect([what, answer.data]).toEqual([what, JSON.parse(stdout)]);
      }
      for (const [key, problem] of Object.entries(answer.errors ?? {})) {
        expect(`${what}: ${stderr}`).toContain(`${key}: ${problem.trim()}`);
      }
    }
    const files = {
      "/etc/pve/firewall/cluster.fw": "etc__pve__firewall__cluster.fw",
      "/etc/pve/firewall/100.fw": "etc__pve__firewall__100.fw",
      "/etc/pve/nodes/phoenix/host.fw": "etc__pve__nodes__pve1__host.fw",
    };
    for (const [file, name] of Object.entries(files)) {
      const ours = world.embedded.node.files.readText(file) ?? "";
      expect(shapeOf(ours)).toEqual(shapeOf(recordedFile(name)));
    }
  } finally {
    await world.close();
  }
});

/** Perl writes options in the order of a hash, and the recording shell had no locale for the one letter beyond ASCII. */
function shapeOf(text: string): string[] {
  const [options = "", ...rest] = text.replace(/# web .*/, "# web").split(/^(?=\[(?!OPTIONS))/m);
  return [options.split("\n").sort().join("\n"), ...rest];
}
