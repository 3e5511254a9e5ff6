import { isIPv4, isIPv6 } from "node:net";

/** Addresses of one IP version from the first to the last, both included. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads `10.0.0.1`, `10.0.0.0/24`, `10.0.0.1-10.0.0.9` or the same of IPv6; undefined for anything else. */
export function parseRange(text: string): AddressRange | undefined {
  const [from = "", to] = text.split("-");
  if (to !== undefined) {
    const [a, b] = [parseRange(from), parseRange(to)];
    if (a === undefined || b?.version !== a.version) return undefined;
    return { version: a.version, first: a.first, last: b.last };
  }
  const [address = "", digits] = text.split("/");
  const version = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  if (version === undefined || (digits !== undefined && !/^\d{1,3}$/.test(digits))) {
    return undefined;
  }
  const bits = version === 4 ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const value = version === 4 ? valueOf4(address) : valueOf6(address);
  const first = value - (value % size);
  return { version, first, last: first + size - 1n };
}

/** Every address of an IP version. */
export function everything(version: 4 | 6): AddressRange {
  return { version, first: 0n, last: (1n << (version === 4 ? 32n : 128n)) - 1n };
}

/** What both have; undefined where that is nothing. */
export function intersect(a: AddressRange, b: AddressRange): AddressRange | undefined {
  if (a.version !== b.version) return undefined;
  const first = a.first > b.first ? a.first : b.first;
  const last = a.last < b.last ? a.last : b.last;
  return first <= last ? { version: a.version, first, last } : undefined;
}

/** What is left of ranges without others. */
export function subtract(
  ranges: readonly AddressRange[],
  others: readonly AddressRange[],
): AddressRange[] {
  return others.reduce<AddressRange[]>(
    (left, other) => left.flatMap((range) => without(range, other)),
    [...ranges],
  );
}

export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return inner.version === outer.version && inner.first >= outer.first && inner.last <= outer.last;
}

/** True for addresses that packets of the machine itself have. */
export function isLoopback(range: AddressRange): boolean {
  const own = parseRange(range.version === 4 ? "127.0.0.0/8" : "::1");
  return own !== undefined && isWithin(range, own);
}

function without(range: AddressRange, other: AddressRange): AddressRange[] {
  const both = intersect(range, other);
  if (both === undefined) return [range];
  const { version } = range;
  return [
    ...(range.first < both.first ? [{ version, first: range.first, last: both.first - 1n }] : []),
    ...(range.last > both.last ? [{ version, first: both.last + 1n, last: range.last }] : []),
  ];
}

function valueOf4(address: string): bigint {
  return address.split(".").reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function valueOf6(address: string): bigint {
  const plain = address.replace(/%.*$/, "").replace(/\d+\.\d+\.\d+\.\d+$/, (tail) => {
    const value = valueOf4(tail);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = "", tail] = plain.split("::");
  const groups = (text: string) => text.split(":").filter(Boolean);
  const [left, right] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill("0"), ...right].reduce(
    (value, group) => value * 65536n + BigInt(`0x${group}`),
    0n,
  );
}
