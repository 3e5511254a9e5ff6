import { openApi, type Api } from "./api";
import { ConnectionError, UnreachableError } from "./errors";
import { openAskedReader } from "./asked-reader";
import { inspectNode, type Inspection, type InspectScripts } from "./inspection";
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
   * What is true on the node. All callers share one reading; the first write drops it, and so does the end of a
   * write, because a reading made while something changed may have seen either state. Of files, folders and units it
   * holds those that were ever `asked` for, by absolute path or by name.
   */
  inspect(asked?: readonly string[]): Promise<Inspection>;
  /** Drops what was read, for one who waits for a change that others make. */
  forget(): void;
  /** Waits for a task of this node that a request has answered with. */
  finish(upid: unknown): Promise<void>;
  /** The host that the settings name for API and shell: an address, or a name. */
  readonly addresses: readonly string[];
  /**
   * Gives all connections up, so that whatever answers next proves that the node can be reached: at `address`, or
   * where the settings say.
   */
  reconnect(address?: string): void;
  close(): Promise<void>;
}

/** Opens the host of `settings`; nothing is sent before something is asked. Every inspection reads what is `expected` along. */
export function openHost(
  settings: HostSettings,
  scripts: InspectScripts = { common: "", features: {} },
  expected: readonly string[] = [],
): Host {
  let reading: Promise<Inspection> | undefined;
  let isApiProven = false;
  const forget = () => {
    reading = undefined;
  };
  const api = openApi(settings.api, forget);
  const shell = openShell(settings.ssh, forget);
  const reader = openAskedReader(shell);
  reader.expect(expected);
  // A token that is refused is told before anything is changed over the other door.
  const inspect = async (): Promise<Inspection> => {
    const proof = isApiProven ? undefined : api.request("GET", "/version");
    try {
      const [inspection] = await Promise.all([
        inspectNode(shell, settings.node, scripts, reader.known),
        proof,
      ]);
      isApiProven = true;
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
    async inspect(asked = []) {
      reader.expect(asked);
      if (reading === undefined) {
        const mine = inspect();
        mine.catch((error: unknown) => {
          // A host that cannot be used is not asked again for each resource.
          if (reading === mine && !(error instanceof ConnectionError)) forget();
        });
        reading = mine;
      }
      return reader.complete(await reading, asked);
    },
    forget,
    addresses: [new URL(settings.api.endpoint).hostname, settings.ssh.host],
    reconnect(address) {
      api.reconnect(address);
      shell.reconnect(address);
      forget();
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
