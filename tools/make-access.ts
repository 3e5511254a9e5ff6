import path from "node:path";
import { loadConfig } from "../config/load";
import { UserError } from "../host/errors";
import { ensureRole, ensureUser, makeToken, tokenIdOf } from "./bootstrap/api-access";
import { logIn, type Login } from "./bootstrap/login";
import { readFacts, type NodeFacts } from "./bootstrap/node-facts";
import { readOptions, usage, type Options } from "./bootstrap/options";
import { apiUser, privilegesFor, type Needs } from "./bootstrap/privileges";
import { prove } from "./bootstrap/proof";
import { authorize, newPrivateKey, publicLine } from "./bootstrap/ssh-key";
import { openStack, type Stack } from "./bootstrap/stack";

/** Makes the program's access to a host and records it; says each thing that it changed. */
async function main(words: readonly string[]): Promise<void> {
  const options = readOptions(words);
  if (options === undefined) {
    process.stdout.write(usage);
    return;
  }
  const stack = openStack(options.stack, options.configFile);
  const login = await logIn(options, {
    hostKey: stack.get("sshHostKey"),
    privateKey: stack.get("sshPrivateKey"),
  });
  const changes: string[] = [];
  const say = (line: string) => {
    changes.push(line);
    process.stdout.write(`  ${line}\n`);
  };
  try {
    process.stdout.write(`Logged in as ${options.user}@${options.host} with ${login.by}.\n`);
    const facts = await readFacts(login.shell);
    const privileges = privilegesFor(needs(stack));
    await makeApiAccess(login, facts, { stack, options, privileges, say });
    await makeKey(login, facts, { stack, say });
    record(stack, options, login, facts, say);
    await prove((name) => stack.get(name), privileges);
    process.stdout.write(
      (changes.length === 0 ? "Nothing had to change. " : "") +
        `The stack ${stack.name} reaches the node ${facts.node} (Proxmox VE ${facts.version}) with its own token and key.\n` +
        "Next: pulumi preview\n",
    );
  } finally {
    login.shell.close();
  }
}

interface Work {
  readonly stack: Stack;
  readonly options: Options;
  readonly privileges: readonly string[];
  readonly say: (line: string) => void;
}

async function makeApiAccess(
  { shell }: Login,
  { pveUsers }: NodeFacts,
  { stack, options, privileges, say }: Work,
): Promise<void> {
  await ensureRole(shell, pveUsers, privileges, say);
  await ensureUser(shell, pveUsers, say, warn);
  const id = stack.get("tokenId");
  const isKnown = id !== undefined && stack.get("tokenSecret") !== undefined;
  if (isKnown && !options.newToken) {
    const [user = "", token = ""] = id.split("!");
    if (pveUsers.users.get(user)?.tokens.includes(token) === true) return;
    throw new UserError(
      `The host has no API token ${id}, which the stack has. Make it anew with --new-token.`,
    );
  }
  const name =
    id?.startsWith(`${apiUser}!`) === true ? id.slice(apiUser.length + 1) : tokenName(stack);
  const secret = await makeToken(shell, pveUsers, name, say);
  // The secret at once: until it is kept, a token is worth nothing.
  stack.setSecret("tokenSecret", secret);
  stack.set("tokenId", tokenIdOf(name));
}

/** PVE's token names begin with a letter and have two characters or more. */
function tokenName({ name }: Stack): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, "-");
  return /^[A-Za-z].+$/.test(plain) ? plain : `stack-${plain}`;
}

async function makeKey(
  { shell }: Login,
  { authorizedKeys }: NodeFacts,
  { stack, say }: Pick<Work, "stack" | "say">,
): Promise<void> {
  const comment = `phoenix+${stack.name.replaceAll(/\s/g, "-")}`;
  const known = stack.get("sshPrivateKey");
  const privateKey = known ?? newPrivateKey(comment);
  // Before the host lets it in, so that no key is let in that nobody has.
  if (known === undefined) stack.setSecret("sshPrivateKey", privateKey);
  const line = publicLine(privateKey, comment);
  await authorize(shell, { authorizedKeys, line }, say, warn);
}

/** Writes down where the host is and how it proves itself. */
function record(
  stack: Stack,
  { host, port, user, endpoint }: Options,
  { hostKey }: Login,
  { node, fingerprint }: NodeFacts,
  say: (line: string) => void,
): void {
  const address = host.includes(":") ? `[${host}]` : host;
  const known = stack.get("endpoint");
  const url = endpoint ?? known ?? `https://${address}:8006`;
  const settings: Record<string, string | undefined> = {
    node,
    endpoint: url,
    ...(stack.get("ca") === undefined && { fingerprint }),
    sshHostKey: hostKey,
    sshHost: new URL(url).hostname === address ? stack.get("sshHost") && host : host,
    sshPort: port === 22 ? stack.get("sshPort") && "22" : String(port),
    sshUser: user === "root" ? stack.get("sshUser") && "root" : user,
  };
  const changed = Object.entries(settings).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && entry[1] !== stack.get(entry[0]),
  );
  for (const [name, value] of changed) stack.set(name, value);
  if (changed.length > 0) {
    say(`recorded ${changed.map(([name]) => `phoenix:${name}`).join(", ")}`);
  }
}

function needs(stack: Stack): Needs {
  const directory = path.resolve(stack.get("config") ?? "config");
  const {
    hypervisor,
    containers = [],
    vms = [],
  } = loadConfig({ directory, stack: stack.name }).declaration;
  return {
    hasPrivileged: containers.some(({ unprivileged }) => unprivileged === false),
    hasFirewall:
      hypervisor?.firewall !== undefined ||
      containers.some(({ firewall }) => firewall !== undefined),
    hasNetwork: hypervisor?.network !== undefined,
    hasVms: vms.length > 0,
  };
}

function warn(line: string): void {
  process.stdout.write(`  note: ${line}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
