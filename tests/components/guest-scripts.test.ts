import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  declareScripts,
  knownHostKey,
  scriptConnection,
  scriptsWithTexts,
} from "../../components/guest-scripts";
import { loadConfig } from "../../config/load";
import type { ContainerConfig } from "../../config/types";
import { scriptCommand } from "../../providers/guest-script";
import type { Node } from "../../providers/resources";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIonly-a-test";
const privateKey = "only a private key of a test";
const guest = { vmid: 953, owner: "phoenix+dev" };
const script = { name: "application", text: "true\n", variables: { PHOENIX_VMID: "953" } };

/** How Pulumi says that a value is a secret (sdk/nodejs/runtime/rpc.ts). */
const marksSecret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const live = { guid: "42" };

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}
let made: Made[];

beforeEach(async () => {
  made = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      made.push({ type, name, inputs: inputs as Record<string, unknown> });
      const isRootfs = type.endsWith(":Rootfs");
      return { id: name, state: { ...(inputs as object), ...(isRootfs && { live }) } };
    },
    call: () => ({}),
  });
  pulumi.runtime.setAllConfig({
    "phoenix:node": "phoenix",
    "phoenix:endpoint": "https://10.0.0.13:8006",
    "phoenix:fingerprint": Array.from({ length: 32 }, () => "AA").join(":"),
    "phoenix:tokenId": "root@pam!phoenix",
    "phoenix:tokenSecret": "only-a-test",
    "phoenix:sshHostKey": "SHA256:abc",
    "phoenix:sshPrivateKey": privateKey,
  });
});

const node = { live: pulumi.output({ hostKey }) } as unknown as Node;

test("a command checks the host key, has its private key as a secret, and keeps to itself what it prints", async () => {
  const connection = scriptConnection(node);
  const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
  const [, command] = declareScripts("guest-953", guest, [script], connection, [], parent);
  await settled(command);
  const { create, stdin, key } = scriptCommand(953, script);
  expect(made.find(({ type }) => type === "command:remote:Command")).toMatchObject({
    name: "guest-953-application",
    inputs: {
      connection: {
        ...marksSecret,
        value: { host: "10.0.0.13", port: 22, user: "root", hostKey, privateKey },
      },
      ...{ create, stdin, logging: "none", addPreviousOutputInEnv: false },
      triggers: [key, "42"],
    },
  });
  expect(await pulumi.isSecret(connection)).toBe(true);
  const plain = made.map(({ inputs: { connection: _, ...inputs } }) => JSON.stringify(inputs));
  expect(plain.join("\n")).not.toContain("private key");
  expect(Object.keys(made.at(-1)?.inputs ?? {})).not.toContain("environment");
});

test("without a private key the SSH agent is asked, whose socket is nobody's input", async () => {
  const { ["phoenix:sshPrivateKey"]: _, ...others } = pulumi.runtime.allConfig();
  pulumi.runtime.setAllConfig(others);
  const before = process.env["SSH_AUTH_SOCK"];
  process.env["SSH_AUTH_SOCK"] = "/run/agent";
  try {
    const value = await valueOf(scriptConnection(node));
    expect(value).toEqual({ host: "10.0.0.13", port: 22, user: "root", hostKey });
  } finally {
    if (before === undefined) delete process.env["SSH_AUTH_SOCK"];
    else process.env["SSH_AUTH_SOCK"] = before;
  }
});

test.each([undefined, {}])("no command is made where the host key is not known: %p", (found) => {
  expect(() => knownHostKey(found)).toThrow("The node's SSH host key is not known yet");
});

describe("a script's file", () => {
  let directory: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-scripts-"));
    fs.mkdirSync(path.join(directory, "scripts"));
    fs.writeFileSync(path.join(directory, "scripts", "one.sh"), "echo one\n");
    fs.writeFileSync(path.join(directory, "two.sh"), "echo two\n");
  });
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  const container = (more: Partial<ContainerConfig>): ContainerConfig => {
    const { config } = loadConfig({ directory: path.resolve(__dirname, "../../config") });
    const found = config?.containers.find(({ vmid }) => vmid === 953);
    if (found === undefined) throw new Error("the reference configuration has no 953");
    const { application_script: _, setup_script: __, ...rest } = found;
    return { ...rest, ...more };
  };

  test("lies in scripts/ by its name, or anywhere by its path; setup comes first", () => {
    const scripts = scriptsWithTexts(
      container({ application_script: "one.sh", setup_script: "./two.sh" }),
      directory,
    );
    expect(scripts.map(({ name, text }) => [name, text])).toEqual([
      ["setup", "echo two\n"],
      ["application", "echo one\n"],
    ]);
    expect(scripts[0]?.variables).toEqual({
      PHOENIX_VMID: "953",
      PHOENIX_NAME: "Nginx-VscodeRag",
      PHOENIX_ADDRESS: "10.0.0.153",
      PHOENIX_PORTS: "",
    });
  });

  test("that is not there is named with its path and its guest", () => {
    expect(() => scriptsWithTexts(container({ application_script: "none.sh" }), directory)).toThrow(
      `Unable to read ${directory}/scripts/none.sh, the source of the application_script of container 953: ENOENT`,
    );
  });

  test("is not asked for in a container that does not run", () => {
    const layer = container({ application_script: "none.sh", running: false });
    expect(scriptsWithTexts(layer, directory)).toEqual([]);
  });
});

/** Waits until a resource has been registered. */
async function settled(resource: pulumi.Resource | undefined): Promise<void> {
  if (resource === undefined) throw new Error("there is no such resource");
  await valueOf(resource.urn);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
