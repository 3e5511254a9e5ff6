import fc from "fast-check";
import { nodeInHosts, withNodeInHosts } from "../../host/hosts-file";
import { recordedFile, testWithShared } from "../shared";

const node = { short: "pve1", fqdn: "pve1.lab.test", address: "10.99.0.1" };

testWithShared("a real node's file says its name and address, and needs no change", () => {
  const text = recordedFile("etc__hosts@vm");
  expect(nodeInHosts(text, "pve1")).toEqual({ addresses: ["10.99.0.1"], fqdn: "pve1.lab.test" });
  expect(withNodeInHosts(text, node)).toBe(text);
});

test.each([
  ["", "10.99.0.1 pve1.lab.test pve1\n"],
  ["127.0.0.1 localhost\n", "127.0.0.1 localhost\n10.99.0.1 pve1.lab.test pve1\n"],
  ["127.0.1.1 pve1.lab.test pve1\n", "10.99.0.1 pve1.lab.test pve1\n"],
  ["127.0.0.1 localhost pve1\n", "127.0.0.1 localhost\n10.99.0.1 pve1.lab.test pve1\n"],
  ["10.99.0.1 pve1.old pve1 pvelocalhost\n", "10.99.0.1 pve1.lab.test pve1 pvelocalhost\n"],
  ["10.99.0.1\tpve1 # here\n", "10.99.0.1 pve1.lab.test pve1 # here\n"],
  ["10.99.0.1 pve1.old pve1\n10.99.0.1 pve1\n", "10.99.0.1 pve1.lab.test pve1\n"],
  ["10.99.0.1 nas\n", "10.99.0.1 pve1.lab.test pve1\n10.99.0.1 nas\n"],
  ["fd00::1 pve1\n10.99.0.1 pve1\n", "fd00::1 pve1\n10.99.0.1 pve1.lab.test pve1\n"],
  ["::1 localhost pve1\n", "10.99.0.1 pve1.lab.test pve1\n::1 localhost\n"],
])("%j becomes %j", (before, after) => {
  expect(withNodeInHosts(before, node)).toBe(after);
});

test("a full name that nobody declares stays", () => {
  const entry = { ...node, fqdn: undefined };
  expect(withNodeInHosts("127.0.1.1 pve1.old pve1\n10.99.0.1 pve1.old pve1\n", entry)).toBe(
    "10.99.0.1 pve1.old pve1\n",
  );
});

const line = fc.oneof(
  fc.constantFrom("", "# comment", "127.0.0.1 localhost", "10.0.0.9 nas.lan nas # box"),
  fc.constantFrom("127.0.1.1 pve1.old pve1", "10.99.0.1 pve1", "10.0.0.9 pve1 other", "::1 pve1"),
);

test("whatever the file is, the node has one address then, and other names theirs", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const before = `${lines.join("\n")}\n`;
      const after = withNodeInHosts(before, node);
      expect(nodeInHosts(after, "pve1")).toEqual({ addresses: ["10.99.0.1"], fqdn: node.fqdn });
      expect(withNodeInHosts(after, node)).toBe(after);
      for (const name of ["localhost", "nas", "other"]) {
        expect(nodeInHosts(after, name).addresses).toEqual(nodeInHosts(before, name).addresses);
      }
    }),
  );
});
