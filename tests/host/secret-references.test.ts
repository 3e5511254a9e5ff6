import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { withSecrets } from "../../host/secret-references";
import { readVaultSettings } from "../../host/vault-settings";

function settings(all: Record<string, string>) {
  return (name: string) => all[name];
}

test("a secret is itself, a variable of the environment, or text that looks like a reference", async () => {
  const given = {
    tokenSecret: "env:TOKEN",
    storagePasswords: '{"a":"plain","b":"env:OTHER","c":"text:vault:no/server#asked"}',
    node: "env:NOT_A_SECRET",
  };
  const get = await withSecrets(settings(given), { TOKEN: "t", OTHER: "o" });
  expect(get("tokenSecret")).toBe("t");
  expect(JSON.parse(get("storagePasswords") ?? "")).toEqual({
    a: "plain",
    b: "o",
    c: "vault:no/server#asked",
  });
  expect(get("node")).toBe("env:NOT_A_SECRET");
  expect(get("sshPrivateKey")).toBeUndefined();
});

test("a table of another form is left for those who read it", async () => {
  const get = await withSecrets(settings({ datasetKeys: "secret", sambaPasswords: '{"a":5}' }), {});
  expect(get("datasetKeys")).toBe("secret");
  expect(get("sambaPasswords")).toBe('{"a":5}');
});

test("a reference to a server that the stack does not know is refused with all that is missing", async () => {
  const given = settings({ tokenSecret: "vault:secret/a#b" });
  await expect(withSecrets(given, { HOME: "/nowhere" })).rejects.toThrow(
    /phoenix:vaultAddress \(or VAULT_ADDR\) is not set[\s\S]*there is no token/,
  );
});

test.each([
  ["http://vault.example:8200", "https://HOST:PORT"],
  ["https://user@vault.example", "https://HOST:PORT"],
  ["vault.example", "https://HOST:PORT"],
])("the address %s is refused", (vaultAddress, reason) => {
  expect(() => readVaultSettings(settings({ vaultAddress, vaultToken: "t" }), {})).toThrow(reason);
});

test("the variables of Vault's own programs count where the stack says nothing", () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-vault-"));
  try {
    fs.writeFileSync(path.join(home, ".vault-token"), "of the login\n");
    fs.writeFileSync(path.join(home, "ca.pem"), "a certificate");
    const env = {
      VAULT_ADDR: "http://127.0.0.1:8200/",
      VAULT_CACERT: path.join(home, "ca.pem"),
      VAULT_NAMESPACE: "team",
      HOME: home,
    };
    expect(readVaultSettings(settings({}), env)).toEqual({
      address: "http://127.0.0.1:8200",
      auth: { token: "of the login" },
      ca: "a certificate",
      namespace: "team",
    });
    const role = { vaultRoleId: "r" };
    expect(() => readVaultSettings(settings(role), env)).toThrow("AppRole takes both");
    expect(readVaultSettings(settings({ ...role, vaultSecretId: "s" }), env).auth).toEqual({
      roleId: "r",
      secretId: "s",
    });
  } finally {
    fs.rmSync(home, { recursive: true });
  }
});
