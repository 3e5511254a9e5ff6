import { createHash } from "node:crypto";

/** Fingerprints of the primary keys in an armoured file of public keys (RFC 9580, version 4). */
export function keyFingerprints(text: string): string[] {
  const bytes = dearmoured(text);
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const packet = readPacket(bytes, at);
    if (packet === undefined) return found;
    const { tag, body, next } = packet;
    if (tag === publicKeyTag && body[0] === 4) {
      const head = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
      found.push(createHash("sha1").update(head).update(body).digest("hex").toUpperCase());
    }
    at = next;
  }
  return found;
}

const publicKeyTag = 6;

function dearmoured(text: string): Buffer {
  const armoured = /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\n]+: [^\n]*\n)*\r?\n([^=-]*)/;
  // What stands after the first equals sign is padding or the checksum.
  return Buffer.from(armoured.exec(text)?.[1] ?? "", "base64");
}

/** A packet of either form; undefined where the bytes are none. */
function readPacket(bytes: Buffer, at: number) {
  const head = bytes[at] ?? 0;
  if ((head & 0x80) === 0) return undefined;
  const isNew = (head & 0x40) !== 0;
  const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
  const length = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, head & 0x03);
  if (length === undefined) return undefined;
  const from = at + 1 + length.width;
  const next = from + length.size;
  return next > bytes.length ? undefined : { tag, body: bytes.subarray(from, next), next };
}

function oldLength(bytes: Buffer, at: number, type: number) {
  const width = [1, 2, 4][type];
  if (width === undefined || at + width > bytes.length) return undefined;
  return { width, size: bytes.readUIntBE(at, width) };
}

function newLength(bytes: Buffer, at: number) {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2);
  if (first < 192) return { width: 1, size: first };
  if (first < 224) return { width: 2, size: ((first - 192) << 8) + second + 192 };
  return first === 255 ? oldLength(bytes, at + 1, 2) : undefined;
}
