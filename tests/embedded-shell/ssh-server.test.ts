import { Client } from "ssh2";
import { newSshKeyPair } from "../../embedded/server/ssh-keys";
import type { SshServer } from "../../embedded/shell/ssh-server";
import { startSshServer } from "../../embedded/shell/ssh-server";
import { shellFixture } from "./shell-fixture";

const hostKeys = newSshKeyPair("test");
const userKeys = newSshKeyPair("test");

let server: SshServer;
let fixture: ReturnType<typeof shellFixture>;

beforeAll(async () => {
  fixture = shellFixture();
  fixture.files.write("/root/.ssh/authorized_keys", `# ours\n${userKeys.publicKey} test\n`);
  const { shell, files } = fixture;
  server = await startSshServer({ hostKey: hostKeys.privateKey, port: 0, shell, files });
});

afterAll(async () => server.close());

async function connect(username = "root", privateKey = userKeys.privateKey): Promise<Client> {
  const client = new Client();
  return new Promise((resolve, reject) => {
    client.on("ready", () => resolve(client)).on("error", reject);
    client.connect({ host: "127.0.0.1", port: server.port, username, privateKey });
  });
}

async function exec(client: Client, command: string, input?: string) {
  return new Promise<{ stdout: string; stderr: string; code: number | null }>((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      const result = { stdout: "", stderr: "", code: null as number | null };
      channel.on("data", (data: Buffer) => (result.stdout += data.toString("utf8")));
      channel.stderr.on("data", (data: Buffer) => (result.stderr += data.toString("utf8")));
      channel.on("exit", (code: number) => (result.code = code));
      channel.on("close", () => resolve(result));
      channel.end(input ?? "");
    });
  });
}

test("root with a key of authorized_keys runs commands and gets output and exit code", async () => {
  const client = await connect();
  const result = await exec(client, "cat; hostname; echo oops >&2; exit 5", "größe\n");
  client.end();
  expect(result).toEqual({ stdout: "größe\nphoenix\n", stderr: "oops\n", code: 5 });
});

test("a key that is not in authorized_keys, and another user, are refused", async () => {
  const other = newSshKeyPair("test");
  await expect(connect("root", other.privateKey)).rejects.toThrow("authentication");
  await expect(connect("admin")).rejects.toThrow("authentication");
});

test("several commands run on one connection, and no more than ten at a time", async () => {
  const client = await connect();
  const running = Array.from({ length: 10 }, (_, at) => exec(client, `sleep 0.3; echo ${at}`));
  const eleventh = exec(client, "true");
  await expect(eleventh).rejects.toThrow();
  const results = await Promise.all(running);
  client.end();
  expect(results.map((result) => result.stdout)).toEqual(
    Array.from({ length: 10 }, (_, at) => `${at}\n`),
  );
});

test("a command of a client that goes away is ended", async () => {
  const client = await connect();
  void exec(client, "sleep 0.4; touch /etc/too-late").catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 100));
  client.destroy();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(fixture.files.exists("/etc/too-late")).toBe(false);
});
