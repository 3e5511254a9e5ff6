/**
 * The NT hash of a password, in upper-case hexadecimal as pdbedit(8) prints it: MD4 (RFC 1320) of its UTF-16LE form
 * ([MS-NLMP] 3.3.1, NTOWFv1). OpenSSL 3 has no MD4 unless its legacy provider is loaded.
 */
export function ntHash(password: string): string {
  return md4(Buffer.from(password, "utf16le")).toString("hex").toUpperCase();
}

/** One round: which word each step takes, how far it rotates, what it adds, and its function of three words. */
interface Round {
  readonly order: readonly number[];
  readonly shifts: readonly number[];
  readonly constant: number;
  readonly mix: (x: number, y: number, z: number) => number;
}

const rounds: readonly Round[] = [
  {
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
    constant: 0,
    mix: (x, y, z) => (x & y) | (~x & z),
  },
  {
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
    constant: 0x5a827999,
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
  },
  {
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
    constant: 0x6ed9eba1,
    mix: (x, y, z) => x ^ y ^ z,
  },
];

type Words = [number, number, number, number];

function md4(message: Buffer): Buffer {
  const padded = pad(message);
  let state: Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < padded.length; at += 64) {
    const block = padded.subarray(at, at + 64);
    const mixed = rounds.reduce<Words>((words, round) => applyRound(words, round, block), state);
    state = state.map((word, index) => (word + (mixed[index] ?? 0)) >>> 0) as Words;
  }
  const digest = Buffer.alloc(16);
  state.forEach((word, index) => digest.writeUInt32LE(word, index * 4));
  return digest;
}

function applyRound(words: Words, { order, shifts, constant, mix }: Round, block: Buffer): Words {
  let [a, b, c, d] = words;
  order.forEach((word, step) => {
    const sum = (a + mix(b, c, d) + block.readUInt32LE(word * 4) + constant) >>> 0;
    const shift = shifts[step % 4] ?? 0;
    [a, b, c, d] = [d, ((sum << shift) | (sum >>> (32 - shift))) >>> 0, b, c];
  });
  return [a, b, c, d];
}

/** A one bit, zeros, and the length in bits, up to a multiple of 64 bytes. */
function pad(message: Buffer): Buffer {
  const padded = Buffer.alloc((((message.length + 8) >> 6) + 1) << 6);
  message.copy(padded);
  padded[message.length] = 0x80;
  padded.writeUInt32LE((message.length * 8) >>> 0, padded.length - 8);
  return padded;
}
