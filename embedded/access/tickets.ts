import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { EmbeddedNode } from "../node/embedded-node";

const keyPath = "/etc/pve/priv/authkey.key";

/** Seconds that a ticket and its CSRF token are good for. */
const lifetime = 2 * 3600;

/** A login ticket: `PVE:USER:TIME::SIGNATURE`. */
export function issueTicket(node: EmbeddedNode, user: string): string {
  const plain = `PVE:${user}:${hexTime(node)}`;
  return `${plain}::${sign(node, plain)}`;
}

/** The user of a good ticket. */
export function ticketUser(node: EmbeddedNode, ticket: string): string | undefined {
  const [plain = "", signature = ""] = ticket.split("::");
  const [, user = "", time = ""] = /^PVE:([^:]+):([0-9A-F]{8})$/.exec(plain) ?? [];
  if (!same(signature, sign(node, plain)) || !isFresh(node, time)) return undefined;
  return isEnabled(node, user) ? user : undefined;
}

/** What a request that changes something has to carry beside a ticket. */
export function issueCsrfToken(node: EmbeddedNode, user: string): string {
  const time = hexTime(node);
  return `${time}:${sign(node, `${time}:${user}`)}`;
}

export function isCsrfToken(node: EmbeddedNode, user: string, token: string): boolean {
  const [time = "", signature = ""] = token.split(":");
  return same(signature, sign(node, `${time}:${user}`)) && isFresh(node, time);
}

/** The user of `USER@REALM!TOKENID=SECRET`, where that token is good. */
export function tokenUser(node: EmbeddedNode, value: string): string | undefined {
  const [, user = "", tokenid = "", secret = ""] = /^([^!\s]+)!([^=\s]+)=(\S+)$/.exec(value) ?? [];
  const record = node.users().users.get(user)?.tokens.get(tokenid);
  if (!record || !isEnabled(node, user)) return undefined;
  if (record.expire !== 0 && record.expire < node.clock.seconds()) return undefined;
  const known = tokenSecrets(node).get(`${user}!${tokenid}`);
  return known !== undefined && same(known, secret) ? `${user}!${tokenid}` : undefined;
}

/** Secrets of all tokens by their full id. */
export function tokenSecrets(node: EmbeddedNode): Map<string, string> {
  const lines = (node.files.readText(secretsPath) ?? "").split("\n");
  const entries = lines.flatMap((line): [string, string][] => {
    const [id = "", secret = ""] = line.split(" ");
    return secret === "" ? [] : [[id, secret]];
  });
  return new Map(entries);
}

export function saveTokenSecrets(node: EmbeddedNode, secrets: ReadonlyMap<string, string>): void {
  const lines = [...secrets].sort().map(([id, secret]) => `${id} ${secret}\n`);
  node.files.write(secretsPath, lines.join(""), { mode: 0o600 });
}

export function isPassword(node: EmbeddedNode, user: string, password: string): boolean {
  if (!isEnabled(node, user)) return false;
  if (user === "root@pam") return same(node.facts.rootPassword, password);
  return same(passwords(node).get(user) ?? randomBytes(8).toString("hex"), hash(user, password));
}

/** Sets the password of a user of the realm `pve`; without one the user is forgotten. */
export function setPassword(node: EmbeddedNode, user: string, password: string | undefined): void {
  const known = passwords(node);
  if (password === undefined) known.delete(user);
  else known.set(user, hash(user, password));
  const lines = [...known].map(([id, digest]) => `${id.replace(/@pve$/, "")}:${digest}:\n`);
  node.files.write(shadowPath, lines.join(""), { mode: 0o600 });
}

const secretsPath = "/etc/pve/priv/token.cfg";
const shadowPath = "/etc/pve/priv/shadow.cfg";

function passwords(node: EmbeddedNode): Map<string, string> {
  const lines = (node.files.readText(shadowPath) ?? "").split("\n");
  const entries = lines.flatMap((line): [string, string][] => {
    const [user = "", digest = ""] = line.split(":");
    return digest === "" ? [] : [[`${user}@pve`, digest]];
  });
  return new Map(entries);
}

function hash(user: string, password: string): string {
  return createHmac("sha256", user).update(password).digest("hex");
}

function isEnabled(node: EmbeddedNode, user: string): boolean {
  const record = node.users().users.get(user);
  if (!record) return user === "root@pam";
  return record.enable && (record.expire === 0 || record.expire > node.clock.seconds());
}

function sign(node: EmbeddedNode, plain: string): string {
  return createHmac("sha256", signingKey(node)).update(plain).digest("base64");
}

function signingKey(node: EmbeddedNode): string {
  const known = node.files.readText(keyPath);
  if (known !== undefined) return known;
  const key = randomBytes(32).toString("hex");
  node.files.write(keyPath, key, { mode: 0o600 });
  node.journal.touch();
  return key;
}

function hexTime(node: EmbeddedNode): string {
  return node.clock.seconds().toString(16).toUpperCase().padStart(8, "0");
}

function isFresh(node: EmbeddedNode, time: string): boolean {
  const age = node.clock.seconds() - parseInt(time, 16);
  return age > -300 && age < lifetime;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
