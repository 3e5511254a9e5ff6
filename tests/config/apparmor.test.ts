import { profileHeadings } from "../../config/apparmor/profile-headings";

test.each<[string, [string, string][]]>([
  ["profile a { }", [["a", "enforce"]]],
  ['profile "a b" { }', [["a b", "enforce"]]],
  ["/usr/sbin/x { /y r, }\n", [["/usr/sbin/x", "enforce"]]],
  ["/usr/{bin,sbin}/x flags=(complain) { }", [["/usr/{bin,sbin}/x", "complain"]]],
  ["profile a /usr/{bin,sbin}/x (complain) { }", [["a", "complain"]]],
  ["profile a flags=(attach_disconnected, kill) {}", [["a", "kill"]]],
  ["profile a\n  flags=(attach_disconnected\n unconfined)\n{ }", [["a", "unconfined"]]],
  ["profile a xattrs=(security.x=complain) { }", [["a", "enforce"]]],
  ["profile a flags=(prompt) { }", [["a", "prompt"]]],
  ["#include <tunables/global>\nprofile a { }", [["a", "enforce"]]],
  [
    "abi <abi/4.0>,\ninclude <tunables/global>\n@{X}=/a /{b,c}\n@{X} += /d\nprofile a { @{X}/** r, }",
    [["a", "enforce"]],
  ],
  ["# profile b { }\nprofile a { # {\n }", [["a", "enforce"]]],
  ["profile a {\n profile b { /{x,y}/** r, }\n ^c { }\n hat d { }\n}", [["a", "enforce"]]],
  [
    'profile a { "/x {" r, }\nprofile b (complain) { }',
    [
      ["a", "enforce"],
      ["b", "complain"],
    ],
  ],
  ["", []],
  ["# nothing", []],
  ["}", []],
])("the profiles that %j defines", (text, expected) => {
  expect(profileHeadings(text).map(({ name, mode }) => [name, mode])).toEqual(expected);
});
