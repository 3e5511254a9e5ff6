import { z } from "zod";
import type { Facts } from "../host/inspection";
import { quoteArgv } from "../host/quote";

const limits = {
  /** Seconds that one attempt may take. */
  timeout: z.int().min(1).max(60),
  /** Attempts before the guest counts as broken. */
  attempts: z.int().min(1).max(1001),
  /** Seconds between two attempts. */
  interval: z.int().min(0).max(3600),
  /** Unit whose journal is told while the check is waited for; once it has failed nobody waits any longer. */
  journal: z.exactOptional(z.string()),
};

/** One check of a guest, run inside it as root. */
export const checkSchema = z.union([
  /** A program with its arguments succeeds. */
  z.strictObject({ ...limits, command: z.array(z.string()).min(1) }),
  /** A script of bash succeeds, with its arguments. */
  z.strictObject({ ...limits, script: z.string(), args: z.array(z.string()) }),
  /** A URL is answered with a status below 400. */
  z.strictObject({ ...limits, http: z.url({ protocol: /^https?$/ }) }),
  /** Something listens on a port. */
  z.strictObject({ ...limits, tcp: z.int().min(1).max(65535) }),
  /** A unit of systemd is active. */
  z.strictObject({ ...limits, unit: z.string() }),
  /** So many GPUs answer. */
  z.strictObject({ ...limits, gpus: z.int().min(1) }),
]);

export type Check = z.infer<typeof checkSchema>;

/**
 * The script that tries each check once, one after the other, and prints for the one at INDEX the line `INDEX=RESULT`,
 * with `ok` where it succeeds, and last `INDEX.said=…` with the beginning of what those that fail complain of.
 */
export function healthScript(checks: readonly Check[]): string {
  const calls = checks.map((check, index) =>
    quoteArgv(["check", index.toString(), check.timeout.toString(), ...argvOf(check)]),
  );
  return `${functions}${calls.join("\n")}\nprintf '%s' "$complaints"\n`;
}

/** The same, and then for each check with a journal the lines `INDEX.state=` and `INDEX.last=` of its unit. */
export function watchScript(checks: readonly Check[]): string {
  const watched = checks.flatMap(({ journal }, index) =>
    journal === undefined ? [] : [quoteArgv(["watch", index.toString(), journal])],
  );
  if (watched.length === 0) return healthScript(checks);
  return `${healthScript(checks)}${watching}${watched.join("\n")}\n`;
}

/** How many seconds the script may take: what its checks may, and some to come into a guest that is busy. */
export function secondsFor(checks: readonly Check[]): number {
  return checks.reduce((sum, { timeout }) => sum + timeout + 1, 10);
}

/** What the check of an index came to. */
export function resultOf(said: Facts, index: number): string {
  const result = said[index] ?? "";
  return resultPattern.test(result) ? result : "no answer";
}

/** What each check of a virtual machine comes to whose guest agent does not answer. */
export const noAgent = "no guest agent";

/** What a check can have come to, as the script prints it; anything else is none of its words. */
const resultPattern = /^(?:ok|exit \d{1,3}|no answer within \d{1,2} s)$/;

// A child that a check leaves behind keeps a pipe open, but not us waiting at a file.
const functions = `export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
complaints=
check() {
  index=$1
  limit=$2
  shift 2
  errors=$(mktemp) || errors=/dev/null
  timeout -k 1 "$limit" "$@" </dev/null >/dev/null 2>"$errors"
  code=$?
  said=$(head -n 1 "$errors" | tr -d '[:cntrl:]' | cut -c 1-100)
  [ "$errors" = /dev/null ] || rm -f "$errors"
  case $code in
    0) printf '%s=ok\n' "$index"; return ;;
    124 | 137) printf '%s=no answer within %s s\n' "$index" "$limit" ;;
    *) printf '%s=exit %s\n' "$index" "$code" ;;
  esac
  complaints="$complaints$index.said=$said
"
}
`;

const watching = `watch() {
  state=$(systemctl is-failed "$2")
  last=$(journalctl -u "$2" -n 1 -o cat --no-pager -q 2>/dev/null | tail -n 1 | tr -d '[:cntrl:]' | cut -c 1-200)
  printf '%s.state=%s\\n%s.last=%s\\n' "$1" "$state" "$1" "$last"
}
`;

function argvOf(check: Check): readonly string[] {
  if ("command" in check) return check.command;
  if ("script" in check) return ["bash", "-c", check.script, "health-check", ...check.args];
  if ("http" in check) return ["curl", "-sSfg", "-o", "/dev/null", check.http];
  if ("tcp" in check) return ["bash", "-c", listens, "listens", check.tcp.toString()];
  if ("unit" in check) return ["bash", "-c", isActive, "is-active", check.unit];
  return ["bash", "-c", sees, "sees", check.gpus.toString()];
}

const listens = `[ -n "$(ss -Hltn "sport = :$1")" ] || { echo "nothing listens on port $1" >&2; exit 1; }`;

const isActive = `state=$(systemctl is-active "$1") || { echo "$1 is $state" >&2; exit 1; }`;

const sees = `count=$(nvidia-smi -L 2>/dev/null | grep -c '^GPU ')
[ "$count" -ge "$1" ] || { echo "$count GPUs answer" >&2; exit 1; }`;
