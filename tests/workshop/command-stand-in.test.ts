import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as command from "../standins/command/remote-command";
import { open, secret } from "../standins/command/wire";
import { newHostKey, startAgent, startServer, type TestServer } from "./ssh-server";

const urn = "urn:pulumi:dev::tiny::command:remote:Command::greet";

let folder: string;
let server: TestServer;
let told: string[];
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-ssh-"));
  server = await startServer(folder);
  told = [];
});
afterEach(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("a created command runs on the server, and its output is kept without the last newline", async () => {
  const { id, outs } = await create({ create: "echo hello; echo careful >&2; pwd > where" });
  expect(id).toMatch(/^greet[0-9a-f]{8}$/);
  expect(outs).toMatchObject({ stdout: "hello", stderr: "careful" });
  expect(fs.readFileSync(path.join(folder, "where"), "utf8").trim()).toBe(fs.realpathSync(folder));
  expect(told).toEqual(["hello", "careful"]);
});

test("stdin reaches the command", async () => {
  const { outs } = await create({ create: "tr a-z A-Z", stdin: "quiet\nlines\n" });
  expect(outs["stdout"]).toBe("QUIET\nLINES");
});

test("a variable that the server accepts is set", async () => {
  const { outs } = await create({ create: 'echo "$GREETING"', environment: { GREETING: "a b" } });
  expect(outs["stdout"]).toBe("a b");
});

test("one that it does not accept fails before the command runs", async () => {
  await expect(create({ create: "touch ran", environment: { SECRET_PLACE: "x" } })).rejects.toThrow(
    "environment.SECRET_PLACE cannot be set: the SSH server does not accept it",
  );
  expect(fs.existsSync(path.join(folder, "ran"))).toBe(false);
});

test("a command that fails fails the resource, with what it printed as its reason alone", async () => {
  await expect(create({ create: "echo hidden; exit 3", logging: "none" })).rejects.toThrow(
    `The command on admin@127.0.0.1:${server.port} ended with exit code 3.\nhidden`,
  );
  expect(told).toEqual([]);
});

test.each([
  ["stdout", ["out"]],
  ["stderr", ["err"]],
  ["stdoutAndStderr", ["out", "err"]],
  ["none", []],
])("logging %s tells %j", async (logging, expected) => {
  const { outs } = await create({ create: "echo out; echo err >&2", logging });
  expect(told).toEqual(expected);
  expect(outs).toMatchObject({ stdout: "out", stderr: "err" });
});

test("what a command prints is a secret where it was given one", async () => {
  for (const given of [
    { create: "cat", stdin: secret("hush") },
    { create: secret("echo hush") },
    { create: 'echo "$GREETING"', environment: { GREETING: secret("hush") } },
  ]) {
    const { outs } = await create({ ...given, logging: "none" });
    expect(outs["stdout"]).toEqual(secret("hush"));
    expect(open(outs["stdout"])).toBe("hush");
  }
});

test("an update runs the update command, or else create, with what was printed before", async () => {
  const olds = inputs({ create: "echo one" });
  const before = { ...olds, stdout: "one", stderr: "careful" };
  const news = { ...olds, update: 'echo "$PULUMI_COMMAND_STDOUT, $PULUMI_COMMAND_STDERR, two"' };
  expect(await update(before, news)).toMatchObject({ stdout: "one, careful, two" });
  expect(await update(before, { ...olds, create: "echo again" })).toMatchObject({
    stdout: "again",
  });
  const alone = { ...news, addPreviousOutputInEnv: false };
  expect(await update(before, alone)).toMatchObject({ stdout: ", , two" });
});

test("a delete runs the delete command, or nothing", async () => {
  await command.remove(urn, inputs({ create: "echo one" }), tell);
  expect(server.ran).toEqual([]);
  await command.remove(urn, inputs({ delete: "touch gone" }), tell);
  expect(fs.existsSync(path.join(folder, "gone"))).toBe(true);
});

test("inputs that are the same change nothing, secret or not", () => {
  const olds = inputs({ create: "true", stdin: secret("a"), triggers: [1] });
  const state = { ...olds, stdout: "", stderr: "" };
  expect(command.diff(state, olds)).toEqual({ changes: false, replaces: [] });
  expect(command.diff(state, { ...olds, stdin: "a" })).toEqual({ changes: false, replaces: [] });
  expect(command.diff(state, { ...olds, stdin: secret("b") })).toEqual({
    changes: true,
    replaces: [],
  });
  expect(command.diff(state, { ...olds, triggers: [2] })).toEqual({
    changes: true,
    replaces: ["triggers"],
  });
});

test("another host key than the pinned one is refused before anybody logs in, and only once", async () => {
  const started = Date.now();
  await expect(create({ create: "touch ran" }, { hostKey: newHostKey() })).rejects.toThrow(
    `The SSH server at admin@127.0.0.1:${server.port} has another host key than the pinned one.`,
  );
  expect(server.ran).toEqual([]);
  expect(Date.now() - started).toBeLessThan(2000);
});

test("a host key of another type is refused", async () => {
  const rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQDG";
  await expect(create({ create: "touch ran" }, { hostKey: rsa })).rejects.toThrow(
    "has another host key than the pinned one",
  );
});

test("a key that the server does not know is refused", async () => {
  const other = await startServer(folder);
  await other.close();
  await expect(create({ create: "true" }, { privateKey: other.privateKey })).rejects.toThrow(
    "refuses the login",
  );
});

test("the key can be an agent's", async () => {
  const socket = path.join(folder, "agent");
  const agent = await startAgent(socket, server.privateKey);
  try {
    const { outs } = await create(
      { create: "echo by agent" },
      { privateKey: undefined, agentSocketPath: socket },
    );
    expect(outs["stdout"]).toBe("by agent");
  } finally {
    await agent.close();
  }
});

test("a server that is down is dialled as often as dialErrorLimit says", async () => {
  await server.close();
  await expect(create({ create: "true" }, { dialErrorLimit: 2 })).rejects.toThrow(
    "cannot be reached",
  );
});

test("checks find nothing in a command that can be run", () => {
  expect(command.check(inputs({ create: "true", environment: { GREETING: "x" } }))).toEqual([]);
  expect(command.check(inputs({}, { host: "127.8.9.1" }))).toEqual([]);
  expect(command.check({ connection: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })).toEqual([]);
});

test.each([
  ["a host that is not this machine", { host: "192.0.2.7" }, 'connection.host is "192.0.2.7"'],
  ["a name that could be any machine", { host: "pve.example" }, "reaches nothing but the embedded"],
  ["no host key", { hostKey: undefined }, "connection.hostKey is not set"],
  ["a fingerprint, which the plugin cannot read", { hostKey: "SHA256:abc" }, "authorized_keys(5)"],
  ["a jump host", { proxy: { host: "127.0.0.1" } }, "connection.proxy is not among"],
])("checks refuse %s", (_, connection, reason) => {
  const failures = command.check(inputs({ create: "true" }, connection));
  expect(failures).toEqual([
    { property: "connection", reason: expect.stringContaining(reason) as string },
  ]);
});

test("checks refuse inputs that the plugin has not, and variables that are none", () => {
  const news = { ...inputs({ environment: { "A;B": "x" } }), interpreter: ["sh"] };
  expect(command.check(news).map(({ property }) => property)).toEqual([
    "interpreter",
    "environment",
  ]);
});

test("state that another plugin wrote does not make it reach other machines", async () => {
  const props = inputs({ delete: "true" }, { host: "192.0.2.7" });
  await expect(command.remove(urn, props, tell)).rejects.toThrow("connection.host is");
});

/** Inputs as the SDK sends them: with its defaults, and the connection a secret. */
function inputs(given: object, connection: object = {}): command.Properties {
  const value = {
    host: "127.0.0.1",
    port: server.port,
    user: "admin",
    hostKey: server.hostKey,
    privateKey: server.privateKey,
    dialErrorLimit: 10,
    perDialTimeout: 15,
    ...connection,
  };
  return { ...given, connection: { ...secret(""), value } };
}

function create(given: object, connection: object = {}) {
  return command.create(urn, inputs(given, connection), tell);
}

async function update(olds: command.Properties, news: command.Properties) {
  return (await command.update(urn, olds, news, tell)).outs;
}

async function tell(_urn: string, line: string): Promise<void> {
  told.push(line);
}
