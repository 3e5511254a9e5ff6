import type { Json } from "../../embedded/contract";
import { unitWords } from "../../config/vllm/unit-words";
import type { FeatureSettings } from "../../providers/features";
import { Resource, World } from "../lifecycle/world";
import {
  declared,
  differing,
  gpuDevices,
  inGuest,
  preparedGuest,
  restartsDuring,
} from "./guest-world";

const unit = "vllm_model_server";
const file = `/etc/systemd/system/${unit}.service`;

const serving = (...words: string[]): FeatureSettings => ({
  gpus: 1,
  options: { arguments: unitWords(["org/model", ...words]) },
});

let prepared: Json;
let world: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open(await preparedGuest({ dev: gpuDevices }));
  await declared(first, "vllm", { gpus: 1 }).up();
  prepared = await first.snapshot();
  await first.close();
});

beforeEach(async () => {
  world = await World.open(prepared);
});

afterEach(() => world.close());

test("a server runs with the words that were declared, and a second run changes nothing", async () => {
  const server = declared(world, "vllm_server", serving("--port", "8100"));
  expect(await server.up()).toBe("created");
  const before = world.mutations;
  expect(await server.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  const text = await inGuest(world, `cat ${file}`);
  expect(text).toContain("ExecStart=/opt/vllm/bin/vllm serve org/model --port 8100\n");
  expect(await inGuest(world, "curl -sSf -o /dev/null http://127.0.0.1:8100/health")).toBe("");
});

test("a changed flag restarts it, once", async () => {
  await declared(world, "vllm_server", serving()).up();
  const changed = declared(world, "vllm_server", serving("--max-model-len", "4096"));
  expect(await restartsDuring(world, unit, () => changed.up())).toBe(1);
  expect(await restartsDuring(world, unit, () => changed.up())).toBe(0);
});

test("what a person does to it is seen, and healed", async () => {
  const server = declared(world, "vllm_server", serving());
  await server.up();
  // A clock of seconds does not tell in which order things happened within one.
  const breaks: readonly [string, readonly string[]][] = [
    [`systemctl disable --now ${unit}`, [`service.${unit}.active`, `service.${unit}.enabled`]],
    [
      `sed -i s/org/other/ ${file}; touch -d 2099-01-01 ${file}`,
      [`file.${file}`, `service.${unit}.configuration`],
    ],
    [`rm ${file}`, [`file.${file}`, `service.${unit}.active`, `service.${unit}.enabled`]],
    [
      "echo x > /etc/vllm/hf-token.env; touch -d 2099-01-01 /etc/vllm/hf-token.env",
      ["secret.hf_token", `service.${unit}.configuration`],
    ],
  ];
  await inGuest(world, "mkdir -p /etc/vllm");
  for (const [command, facts] of breaks) {
    await inGuest(world, command);
    expect([command, await differing(server)]).toEqual([command, facts]);
    expect(await server.up()).toBe("updated");
    expect(await server.up()).toBe("unchanged");
  }
});

describe("a secret", () => {
  const token = 'hf_"quo$ted\\`';
  const withToken = { ...serving(), secrets: { hf_token: "huggingface" } };
  const path = "/etc/vllm/hf-token.env";

  beforeEach(() => {
    world.settings.guestSecrets.set("huggingface", token);
  });

  test("comes into a file of root's alone, which systemd reads back as it is", async () => {
    const server = declared(world, "vllm_server", withToken);
    expect(await server.up()).toBe("created");
    expect(await server.up()).toBe("unchanged");
    expect(await inGuest(world, `stat -c '%U:%G %a' ${path}`)).toBe("root:root 600\n");
    const line = await inGuest(world, `cat ${path}`);
    expect(line).toBe('HF_TOKEN="hf_\\"quo\\$ted\\\\\\`"\n');
  });

  test("is written over what was changed by hand, and where it is another one: the service restarts once", async () => {
    const server = declared(world, "vllm_server", withToken);
    await server.up();
    for (const command of [`echo HF_TOKEN=x > ${path}`, `chmod 644 ${path}`, `rm ${path}`]) {
      await inGuest(world, command);
      expect([command, await differing(server)]).toEqual([
        command,
        expect.arrayContaining(["secret.hf_token"]),
      ]);
      expect(await server.up()).toBe("updated");
    }
    world.settings.guestSecrets.set("huggingface", "hf_rotated");
    expect(await differing(server)).toContain("secret.hf_token");
    expect(await restartsDuring(world, unit, () => server.up())).toBe(1);
    expect(await inGuest(world, `cat ${path}`)).toBe('HF_TOKEN="hf_rotated"\n');
  });

  test("is taken away with its name, and the service does not keep it", async () => {
    await declared(world, "vllm_server", withToken).up();
    const plain = declared(world, "vllm_server", serving());
    expect(await restartsDuring(world, unit, () => plain.up())).toBe(1);
    expect(await differing(plain)).toEqual([]);
  });

  test("is nowhere but in its file: not in state, logs, commands or messages", async () => {
    const log = jest.spyOn(console, "log").mockImplementation();
    const shell = jest.spyOn(world.host.shell, "run");
    const server = declared(world, "vllm_server", withToken);
    await server.up();
    await inGuest(world, "rm /opt/vllm/bin/vllm");
    world.settings.guestSecrets.set("huggingface", `${token}2`);
    const message = await server.up().catch((error: unknown) => String(error));
    expect(message).toMatch(/vllm_model_server/);
    const seen = [
      JSON.stringify(server.outputs),
      JSON.stringify(log.mock.calls),
      JSON.stringify(shell.mock.calls.map(([argv]) => argv)),
      JSON.stringify(await server.refresh()),
      JSON.stringify(await world.host.inspect(["facts"], ["900"])),
      message,
      world.embedded.journal
        .entries()
        .map(({ what }) => what)
        .join("\n"),
    ];
    for (const text of seen) expect(text).not.toContain("quo");
  });

  test("that the stack has not stops the preview, which says how to set it", async () => {
    world.settings.guestSecrets.clear();
    await expect(declared(world, "vllm_server", withToken).up()).rejects.toThrow(
      "the stack has no secret huggingface, which is to be hf_token. Set it: pulumi config set --secret --path 'phoenix:guestSecrets[\"huggingface\"]'",
    );
  });
});

test("a model that does not come up is told with its journal, and not waited for", async () => {
  await declared(world, "vllm_server", serving()).up();
  await inGuest(
    world,
    `mv /opt/vllm/bin/vllm /opt/vllm/bin/gone; systemctl restart ${unit} || true`,
  );
  const patient = { attempts: 120, interval: 15, timeout: 5, journal: unit };
  const health = new Resource(world, "health", {
    vmid: 900,
    owner: "phoenix+test",
    checks: { vllm: { ...patient, http: "http://127.0.0.1:8000/health" } },
    results: { vllm: "ok" },
  });
  await expect(health.up()).rejects.toThrow(
    /vllm: vllm_model_server has failed \(exit 7: curl: .*\)\n {2}The journal of vllm_model_server ends:\n(?: {4}.*\n)+ {4}Failed to start/,
  );
});
