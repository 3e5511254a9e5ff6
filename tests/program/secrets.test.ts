import fs from "node:fs";
import path from "node:path";
import { describeWithCli, TestStack } from "./stack";

jest.setTimeout(600_000);

/** Secrets by the settings that hold them; each is long enough to be found wherever it gets. */
const canaries: Readonly<Record<string, string>> = {
  'phoenix:sambaPasswords["phoenix_admin"]': "canary-samba-7f3a91",
  'phoenix:storagePasswords["media"]': "canary-storage-52bd08",
  'phoenix:datasetKeys["quickOS/private"]': "canary-dataset-c81e44",
  'phoenix:guestSecrets["huggingface"]': "canary-guest-09d6f2",
};

/** Those of the secrets that a text holds, as they are or as what they are wrapped in for transport. */
function found(text: string): string[] {
  return Object.values(canaries).filter((secret) =>
    [
      secret,
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
      Buffer.from(secret).toString("hex"),
      encodeURIComponent(secret),
    ].some((form) => text.includes(form)),
  );
}

/** Reads the arguments of all processes again and again, until it is asked what they were. */
function sampleArguments(): () => string {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
      } catch {
        // It has ended meanwhile.
      }
    }
  }, 20);
  return () => {
    clearInterval(timer);
    return [...seen].join("\n");
  };
}

function textOf(folder: string): string {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => fs.readFileSync(path.join(file.parentPath, file.name), "utf8"))
    .join("\n");
}

/** The guest that has a secret, and its layers. */
const kept = ["900", "901", "920", "950"];

type Guests = Record<string, Record<string, unknown>>;

/** The file of guests, or the part of an overlay that is about it. */
function partAboutGuests(content: Record<string, unknown>): Record<string, Guests> {
  return (content["lxc"] ?? content) as Record<string, Guests>;
}

describeWithCli("a stack's secrets", () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.open();
    stack.edit("phoenix_hypervisor_config.json", (content) => {
      const { zfs } = content as { zfs: { datasets: object[] } };
      const properties = { encryption: "aes-256-gcm", keyformat: "passphrase" };
      zfs.datasets.push({ name: "private", pool: "quickOS", properties });
      delete content["shared_volumes"];
      const media = { id: "media", type: "cifs", server: "10.0.0.50", share: "media" };
      content["storages"] = [{ ...media, username: "phoenix", content: "backup" }];
    });
    for (const file of ["phoenix_lxc_configs.json", "overlays/dev.json"]) {
      stack.edit(file, (content) => {
        const part = partAboutGuests(content);
        const guests = Object.entries(part["lxc_configs"] ?? {});
        part["lxc_configs"] = Object.fromEntries(guests.filter(([id]) => kept.includes(id)));
      });
    }
    stack.edit("phoenix_lxc_configs.json", (content) => {
      const guest = partAboutGuests(content)["lxc_configs"]?.["950"] ?? {};
      delete guest["dependencies"];
      guest["feature_secrets"] = { vllm_server: { hf_token: "huggingface" } };
    });
    const password = canaries['phoenix:storagePasswords["media"]'];
    const server = { address: "10.0.0.50", shares: { media: { username: "phoenix", password } } };
    stack.host.node.files.write(
      "/var/lib/embedded/servers.json",
      JSON.stringify([{ ...server, exports: [] }]),
    );
    // Pulumi's own logs of level 9 have the settings, decrypted: so at first they only say where the secrets are.
    const [samba, storage, dataset, guest] = Object.values(canaries).map((secret, index) => {
      stack.env[`CANARY_${index}`] = secret;
      return `env:CANARY_${index}`;
    });
    stack.configure({
      "phoenix:sambaPasswords": { phoenix_admin: samba },
      "phoenix:storagePasswords": { media: storage },
      "phoenix:datasetKeys": { "quickOS/private": dataset },
      "phoenix:guestSecrets": { huggingface: guest },
    });
  });
  afterAll(() => stack.close());

  test("reach the host, and nothing that is kept, printed or seen by others on the way", async () => {
    const requests: string[] = [];
    stack.host.observeRequests(({ method, path: where }) => requests.push(`${method} ${where}`));
    const seen = sampleArguments();
    const made = await stack.up("-v=9", "--logtostderr");
    expect(made.code).toBe(0);

    expect(await stack.shell("pct exec 950 -- cat /etc/vllm/hf-token.env")).toContain(
      canaries['phoenix:guestSecrets["huggingface"]'],
    );
    expect(await stack.shell("cat /etc/pve/priv/storage/media.pw")).toContain(
      canaries['phoenix:storagePasswords["media"]'],
    );

    await stack.shell("pct exec 950 -- sh -c 'echo HF_TOKEN=other > /etc/vllm/hf-token.env'");
    await stack.shell("printf 'other\\nother\\n' | smbpasswd -s phoenix_admin");
    const preview = await stack.preview("--diff", "-v=9", "--logtostderr");
    expect(preview.output).toMatch(/guest-950-vllm_server/);
    const seenBefore = seen();

    const settings = Object.entries(canaries).map(([name, secret]) => `${name}=${secret}`);
    const secrets = settings.flatMap((setting) => ["--secret", setting]);
    expect((await stack.pulumi("config", "set-all", "--path", ...secrets)).code).toBe(0);
    const seenThen = sampleArguments();
    const healed = await stack.up();
    expect(healed.code).toBe(0);

    const processes = `${seenBefore}\n${seenThen()}`;
    expect(processes).toContain("dynamic-provider");
    const state = textOf(path.join(stack.directory, "state"));
    expect(state).toContain("guest-950-vllm_server");
    const left = {
      processes,
      state,
      journal: JSON.stringify(stack.host.journal.entries()),
      requests: requests.join("\n"),
    };
    const printed = { up: made.output, preview: preview.output, heal: healed.output };
    for (const [where, text] of Object.entries({ ...left, ...printed })) {
      expect([where, found(text)]).toEqual([where, []]);
    }
  });
});

test("a secret is found as it is, and in what it is wrapped in for transport", () => {
  const [secret = ""] = Object.values(canaries);
  expect(found(`x${secret}y`)).toEqual([secret]);
  expect(found(Buffer.from(secret).toString("base64"))).toEqual([secret]);
  expect(found(Buffer.from(secret).toString("hex"))).toEqual([secret]);
  expect(found("nothing of it")).toEqual([]);
});
