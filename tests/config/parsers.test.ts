import fc from "fast-check";
import { networkConfig, parseLegacyNetwork } from "../../config/fields/network";
import { gpuAssignment } from "../../config/scalars/gpu";
import { lxcOption } from "../../config/scalars/lxc-options";
import { wholeOrDigits } from "../../config/scalars/numbers";
import { pctOptions } from "../../config/scalars/pct-options";
import { parseProperties, zfsProperties, zfsSizeBytes } from "../../config/scalars/properties";

const octet = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));

describe("gpu_assignment", () => {
  test("any list of indexes is read as the sorted set, whatever separates them", () => {
    const separator = fc.constantFrom(",", ", ", " ", " , ", "  ");
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1 }),
        separator,
        (list, between) => {
          const expected = [...new Set(list)].sort((a, b) => a - b);
          expect(gpuAssignment.parse(list.join(between))).toEqual(expected);
        },
      ),
    );
  });

  test.each(["none", "", " none "])("%j means no GPU", (text) => {
    expect(gpuAssignment.parse(text)).toEqual([]);
  });

  test.each(["0,", ",0", "0;1", "all", "-1", "0,,1", "none,0", "0\n1x", "1.5"])(
    "%j is refused",
    (text) => {
      expect(gpuAssignment.safeParse(text).success).toBe(false);
    },
  );
});

describe("ZFS properties", () => {
  const name = fc.constantFrom(
    "recordsize",
    "compression",
    "sync",
    "quota",
    "atime",
    "com.example:note",
  );
  const value = fc.constantFrom("128K", "1.4T", "lz4", "zstd-3", "off", "none", "/tank/a");

  test("the string form and the object form are the same", () => {
    fc.assert(
      fc.property(fc.dictionary(name, value), (properties) => {
        const text = Object.entries(properties)
          .map(([key, setting]) => `${key}=${setting}`)
          .join(",");
        expect(zfsProperties.parse(text)).toEqual({ ...properties });
        expect(zfsProperties.parse({ ...properties })).toEqual({ ...properties });
        expect(parseProperties(text.replaceAll(",", " , "))).toEqual({ ...properties });
      }),
    );
  });

  test.each([
    "quota",
    "=1G",
    "quota=",
    "quota=1G,quota=2G",
    "quota=1G;sync=off",
    "Quota=1G",
    "quota=$(id)",
    "quota=-1",
  ])("%j is refused", (text) => {
    expect(zfsProperties.safeParse(text).success).toBe(false);
  });

  test.each([
    ["800G", 800 * 2 ** 30],
    ["1.4T", Math.floor(1.4 * 2 ** 40)],
    ["128K", 131072],
    ["512", 512],
    ["none", undefined],
    ["", undefined],
  ])("the size %j means %j bytes", (text, bytes) => {
    expect(zfsSizeBytes(text)).toBe(bytes);
  });
});

describe("network_config", () => {
  test("the oldest form has the same parts as the object", () => {
    fc.assert(
      fc.property(
        address,
        fc.integer({ min: 0, max: 32 }),
        address,
        fc.option(address),
        (ip, length, gw, dns) => {
          const text = [`${ip}/${length}`, gw, ...(dns === null ? [] : [dns])].join(",");
          const expected = {
            ip: `${ip}/${length}`,
            gw,
            ...(dns === null ? {} : { nameservers: [dns] }),
          };
          expect(networkConfig.parse(text)).toEqual(expected);
          expect(parseLegacyNetwork(text)).toEqual(expected);
        },
      ),
    );
  });

  test("nameservers are one list, whether a string or a list says them", () => {
    for (const nameservers of ["10.0.0.1 8.8.8.8", "10.0.0.1,8.8.8.8", ["10.0.0.1", "8.8.8.8"]]) {
      expect(networkConfig.parse({ nameservers })).toEqual({
        nameservers: ["10.0.0.1", "8.8.8.8"],
      });
    }
  });

  test.each([
    "10.0.0.1",
    "10.0.0.256/24,10.0.0.1",
    "10.0.0.1/33,10.0.0.1",
    "10.0.0.1/24,10.0.0.1,8.8.8.8,1.1.1.1",
    { ip: "10.0.0.1" },
    { ip: "10.0.0.1/24", hwaddr: "01:00:00:00:00:01" },
    { ip: "DHCP" },
    { tag: 4095 },
    { bridge: "vmbr0; id" },
  ])("%j is refused", (value) => {
    expect(networkConfig.safeParse(value).success).toBe(false);
  });
});

test("pct flags become a record, and contradicting ones are refused", () => {
  expect(pctOptions.parse(["nesting=1", "mount=nfs;cifs"])).toEqual({
    nesting: "1",
    mount: "nfs;cifs",
  });
  expect(pctOptions.safeParse(["nesting=1", "nesting=0"]).success).toBe(false);
  expect(pctOptions.safeParse(["nested=1"]).success).toBe(false);
});

test.each([
  ["lxc.apparmor.profile=unconfined", "lxc.apparmor.profile: unconfined"],
  ["lxc.apparmor.allow_nesting: 1", "lxc.apparmor.allow_nesting: 1"],
  ["lxc.mount.auto:sys:rw", "lxc.mount.auto: sys:rw"],
  [
    "lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file",
    "lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file",
  ],
])("the raw line %j is read as %j", (line, normal) => {
  expect(lxcOption.parse(line)).toBe(normal);
});

test.each(["mp0: local:1", "lxc.cap.keep", "lxc.a: 1\nmp0: x", "lxc.a:", " lxc.a: 1"])(
  "the raw line %j is refused",
  (line) => {
    expect(lxcOption.safeParse(line).success).toBe(false);
  },
);

test("numbers as digits are read where the oldest files write them, and only as whole numbers", () => {
  expect(wholeOrDigits(1).parse("64")).toBe(64);
  expect(wholeOrDigits(1).parse(64)).toBe(64);
  for (const wrong of ["0", "6.4", "64G", "", " 64", 0, 6.4, null]) {
    expect(wholeOrDigits(1).safeParse(wrong).success).toBe(false);
  }
});
