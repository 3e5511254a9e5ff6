import fs from "node:fs";
import path from "node:path";
import { describeWithCli, TestStack } from "./stack";

jest.setTimeout(300_000);

describeWithCli("a mistake", () => {
  let stack: TestStack;
  const lxc = () => path.join(stack.directory, "config/phoenix_lxc_configs.json");

  beforeEach(async () => {
    stack = await TestStack.open();
  });
  afterEach(() => stack.close());

  /** What up prints, where it must fail, tell its cause once, show no stack trace and change nothing. */
  async function failure(cause: RegExp): Promise<string> {
    const before = stack.mutations;
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(stack.mutations).toBe(before);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    const [, diagnostics = ""] = output.split("Diagnostics:");
    expect(diagnostics.match(new RegExp(cause, "g")) ?? []).toHaveLength(1);
    return output;
  }

  test("in a file's JSON is told with its place", async () => {
    fs.writeFileSync(lxc(), '{ "lxc_configs": { "900": { ');
    await failure(/phoenix_lxc_configs\.json:.*/);
  });

  test("a file that is missing is named", async () => {
    fs.rmSync(lxc());
    await failure(/phoenix_lxc_configs\.json:.*/);
  });

  test("mistakes of all files are told at once, each with file, path, value and what is allowed", async () => {
    stack.edit("phoenix_lxc_configs.json", (content) => {
      const guests = content["lxc_configs"] as Record<string, Record<string, unknown>>;
      Object.assign(guests["953"] ?? {}, { cpulimit: "much", hostnme: "x", name: "a;reboot" });
    });
    stack.edit("phoenix_hypervisor_config.json", (content) => {
      const { zfs } = content as { zfs: { pools: Record<string, unknown>[] } };
      Object.assign(zfs.pools[0] ?? {}, { raid_level: "raid5" });
    });
    const output = await failure(/The configuration has \d mistakes:/);
    expect(output).toMatch(/lxc_configs\.953\.cpulimit: .*"much"/);
    expect(output).toMatch(/lxc_configs\.953\.hostnme: /);
    expect(output).toMatch(/lxc_configs\.953\.name: .*a;reboot/);
    expect(output).toMatch(/zfs\.pools\[0\]\.raid_level: .*raid5/);
  });

  test("a host that does not answer is told once", async () => {
    stack.connect({ endpoint: "https://127.0.0.1:1", ssh: { ...stack.ssh, port: 1 } });
    await failure(/cannot be reached \(ECONNREFUSED\)/);
  });

  test("a certificate that is not the pinned one is told, and nothing is sent", async () => {
    stack.connect({ fingerprint: Array<string>(32).fill("00").join(":") });
    await failure(/has another certificate than the pinned one/);
  });

  test("a host key that is not the pinned one is told, and nothing is sent", async () => {
    stack.connect({ ssh: { ...stack.ssh, hostKey: `SHA256:${"A".repeat(43)}` } });
    await failure(/has another host key than the pinned one/);
  });

  test("a token that is refused is told without its secret", async () => {
    const tokenSecret = "00000000-1111-2222-3333-444444444444";
    stack.connect({ tokenSecret });
    expect(await failure(/refuses the token of phoenix:tokenId/)).not.toContain(tokenSecret);
  });

  test("a node of another name is told", async () => {
    stack.connect({ node: "elsewhere" });
    await failure(/The host's name is "phoenix", but phoenix:node is "elsewhere"/);
  });

  test("a host without ZFS's programs says which are missing", async () => {
    await stack.shell("mv /usr/sbin/zpool /root/");
    await failure(/The host has no zpool, which Phoenix needs/);
  });

  test("a host that is no Proxmox VE node is told", async () => {
    await stack.shell("mv /usr/bin/pveversion /root/");
    await failure(/is no Proxmox VE node: it has no program pveversion/);
  });
});
