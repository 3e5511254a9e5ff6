import fc from "fast-check";

/** A file that exists on a host, or in a guest, only if something ran what it should have kept. */
export const canary = "/canary";

/** What shells, option parsers, configuration files and people's eyes take for more than a part of a name. */
const fragments: readonly string[] = [
  ...[";", "|", "||", "&", "&&", ">", "<", "*", "?", "!", "~root", "(", ")", "{a,b}", "[a-z]"],
  ...["'", '"', "`", "\\", "\\\\", "\\n", "'\\''", "\"'", "'; ", '"; '],
  ...[`; touch ${canary} #`, `$(touch ${canary})`, `\`touch ${canary}\``, `|touch ${canary}`],
  ...[
    `' ; touch ${canary} ; '`,
    `" ; touch ${canary} ; "`,
    `\n touch ${canary}\n`,
    `&touch ${canary}&`,
  ],
  ...[
    "$HOME",
    "${HOME}",
    "${HOME:?x}",
    "$$",
    "$1",
    "$(",
    "%s",
    "%n",
    "%%",
    "%i",
    "%h",
    "%00",
    "%0a",
    "%",
  ],
  ...["-", "--", "-rf", "--help", "-o ProxyCommand=x", "+x", "@/etc/passwd"],
  ...[
    ",",
    "=",
    ",mp=/etc",
    ",ro=0",
    ";ro",
    ":",
    "::",
    "/",
    "//",
    "/..",
    "../",
    "../../etc/passwd",
    "./",
  ],
  ...[
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\t",
    "\v",
    "\f",
    "\u001b[2J",
    "\u0008",
    "\u007f",
    "\u0085",
    "\u009b31m",
  ],
  ...[
    "\u2028",
    "\u2029",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffd",
    "\u0430",
    "\uff1b",
  ],
  ...["\ud800", "\udfff", "\udc00\ud800", "😀", "e\u0301", "ﬀ", "ß", "İ", "٣"],
  ...["#", " #", ";#", "//", "/*", "*/", "<!--", "]]>", "EOF\n", "\nEOF\n", "\n.\n", "--\n"],
  ...[
    "[global]",
    "\n[global]\n",
    "[Service]",
    `\nExecStart=/bin/touch ${canary}`,
    `\nExecStartPre=+${canary}`,
  ],
  ...[
    "\nlxc.hook.start: /x",
    "\nmp9: /etc,mp=/etc",
    "\nroot: x",
    "\nauto lo",
    `\n\tpost-up touch ${canary}`,
  ],
  ...[
    "\n/etc *(rw,no_root_squash)",
    "\n  root preexec = /x",
    "\ninclude = /etc/passwd",
    "\n\n[snap]\n",
  ],
  ...[
    "}\nserver { listen 1; }",
    "; return 200 x;",
    '"}',
    '"],"x":["',
    "{{x}}",
    "{%x%}",
    "<%x%>",
    "${{x}}",
  ],
  ...["- x", "? x", "&a", "*a", "!!python/x", "|", ">-", "yes", "null", "~", "0x10", "1e3", "NaN"],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "prototype",
    "undefined",
    "[object Object]",
  ],
  ...[" ", "  ", "\u3000", "a b", " a", "a ", "\na", "a\n"],
];

/** What each kind of reader is known to stumble over, for fields that take it. */
export const classics: readonly string[] = [
  `$(touch ${canary})`,
  "a\\",
  `'; touch ${canary} #`,
  `"; touch ${canary} #`,
  `\ntouch ${canary}\n`,
  "-rf",
  "%i %n %%",
  "$HOME ${HOME} $1",
  " a ",
  "# a",
  "a # b",
  "a;b",
  "[global]",
  ",mp=/etc",
  "\nlxc.hook.start: /x",
  "\n\tpost-up /x",
  "\u202e\u200b\u2028\ufeff",
  "%0alxc.hook.start: /x",
  "é ß 😀",
  "*/ <!-- {{x}}",
  '"}],"x":[',
  "a: b",
  "`id`",
];

const long = fc
  .tuple(
    fc.constantFrom("a", "1", "/a", "a.", "😀", "\\", "'"),
    fc.constantFrom(65, 256, 4096, 20_000),
  )
  .map(([piece, count]) => piece.repeat(count));

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fragments) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  },
);

/** Strings that are hostile to something, many of them a word that the field takes with a change. */
function hostileText(examples: readonly string[]): fc.Arbitrary<string> {
  const good = fc.constantFrom("a", "", ...examples);
  const infected = fc
    .tuple(good, piece, fc.nat({ max: 1000 }), fc.nat({ max: 3 }))
    .map(([word, evil, where, cut]) => {
      const at = where % (word.length + 1);
      return word.slice(0, at) + evil + word.slice(at + cut);
    });
  return fc.oneof(
    { weight: 8, arbitrary: infected },
    { weight: 3, arbitrary: fc.tuple(good, piece).map(([word, evil]) => word + evil) },
    { weight: 2, arbitrary: fc.tuple(piece, good).map(([evil, word]) => evil + word) },
    {
      weight: 3,
      arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join("")),
    },
    { weight: 2, arbitrary: fc.tuple(good, good).map(([one, other]) => one + other) },
    { weight: 1, arbitrary: fc.tuple(good, long).map(([word, evil]) => word + evil) },
  );
}

/** So many strings for a field with such values; which, follows from the seed. */
export function hostileStrings(
  examples: readonly string[],
  count: number,
  seed: number,
): readonly string[] {
  return fc.sample(hostileText(examples), { seed, numRuns: count });
}
