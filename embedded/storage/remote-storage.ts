import { failure } from "../api/api-error";
import type { ConfEntry } from "../conf/section-conf";
import { DirectoryStorage } from "./directory-storage";
import type { StorageHost } from "./storage-host";

/** Servers of the embedded node's network, which only this file tells of. */
const serversFile = "/var/lib/embedded/servers.json";

/** A server that is up: what it exports over NFS, and its shares with who may connect. */
interface Server {
  readonly address: string;
  readonly exports?: readonly string[];
  readonly shares?: Readonly<
    Record<string, { readonly username: string; readonly password: string }>
  >;
}

/** A storage on a server (`nfs`, `cifs`): online where the server is up and lets the node in. */
export class RemoteStorage extends DirectoryStorage {
  readonly #entry: ConfEntry;
  readonly #credentials: string | undefined;
  readonly #node: StorageHost;

  constructor(
    entry: ConfEntry,
    credentials: string | undefined,
    ...rest: ConstructorParameters<typeof DirectoryStorage>
  ) {
    super(...rest);
    this.#entry = entry;
    this.#credentials = credentials;
    this.#node = rest[2];
  }

  override activate(): void {
    const { id, type, options } = this.#entry;
    const address = options.get("server") ?? "";
    const server = this.#servers().find((each) => each.address === address);
    if (server === undefined) throw failure(`storage '${id}' is not online`);
    if (type === "nfs") this.#mountExport(server, options.get("export") ?? "");
    else this.#connect(server, options);
    super.activate();
  }

  #mountExport({ address, exports = [] }: Server, path: string): void {
    if (exports.includes(path)) return;
    const why = `access denied by server while mounting ${address}:${path}`;
    throw failure(`mount error: mount.nfs: ${why}`);
  }

  #connect({ shares = {} }: Server, options: ReadonlyMap<string, string>): void {
    const { id } = this.#entry;
    const share = shares[options.get("share") ?? ""];
    if (share === undefined) throw failure(`storage '${id}' is not online`);
    const isRight =
      options.get("username") === share.username &&
      this.#credentials === `password=${share.password}\n`;
    if (isRight) return;
    const why = "session setup failed: NT_STATUS_LOGON_FAILURE\n";
    throw failure(`connection check for storage '${id}' failed - ${why}`);
  }

  /** Those of the network, and the node itself with what it exports. */
  #servers(): Server[] {
    const { files } = this.#node;
    const others = JSON.parse(files.readText(serversFile) ?? "[]") as Server[];
    const exported = (files.readText("/var/lib/nfs/etab") ?? "")
      .split("\n")
      .map((line) => line.split("\t")[0] ?? "")
      .filter((path) => path !== "");
    const own = exported.length === 0 ? [] : ownAddresses(files.readText("/etc/hosts") ?? "");
    return [...others, ...own.map((address) => ({ address, exports: exported }))];
  }
}

/** The addresses and names that lead to the node. */
function ownAddresses(hosts: string): string[] {
  return hosts
    .split("\n")
    .filter((line) => /^\d/.test(line))
    .flatMap((line) => line.trim().split(/\s+/));
}
