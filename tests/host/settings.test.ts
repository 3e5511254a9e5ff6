import { readSettings } from "../../host/settings";

const complete: Record<string, string> = {
  endpoint: "https://pve.example:8006/",
  node: "pve",
  fingerprint: Array<string>(32).fill("AB").join(":"),
  tokenId: "phoenix@pve!main",
  tokenSecret: "11111111-2222-3333-4444-555555555555",
  sshHostKey: "SHA256:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ",
  sshPrivateKey: "a key",
};

test("the shell's address is the API's unless another is given", () => {
  const { api, ssh } = readSettings((name) => complete[name]);
  expect(api.endpoint).toBe("https://pve.example:8006");
  expect(ssh).toMatchObject({ host: "pve.example", port: 22, user: "root" });
});

test("everything that is missing is told at once, and no secret is shown", () => {
  const message = messageOf(() =>
    readSettings((name) => (name === "tokenSecret" ? "s e c r e t" : undefined)),
  );
  for (const name of ["endpoint", "node", "tokenId", "sshHostKey", "fingerprint"]) {
    expect(message).toContain(`phoenix:${name} is not set`);
  }
  expect(message).toContain("phoenix:tokenSecret is not the token's secret");
  expect(message).not.toContain("s e c r e t");
});

test.each([
  ["endpoint", "http://pve:8006"],
  ["fingerprint", "AB:CD"],
  ["tokenId", "root"],
  ["sshHostKey", "MD5:aa"],
])("a wrong %s is named", (name, value) => {
  expect(messageOf(() => readSettings((key) => ({ ...complete, [name]: value })[key]))).toContain(
    `phoenix:${name}`,
  );
});

test("a connection file that is not there says what makes it", () => {
  const message = messageOf(() =>
    readSettings((name) => (name === "connection" ? "no/such/file" : undefined)),
  );
  expect(message).toContain("no/such/file");
  expect(message).toContain("npm run host -- start");
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}
