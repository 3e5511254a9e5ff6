import { ConnectionError } from "./errors";
import { parseTable, secretTables } from "./secrets";
import type { GetSetting } from "./settings";
import type { Vault } from "./vault";
import { readVaultSettings } from "./vault-settings";

/** Secrets that are one text. */
const texts = ["tokenSecret", "sshPrivateKey"];

/**
 * The stack's settings with each secret that is a reference replaced by what it stands for: `env:NAME` by a variable of
 * the environment, `vault:MOUNT/PATH#KEY` by a value of a Vault or OpenBao server, `text:…` by the rest. A secret of
 * another form is itself. They are read in this process, which keeps them nowhere.
 *
 * @throws ConnectionError with all that cannot be read
 */
export async function withSecrets(
  get: GetSetting,
  env: NodeJS.ProcessEnv = process.env,
): Promise<GetSetting> {
  const found = new Map<string, string>();
  const problems: string[] = [];
  const source = new Source(get, env);
  const resolve = async (where: string, text: string): Promise<string> => {
    try {
      return await source.resolve(text);
    } catch (error) {
      problems.push(`phoenix:${where} is ${text}: ${(error as Error).message}`);
      return "";
    }
  };
  try {
    await Promise.all([
      ...texts.map(async (name) => {
        const text = get(name);
        if (text !== undefined) found.set(name, await resolve(name, text));
      }),
      ...secretTables.map(async (name) => {
        const table = parseTable(get(name));
        if (table === undefined) return;
        const entries = Object.entries(table as Record<string, unknown>).map(
          async ([key, value]) => [
            key,
            typeof value === "string"
              ? await resolve(`${name}[${JSON.stringify(key)}]`, value)
              : value,
          ],
        );
        found.set(name, JSON.stringify(Object.fromEntries(await Promise.all(entries))));
      }),
    ]);
  } finally {
    await source.close();
  }
  if (problems.length > 0) {
    throw new ConnectionError(
      `Secrets of the stack cannot be read:\n  ${problems.sort().join("\n  ")}`,
    );
  }
  return (name) => found.get(name) ?? get(name);
}

/** Where references lead to. */
class Source {
  #vault: Vault | undefined;

  constructor(
    private readonly get: GetSetting,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async resolve(text: string): Promise<string> {
    const [, kind, rest = ""] = /^(env|vault|text):(.*)$/s.exec(text) ?? [];
    if (kind === "text") return rest;
    if (kind === "env") return this.#variable(rest);
    return kind === "vault" ? this.#secret(rest) : text;
  }

  async close(): Promise<void> {
    await this.#vault?.close();
  }

  #variable(name: string): string {
    const value = this.env[name];
    if (value === undefined || value === "") throw new Error("that variable is not set");
    return value;
  }

  async #secret(reference: string): Promise<string> {
    const [, path, key] = /^([^/#\s]+\/[^#\s]+)#([^#]+)$/.exec(reference) ?? [];
    if (path === undefined || key === undefined)
      throw new Error("it has to be vault:MOUNT/PATH#KEY");
    // Most stacks have no reference to a vault, and its HTTP client takes a while to load.
    const { openVault } = await import("./vault");
    this.#vault ??= openVault(readVaultSettings(this.get, this.env));
    const secret = await this.#vault.read(path);
    if (!Object.hasOwn(secret, key)) {
      const names = Object.keys(secret).sort().join(", ");
      throw new Error(`that secret has no key ${key}; it has ${names || "none"}`);
    }
    const value = secret[key];
    if (typeof value !== "string" || value === "") throw new Error("its value is no text");
    return value;
  }
}
