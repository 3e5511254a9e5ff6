import { openApi, type Api } from "./api";
import { ConnectionError, UnreachableError } from "./errors";
import { everything } from "./inspect/parts";
import { openNodeReader, type Expected } from "./inspect/reader";
import type { Inspected, InspectScripts, Part } from "./inspection";
import type { HostSettings } from "./settings";
import { openShell, type Shell } from "./ssh";
import { waitForTask } from "./tasks";
import { Turns } from "./turns";

/** Our connection to one Proxmox VE node: its API, its root shell, and what was last read from it. */
export interface Host {
  readonly node: string;
  readonly api: Api;
  readonly shell: Shell;
  /** Who is in the middle of something on the node; a restart waits for it. */
  readonly turns: Turns;
  /**
   * What is true on the node: these parts, or all. All callers share one reading; the first write drops it, and so does
   * the end of a write, because a reading made while something changed may have seen either state. Of files, folders,
   * units, guests' features and checks of guests it holds those that are `asked` for: by absolute path, by name, by vmid, as askHealth says.
   */
  inspect<Parts extends Part = Part>(
    parts?: readonly Parts[],
    asked?: readonly string[],
  ): Promise<Inspected<Parts>>;
  /** Drops what was read, for one who waits for a change that others make. */
  forget(): void;
  /** Waits for a task of this node that a request has answered with. */
  finish(upid: unknown): Promise<void>;
  /** The public key of the node's SSH server, as authorized_keys(5) has it, once it was found at the pinned fingerprint. */
  readonly hostKey: string | undefined;
  /** The host that the settings name for API and shell: an address, or a name. */
  readonly addresses: readonly string[];
  /**
   * Gives all connections up, so that whatever answers next proves that the node can be reached: at `address`, or
   * where the settings say.
   */
  reconnect(address?: string): void;
  close(): Promise<void>;
}

/** Opens the host of `settings`; nothing is sent before something is asked. The first inspection reads what is `expected` along. */
export function openHost(
  settings: HostSettings,
  scripts: InspectScripts = { common: "", features: {} },
  expected: Expected = { names: [] },
): Host {
  const forget = () => {
    reader.forget();
  };
  const api = openApi(settings.api, forget);
  let hostKey: string | undefined;
  const shell = openShell(settings.ssh, forget, (key) => {
    hostKey = key;
  });
  const reader = openNodeReader(shell, settings.node, scripts, expected);
  let proof: Promise<unknown> | undefined;
  // A token that is refused is told before anything is changed over the other door.
  const prove = (): Promise<unknown> => {
    if (proof !== undefined) return proof;
    const mine = api.request("GET", "/version");
    // One that is refused is not sent again for each resource.
    mine.catch((error: unknown) => {
      if (!(error instanceof ConnectionError)) proof = undefined;
    });
    proof = mine;
    return mine;
  };
  const inspect = async <Parts extends Part>(
    parts: readonly Parts[] = everything as readonly Parts[],
    asked: readonly string[] = [],
  ): Promise<Inspected<Parts>> => {
    try {
      const [inspection] = await Promise.all([reader.read(parts, asked), prove()]);
      return inspection;
    } catch (error) {
      if (!(error instanceof UnreachableError) || settings.hint === undefined) throw error;
      throw new UnreachableError(`${error.message} ${settings.hint}`, { cause: error });
    }
  };
  return {
    node: settings.node,
    api,
    shell,
    turns: new Turns(),
    inspect,
    forget,
    get hostKey() {
      return hostKey;
    },
    addresses: [new URL(settings.api.endpoint).hostname, settings.ssh.host],
    reconnect(address) {
      api.reconnect(address);
      shell.reconnect(address);
      reader.doubt();
    },
    async finish(upid) {
      try {
        await waitForTask(api, settings.node, String(upid));
      } finally {
        forget();
      }
    },
    async close() {
      shell.close();
      await api.close();
    },
  };
}
