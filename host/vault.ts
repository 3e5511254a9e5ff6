import { setTimeout as sleep } from "node:timers/promises";
import { Agent, fetch, type Response } from "undici";
import type { VaultSettings } from "./vault-settings";

/** Secrets of a HashiCorp Vault or OpenBao server, by their path. */
export interface Vault {
  /**
   * The keys and values of a secret at `MOUNT/PATH`, in a KV engine of version 1 or 2.
   *
   * @throws Error where it cannot be read, without a word of a secret
   */
  read(path: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** As often as HashiCorp's own client asks again (api/client.go, `defaultMaxRetries`). */
const retries = 2;

/** How long an answer may take, in ms. */
const patience = 30_000;

/** Opens a server; it is logged in to, and asked, when the first secret is read. Each secret is read once. */
export function openVault(settings: VaultSettings): Vault {
  const agent = new Agent({
    headersTimeout: patience,
    bodyTimeout: patience,
    connect: { timeout: 10_000, ...(settings.ca !== undefined && { ca: settings.ca }) },
  });
  const ask = (request: Request, token?: string) => send(agent, settings, request, token);
  let token: Promise<string> | undefined;
  const known = new Map<string, Promise<Readonly<Record<string, unknown>>>>();
  const read = async (secret: string): Promise<Readonly<Record<string, unknown>>> => {
    const mine = await (token ??= login(settings, ask));
    const engine = await ask({ path: `sys/internal/ui/mounts/${secret}`, about: secret }, mine);
    const { path: mount = "", options } = engine as { path?: string; options?: Options };
    // Version 2 puts a level between mount and path, and wraps the keys once more.
    if (options?.version !== "2") return ask({ path: secret, about: secret }, mine);
    const path = `${mount}data/${secret.slice(mount.length)}`;
    const { data } = (await ask({ path, about: secret }, mine)) as { data: Fields | null };
    if (data === null) throw new Error(`the latest version of ${secret} was deleted`);
    return data;
  };
  return {
    read(secret) {
      const path = secret.split("/").map(encodeURIComponent).join("/");
      const reading = known.get(path) ?? read(path);
      known.set(path, reading);
      return reading;
    },
    close: () => agent.close(),
  };
}

type Fields = Readonly<Record<string, unknown>>;

interface Options {
  readonly version?: string;
}

interface Request {
  /** Below /v1/. */
  readonly path: string;
  readonly body?: object;
  /** What an answer of 404 says is not there. */
  readonly about: string;
}

type Ask = (request: Request, token?: string) => Promise<Fields>;

async function login({ auth }: VaultSettings, ask: Ask): Promise<string> {
  if ("token" in auth) return auth.token;
  const body = { role_id: auth.roleId, secret_id: auth.secretId };
  const path = "auth/approle/login";
  const { client_token: token } = (await ask({ path, body, about: "AppRole" })) as {
    client_token?: string;
  };
  if (token === undefined) throw new Error("the login with AppRole gave no token");
  return token;
}

/** The `data` of an answer, or the `auth` of a login. */
async function send(
  dispatcher: Agent,
  { address, namespace }: VaultSettings,
  { path, body, about }: Request,
  token: string | undefined,
): Promise<Fields> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`${address}/v1/${path}`, {
      dispatcher,
      redirect: "error",
      method: body === undefined ? "GET" : "POST",
      headers: {
        "x-vault-request": "true",
        ...(token !== undefined && { "x-vault-token": token }),
        ...(namespace !== undefined && { "x-vault-namespace": namespace }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
      throw new Error(`${address} cannot be reached (${cause?.code ?? cause?.message ?? message})`);
    });
    if (response.ok) {
      const { data, auth } = (await response.json()) as { data: Fields; auth: Fields | null };
      return auth ?? data;
    }
    const complaint = await complaintOf(response, about);
    const isPassing = response.status >= 500 || [412, 429].includes(response.status);
    if (!isPassing || attempt >= retries) throw new Error(complaint);
    await sleep(500);
  }
}

async function complaintOf(response: Response, about: string): Promise<string> {
  const text = await response.text();
  const { errors = [] } = parsed(text);
  if (response.status === 404 && errors.length === 0) return `there is no secret ${about}`;
  return `the server answers ${response.status}: ${errors.join("; ").trim() || "nothing more"}`;
}

function parsed(text: string): { errors?: string[] } {
  try {
    return JSON.parse(text) as { errors?: string[] };
  } catch {
    return {};
  }
}
