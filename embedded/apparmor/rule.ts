import { PolicyError, type Statement } from "./statement";

/** Throws what apparmor_parser says of a rule that is none. */
export function checkRule({ text, end, line }: Statement): void {
  const rule = text.replace(/^(?:(?:allow|deny|audit|quiet|owner|priority=-?\d+)\s+)*/, "");
  const [word = "", ...rest] = rule.split(" ");
  if (["mount", "remount", "umount"].includes(word)) return checkMount(rule, end, line);
  if (end === "}") throw unexpected("TOK_CLOSE", "TOK_END_OF_RULE", line);
  if (end !== ",") throw unexpected("end of file", "TOK_END_OF_RULE or TOK_ARROW", line);
  if (word === "capability") {
    const wrong = rest.find((name) => !capabilities.includes(name));
    if (wrong !== undefined) throw new PolicyError(`Invalid capability ${wrong}.`, line);
    return;
  }
  if (keywords.includes(word)) return;
  if (word === "file" && rest.length === 0) return;
  const access = word === "file" ? rest.join(" ") : rule;
  if (path.test(access) || leading.test(access)) return;
  throw unexpected(rest.length === 0 ? "TOK_END_OF_RULE" : "TOK_ID", "TOK_MODE", line);
}

/** A syntax error as bison words it. */
export function unexpected(token: string, expected: string, line: number): PolicyError {
  return new PolicyError(`syntax error, unexpected ${token}, expecting ${expected}`, line);
}

function checkMount(rule: string, end: Statement["end"], line: number): void {
  const what = "TOK_END_OF_RULE or TOK_ARROW";
  // Inside such a rule a brace is a character like any other.
  if (end !== ",") throw unexpected("end of file", what, line + (end === "}" ? 1 : 0));
  if (!mount.test(rule)) throw unexpected("TOK_ID", what, line);
}

const mount =
  /^(?:mount|remount|umount)(?: (?:fstype|options|vfstype|option) ?(?:=|in) ?(?:\([^)]*\)|[^\s(]+))*(?: [^\s-]\S*)?(?: -> \S+)?$/;

const modes = "[rwaxlkmdiupcPUCI]+";
const target = "(?: -> \\S+)?";
const path = new RegExp(`^(?:"[^"]+"|[/@{]\\S*) ${modes}${target}$`);
const leading = new RegExp(`^${modes} (?:"[^"]+"|[/@{]\\S*)${target}$`);

const keywords = [
  ...["network", "pivot_root", "dbus", "signal", "ptrace", "unix", "change_profile", "link"],
  ...["set", "userns", "io_uring", "mqueue", "all", "change_hat"],
];

/** capabilities(7). */
const capabilities = [
  ...["chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid"],
  ...["setpcap", "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw"],
  ...["ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct"],
  ...["sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod"],
  ...["lease", "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog"],
  ...["wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore"],
];
