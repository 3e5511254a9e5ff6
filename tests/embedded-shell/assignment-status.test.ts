import { shellFixture } from "./shell-fixture";

const { shell } = shellFixture();

test.each([
  ["false || x=1; echo $x", "1\n"],
  ["false || list+=(a b); echo ${list[1]}", "b\n"],
  ["declare -A map; false || map[k]=v; echo ${map[k]}", "v\n"],
  ["false || code=$?; echo $code", "1\n"],
  ['[ -n "" ] || x=1 && y=2; echo $x$y', "12\n"],
  ["false || { x=1; y=2; }; echo $x$y", "12\n"],
  ["f() { local l; false || l=1; false || g=2; echo $l; }; f; echo $g", "1\n2\n"],
  ["for i in 1 2; do false || n=$i; done; echo $n", "2\n"],
  ["echo a | while read -r l; do false || v=$l; echo $v; done", "a\n"],
  ["a=$(false || x=1; echo in); echo $a", "in\n"],
  ["(false || x=1; echo sub)", "sub\n"],
  ["trap 'echo bye $x' EXIT; false || x=1; exit 0", "bye 1\n"],
])("under set -e an assignment is a success: %s", async (script, stdout) => {
  const result = await shell.exec(`set -e; ${script}`);
  expect(result).toEqual({ exitCode: 0, stdout, stderr: "" });
});

test.each([
  ["false; x=1; echo $?", "0\n"],
  ["true; x=$(false); echo $?", "1\n"],
  ['false; x="a$(true)"; echo $?', "0\n"],
  ["! x=1; echo $?", "1\n"],
  ["false | x=1; echo $?", "0\n"],
  ["if false; then :; elif x=1; then echo yes; fi", "yes\n"],
])(
  "the status of an assignment is that of its command substitution or 0: %s",
  async (script, stdout) => {
    expect(await shell.exec(script)).toEqual({ exitCode: 0, stdout, stderr: "" });
  },
);

test("an assignment to a readonly variable still ends the script", async () => {
  const result = await shell.exec("readonly r=1; r=2 || echo caught; echo after");
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
});
