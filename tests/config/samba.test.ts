import { parameterOf } from "../../config/samba/parameters";
import { inventory, load } from "./inventory";
import { set } from "./rules/cases";

function declare(samba: object) {
  const all = inventory();
  set(all.hypervisor, { samba });
  const { declaration, diagnostics } = load(all);
  return { hypervisor: declaration.hypervisor, diagnostics };
}

test("a share of the original's is what the original made of it", () => {
  const { hypervisor, diagnostics } = declare({
    user: "heads",
    shares: [{ path: "tank/iso", options: "browseable=yes writable=yes" }],
  });
  expect(hypervisor?.samba).toEqual({
    user: "heads",
    global: {},
    users: ["heads"],
    shares: [
      {
        ...{ name: "iso", path: "/tank/iso", owner: "heads:heads", mode: "0770" },
        parameters: {
          path: "/tank/iso",
          browseable: "yes",
          "read only": "no",
          "guest ok": "no",
          "valid users": "heads",
          "create mask": "0770",
          "directory mask": "0770",
        },
      },
    ],
  });
  expect(diagnostics.map(({ rule }) => rule)).toEqual(["alias"]);
  expect(hypervisor?.directories).toEqual([
    { path: "/tank/iso", owner: "heads:heads", mode: "0770" },
  ]);
});

test("fields and parameters stand for one another, whatever a parameter is called", () => {
  const { hypervisor, diagnostics } = declare({
    workgroup: "HOME",
    global: { "Max Protocol": "SMB3" },
    shares: [
      {
        path: "/tank/iso",
        valid_users: ["a", "@b", "c"],
        read_only: true,
        options: {
          Writeable: "no",
          public: "1",
          "create mode": "0660",
          "fruit:metadata": "stream",
        },
      },
    ],
  });
  expect(diagnostics).toEqual([]);
  expect(hypervisor?.samba?.global).toEqual({ workgroup: "HOME", "server max protocol": "SMB3" });
  expect(hypervisor?.samba?.users).toEqual(["a", "c"]);
  expect(hypervisor?.samba?.shares[0]?.parameters).toMatchObject({
    "read only": "yes",
    "guest ok": "1",
    "valid users": "a @b c",
    "create mask": "0660",
    "directory mask": "0770",
    "fruit:metadata": "stream",
  });
});

test.each([
  [{ read_only: true, options: { writable: "yes" } }, /says yes, but read only is yes already/],
  [{ browsable: true, options: { browseable: "no" } }, /says no, but browseable is yes already/],
  [{ options: { path: "/etc" } }, /says \/etc, but path is \/tank\/iso already/],
])("a parameter that says otherwise than a field is refused: %j", (more, message) => {
  const { diagnostics } = declare({ shares: [{ path: "/tank/iso", ...more }] });
  expect(diagnostics.map(({ rule, message: text }) => `${rule}: ${text}`).join()).toMatch(message);
  expect(diagnostics[0]?.rule).toBe("alias-conflict");
});

test("a share for everybody names no users", () => {
  const shares = [{ path: "/tank/iso", guest_ok: true }];
  const { hypervisor } = declare({ user: "heads", shares });
  expect(hypervisor?.samba?.shares[0]?.parameters).not.toHaveProperty("valid users");
});

test.each([
  { path: "/tank/iso", name: "Homes" },
  { path: "/tank/iso", name: "print$" },
  { path: "/tank/iso", options: { include: "/etc/shadow" } },
  { path: "/tank/iso", options: { comment: "a\n[b]" } },
  { path: "/tank/iso", options: { comment: "a\\" } },
  { path: "/tank/iso", valid_users: ["a b"] },
  { name: "data" },
])("what no share can be is refused: %j", (share) => {
  const { diagnostics } = declare({ shares: [share] });
  expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
});

test.each([
  ["Directory", "path", false],
  ["write  OK", "read only", true],
  ["Vfs Object", "vfs objects", false],
  ["fruit:Metadata", "fruit:Metadata", false],
  ["create mask", "create mask", false],
])("%s is %s", (given, name, isOpposite) => {
  expect(parameterOf(given)).toEqual({ name, isOpposite });
});

test.each(["include", "Include", "CONFIG FILE", "configfile", "config  file", "copy", "Copy"])(
  "a parameter that brings in what is not declared is refused, however it is written: %s",
  (name) => {
    const { hypervisor, diagnostics } = declare({ global: { [name]: "/etc/passwd" } });
    expect(hypervisor?.samba).toBeUndefined();
    expect(diagnostics.map(({ message }) => message).join()).toMatch(
      /not include, copy or config file/,
    );
  },
);

test("a parameter that is called as what every object of JavaScript has is one like others", () => {
  const { hypervisor } = declare({ global: { constructor: "x" } });
  expect(hypervisor?.samba?.global).toEqual({ constructor: "x" });
});

test.each([" a", "a ", "a\\", " ", "\u00a0a"])(
  "a value that Samba would read otherwise is refused: %j",
  (value) => {
    const { hypervisor } = declare({ global: { "server string": value } });
    expect(hypervisor?.samba).toBeUndefined();
  },
);
