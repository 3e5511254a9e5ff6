/** MD4 (RFC 1320) in upper-case hexadecimal, which Samba's password hashes are made with. */
export function md4(data: Buffer): string {
  const blocks = Math.ceil((data.length + 9) / 64);
  const bytes = Buffer.concat([data, Buffer.of(0x80)], blocks * 64);
  bytes.writeBigUInt64LE(BigInt(data.length) * 8n, bytes.length - 8);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < blocks; block++) {
    const words = Array.from({ length: 16 }, (_, at) => bytes.readUInt32LE(block * 64 + at * 4));
    const before = Uint32Array.from(state);
    for (let step = 0; step < 48; step++) turn(state, words, step);
    before.forEach((word, at) => (state[at] = (state[at] ?? 0) + word));
  }
  return Buffer.from(state.buffer).toString("hex").toUpperCase();
}

/** One step: the register that is at its turn goes by the step's number, from a over d and c to b. */
function turn(state: Uint32Array, words: readonly number[], step: number): void {
  const round = Math.floor(step / 16);
  const [target, x, y, z] = [0, 1, 2, 3].map((at) => (at + 64 - (step % 4)) % 4);
  const [b = 0, c = 0, d = 0] = [x, y, z].map((at) => state[at ?? 0]);
  const mixed = [(b & c) | (~b & d), (b & c) | (b & d) | (c & d), b ^ c ^ d][round] ?? 0;
  const added = [0, 0x5a827999, 0x6ed9eba1][round] ?? 0;
  const word = words[wordOf(round, step % 16)] ?? 0;
  const sum = Uint32Array.of((state[target ?? 0] ?? 0) + mixed + word + added)[0] ?? 0;
  const left = rotations[round]?.[step % 4] ?? 0;
  state[target ?? 0] = (sum << left) | (sum >>> (32 - left));
}

/** Round 1 goes straight on, round 2 by columns of four, round 3 by the bits backwards. */
function wordOf(round: number, at: number): number {
  if (round === 0) return at;
  if (round === 1) return (at % 4) * 4 + Math.floor(at / 4);
  return [8, 4, 2, 1].reduce((sum, bit, place) => sum + (at & (1 << place) ? bit : 0), 0);
}

const rotations = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
];
