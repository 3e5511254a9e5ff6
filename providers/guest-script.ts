import { quoteArgv } from "../host/quote";
import { fingerprint } from "./features";

/** A script of the configuration that sets something up in a container, once. */
export interface GuestScript {
  /** What it is called in names of resources and files, such as `application`. */
  readonly name: string;
  readonly text: string;
  /** What it finds in its environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A command of the node that runs a script in a container, with what it reads. */
export interface ScriptCommand {
  readonly create: string;
  readonly stdin: string;
  /** Of everything that decides what the script does. */
  readonly key: string;
}

/**
 * The command runs the script in a container that has not run it with this content and these variables yet: the guest
 * keeps a record, so that a connection that changes or a state that is lost runs nothing again. What the script prints
 * stays in the guest, in /var/log/phoenix-NAME.log; of one that fails the last lines are told.
 */
export function scriptCommand(vmid: number, { name, text, variables }: GuestScript): ScriptCommand {
  const key = fingerprint([text, JSON.stringify(Object.entries(variables).sort()), String(vmid)]);
  const attach = ["lxc-attach", "-n", String(vmid), "--clear-env", "--"];
  const exports = Object.entries(variables).map(
    ([variable, value]) => `export ${variable}=${value === "" ? "''" : quoteArgv([value])}\n`,
  );
  return {
    create: quoteArgv([...attach, "/bin/bash", "-c", once, "run-once", name, key]),
    stdin: `${exports.join("")}${text}`,
    key,
  };
}

// A guest that is still starting is waited for; one of whose services failed can be worked in as well.
const once = `export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
record=/var/lib/phoenix/$1.ran
log=/var/log/phoenix-$1.log
[ "$(cat "$record" 2>/dev/null)" != "$2" ] || exit 0
systemctl is-system-running --wait >/dev/null 2>&1
mkdir -p /var/lib/phoenix
rm -f "$record" "$log"
(umask 077 && : >"$log")
chmod 0600 "$log"
script=$(mktemp)
cat >"$script"
# What the script starts must not read the script.
bash "$script" </dev/null >"$log" 2>&1
code=$?
rm -f "$script"
if [ "$code" -ne 0 ]; then
  tail -n 20 "$log" >&2
  exit "$code"
fi
printf '%s\\n' "$2" >"$record.new" && mv "$record.new" "$record"`;
