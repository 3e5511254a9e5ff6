import { X509Certificate } from "node:crypto";
import { fingerprintOf, selfSignedCertificate } from "../../embedded/tls/certificate";
import { Lab, template } from "./lab";

let lab: Lab;

beforeEach(async () => {
  lab = await Lab.open();
  await lab.container(900);
  await lab.ask("POST", "/access/users", { userid: "ann@pve", password: "long enough" });
});

async function grant(path: string, roles: string, more = {}): Promise<void> {
  const answer = await lab.ask("PUT", "/access/acl", { path, roles, users: "ann@pve", ...more });
  expect(answer.status).toBe(200);
}

const memory = async (user: string) =>
  await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", { memory: 1024 }, user);

test("a user without rights sees nothing and changes nothing", async () => {
  expect((await lab.ask("GET", "/nodes/phoenix/lxc", {}, "ann@pve")).data).toEqual([]);
  expect((await lab.ask("GET", "/storage", {}, "ann@pve")).data).toEqual([]);
  expect(await memory("ann@pve")).toMatchObject({
    status: 403,
    reason: "Permission check failed (/vms/900, VM.Config.Memory)",
  });
});

test("a role on a path counts below it, the entry for the user itself before its groups'", async () => {
  await grant("/vms", "PVEVMAdmin");
  expect(await memory("ann@pve")).toMatchObject({ status: 200 });
  await grant("/vms/900", "PVEAuditor");
  expect(await memory("ann@pve")).toMatchObject({ status: 403 });
});

test("an entry that does not propagate counts on its own path only", async () => {
  await grant("/vms", "PVEVMAdmin", { propagate: 0 });
  expect(await memory("ann@pve")).toMatchObject({ status: 403 });
});

test("a token with privilege separation has no more than its own entries and its user's", async () => {
  await lab.ask("POST", "/access/users/ann@pve/token/t1", { privsep: 1 });
  await lab.ask("POST", "/access/users/ann@pve/token/t2", { privsep: 0 });
  await grant("/vms", "PVEVMAdmin");
  expect(await memory("ann@pve!t1")).toMatchObject({ status: 403 });
  expect(await memory("ann@pve!t2")).toMatchObject({ status: 200 });
  await lab.ask("PUT", "/access/acl", { path: "/vms", roles: "PVEVMAdmin", tokens: "ann@pve!t1" });
  expect(await memory("ann@pve!t1")).toMatchObject({ status: 200 });
});

test("space on a storage and the use of a bridge are rights of their own", async () => {
  await grant("/vms", "PVEVMAdmin");
  const put = async (params: Record<string, string>) =>
    await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", params, "ann@pve");
  expect((await put({ mp0: "local-zfs:1,mp=/a" })).reason).toMatch(/Datastore.AllocateSpace/);
  expect((await put({ net0: "name=eth0,bridge=vmbr0" })).reason).toMatch(/vmbr0, SDN.Use/);
  await grant("/storage/local-zfs", "PVEDatastoreUser");
  await grant("/sdn/zones/localnetwork", "PVESDNUser");
  expect(await put({ mp0: "local-zfs:1,mp=/a" })).toMatchObject({ status: 200 });
  expect(await put({ net0: "name=eth0,bridge=vmbr0" })).toMatchObject({ status: 200 });
});

test("a bridge that is left needs the right as well, and so does each bridge of a clone", async () => {
  const net0 = "name=eth0,bridge=vmbr0";
  await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", { net0 });
  await grant("/vms", "PVEVMAdmin");
  await grant("/storage", "PVEDatastoreUser");
  const refusal = { status: 403, reason: expect.stringMatching(/vmbr0, SDN.Use/) as string };
  const drop = async () =>
    await lab.ask("PUT", "/nodes/phoenix/lxc/900/config", { delete: "net0" }, "ann@pve");
  const clone = async () =>
    await lab.ask("POST", "/nodes/phoenix/lxc/900/clone", { newid: 901 }, "ann@pve");
  expect(await drop()).toMatchObject(refusal);
  expect(await clone()).toMatchObject(refusal);
  await grant("/sdn/zones/localnetwork", "PVESDNUser");
  expect(await clone()).toMatchObject({ status: 200 });
});

test("a template can be used by those who see its storage", async () => {
  await grant("/vms", "PVEVMAdmin");
  await grant("/storage/local-zfs", "PVEDatastoreUser");
  const create = async () =>
    await lab.ask(
      "POST",
      "/nodes/phoenix/lxc",
      { vmid: 902, ostemplate: template, storage: "local-zfs" },
      "ann@pve",
    );
  expect(await create()).toMatchObject({
    status: 403,
    reason: "Permission check failed (/storage/local, Datastore.AllocateSpace|Datastore.Audit)",
  });
  await grant("/storage/local", "PVEDatastoreUser");
  expect(await create()).toMatchObject({ status: 200 });
});

test("a token's secret is told once, and no second token has its name", async () => {
  const create = async () => await lab.ask("POST", "/access/users/ann@pve/token/t1");
  expect((await create()).data).toMatchObject({ "full-tokenid": "ann@pve!t1" });
  expect((await create()).errors).toEqual({ tokenid: "Token already exists." });
  const read = await lab.ask("GET", "/access/users/ann@pve/token/t1");
  expect(read.data).toEqual({ expire: 0, privsep: 1 });
});

test("the self-made certificate is one that others can check", () => {
  const { certificate, key } = selfSignedCertificate(["phoenix", "127.0.0.1"]);
  const parsed = new X509Certificate(certificate);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkHost("phoenix")).toBe("phoenix");
  expect(parsed.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(parsed.checkIssued(parsed)).toBe(true);
  expect(new Date(parsed.validTo).getTime()).toBeGreaterThan(Date.now());
  expect(fingerprintOf(certificate)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
});
