import { parseArgs } from "node:util";
import { UserError } from "../../host/errors";

/** What `--help` prints. */
export const usage = `usage: npm run bootstrap -- [root@]HOST [OPTION…]

Over one SSH login as root it makes what Phoenix needs on a Proxmox VE node: a role with the least privileges, an API
user with a token, and an SSH key. All of it is written into the configuration of a stack, the secrets encrypted; none is
shown. It may be run again at any time, and changes only what is missing or differs.

  --stack NAME        the stack; the selected one, or home where that is the embedded host's
  --port PORT         of SSH; 22
  --endpoint URL      of the API; https://HOST:8006
  --host-key SHA256:… the fingerprint that the SSH server has to have, where nobody is there to confirm it
  --yes               trust the SSH server at first contact without asking
  --identity FILE     a private key to log in with, before those of the agent and of ~/.ssh
  --password-stdin    root's password is on standard input; it is asked for where no key is accepted
  --new-token         make the API token anew, for one that was lost or shown to somebody
  --config-file FILE  the stack's configuration, where it is not Pulumi.STACK.yaml
`;

/** What bootstrap is asked to do. */
export interface Options {
  readonly user: string;
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly stack: string | undefined;
  readonly endpoint: string | undefined;
  readonly hostKey: string | undefined;
  readonly identity: string | undefined;
  readonly configFile: string | undefined;
  readonly yes: boolean;
  readonly passwordFromStdin: boolean;
  readonly newToken: boolean;
}

/**
 * Reads a command line; undefined where help is asked for.
 *
 * @throws UserError for one that is wrong
 */
export function readOptions(words: readonly string[]): Options | undefined {
  const { values, positionals } = parse(words);
  if (values.help === true) return undefined;
  const [target, ...more] = positionals;
  const [, user = "root", host = ""] = /^(?:([a-z_][a-z0-9_-]*)@)?(\S+)$/.exec(target ?? "") ?? [];
  if (host === "" || host.startsWith("-") || more.length > 0) {
    throw new UserError(`Name one host, as in root@pve.example.\n\n${usage}`);
  }
  const port = Number(values.port ?? 22);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UserError(`--port must be a number from 1 to 65535, got ${values.port}`);
  }
  const hostKey = values["host-key"];
  if (hostKey !== undefined && !/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(hostKey)) {
    throw new UserError("--host-key must be a fingerprint as ssh-keygen -lf prints it, SHA256:…");
  }
  if (values.endpoint !== undefined && !/^https:\/\/[^\s/]+$/.test(values.endpoint)) {
    throw new UserError(`--endpoint must be https://HOST:8006, got ${values.endpoint}`);
  }
  return {
    ...{ user, host: host.replace(/^\[(.*)\]$/, "$1"), port, hostKey },
    ...{ stack: values.stack, endpoint: values.endpoint, identity: values.identity },
    ...{ configFile: values["config-file"], yes: values.yes === true },
    passwordFromStdin: values["password-stdin"] === true,
    newToken: values["new-token"] === true,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        stack: { type: "string" },
        port: { type: "string" },
        endpoint: { type: "string" },
        "host-key": { type: "string" },
        yes: { type: "boolean" },
        identity: { type: "string" },
        "password-stdin": { type: "boolean" },
        "new-token": { type: "boolean" },
        "config-file": { type: "string" },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${usage}`);
  }
}
