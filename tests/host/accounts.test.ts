import fc from "fast-check";
import { parseAccounts } from "../../host/accounts";
import { changeAuthorizedKeys, parseAuthorizedKey } from "../../host/authorized-keys";
import { parsePveUsers } from "../../host/pve-users";
import { keyed, keys } from "../lifecycle/user-spec";

const sections = new Map([
  [
    "file /etc/passwd",
    "root:x:0:0:root:/root:/bin/bash\nann:x:1000:1001:Ann,,,:/home/ann:/bin/zsh\nbob:x:1001:1002::/home/bob:\n",
  ],
  ["file /etc/group", "root:x:0:\nsudo:x:27:ann,bob\nann:x:1001:ann\nbob:x:1002:\nadm:x:4:ann\n"],
  ["user-passwords", "ann:$6$a$b\n"],
  [
    "user-keys",
    `/home/ann/.ssh/authorized_keys:# mine: a comment\n/home/ann/.ssh/authorized_keys:${keys.desk}\n`,
  ],
  ["sudo", "installed\n@includedir /etc/sudoers.d\n"],
]);

test("an account has its groups, its keys, and of its password no more than a sum", () => {
  const { users, groups, sudo } = parseAccounts(sections);
  expect(users.get("ann")).toMatchObject({
    ...{ uid: 1000, gid: 1001, home: "/home/ann", shell: "/bin/zsh", groups: ["adm", "sudo"] },
    keyText: `# mine: a comment\n${keys.desk}\n`,
    passwordSum: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
  });
  expect(users.get("ann")?.keys.map(({ comment }) => comment)).toEqual(["ann@desk"]);
  expect(users.get("bob")).toMatchObject({ groups: ["sudo"], passwordSum: undefined, keyText: "" });
  expect(groups.has("adm")).toBe(true);
  expect(sudo).toEqual({ isInstalled: true, readsFolder: true });
  expect(JSON.stringify([...users])).not.toContain("$6$");
});

test("nothing is known of a node without the sections", () => {
  expect(parseAccounts(new Map()).sudo).toEqual({ isInstalled: false, readsFolder: false });
});

test.each([
  ["# a comment", undefined],
  ["", undefined],
  ["ssh-ed25519", undefined],
  ["ssh-ed25519 AAAA", undefined],
  // The key says of itself that it is another type.
  [keys.desk.replace("ssh-ed25519", "ssh-rsa"), undefined],
  [keys.desk, "ann@desk"],
  [`command="echo \\"a b\\"",no-pty ${keys.desk}`, "ann@desk"],
  [keys.desk.replace(" ann@desk", ""), ""],
])("of %j the comment is %j", (line, comment) => {
  expect(parseAuthorizedKey(line)?.comment).toBe(comment);
});

test("a key's fingerprint is the one that ssh-keygen prints", () => {
  expect(parseAuthorizedKey(keys.laptop)?.fingerprint).toBe(
    "SHA256:2H3jPtbL8w32iJAitlmUS/MWcdSeBA5bkDRqchqHjb0",
  );
});

test("changing a file of keys loses no line of others, and a second change does nothing", () => {
  const line = fc.oneof(
    fc.constantFrom(...Object.values(keys), "", "# c", `no-pty ${keys.desk}`, "junk"),
    fc.string({ maxLength: 12 }).map((text) => text.replaceAll("\n", " ")),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map((each) => `${each}\n`).join("");
      const [gone = ""] = Object.keys(keyed(keys.laptop));
      const change = { keys: { ...keyed(keys.desk), [gone]: null }, exclusive: false };
      const after = changeAuthorizedKeys(text, change);
      const found = after.split("\n").flatMap((each) => parseAuthorizedKey(each) ?? []);
      expect(found.filter(({ fingerprint }) => fingerprint === gone)).toEqual([]);
      expect(after.split("\n").filter((each) => each === keys.desk)).toHaveLength(1);
      const foreign = (all: string[]) =>
        all.filter((each) => each !== "" && !/desk|laptop/.test(each));
      expect(foreign(after.split("\n"))).toEqual(foreign(lines));
      expect(changeAuthorizedKeys(after, change)).toBe(after);
    }),
  );
});

test("users of Proxmox VE have what they are granted themselves, from lines that several share", () => {
  const { users, roles } = parsePveUsers(
    "user:ann@pam:1:0::::::\nuser:bob@pve:0:1893456000:::b@x::\ntoken:ann@pam!t1:0:1:x:\n\n" +
      "group:ops:ann@pam:c:\n\nrole:Watch:VM.Audit,Sys.Audit:\n\n" +
      "acl:1:/:ann@pam,bob@pve:PVEAuditor,Watch:\nacl:0:/vms/1:@ops,ann@pam!t1,bob@pve:NoAccess:\n",
  );
  expect(users.get("ann@pam")).toEqual({
    ...{ isEnabled: true, expire: 0, tokens: ["t1"] },
    acl: ["PVEAuditor", "Watch"].map((role) => ({ path: "/", role, propagate: true })),
  });
  expect(users.get("bob@pve")).toMatchObject({ isEnabled: false, expire: 1893456000 });
  expect(users.get("bob@pve")?.acl).toHaveLength(3);
  expect(roles.get("Watch")).toEqual(["Sys.Audit", "VM.Audit"]);
});
