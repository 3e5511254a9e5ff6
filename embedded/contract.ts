/**
 * What the parts of the embedded host are to each other. Two halves meet here: the API half (guests, storages,
 * tasks, HTTPS) and the shell half (file trees, ZFS, SSH, the programs of a node and of a guest).
 */

/** Anything the one state file can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface FileStat {
  readonly type: "file" | "directory" | "symlink" | "character-device" | "block-device";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  readonly size: number;
}

export interface FileAttributes {
  mode?: number;
  uid?: number;
  gid?: number;
}

/** A file tree addressed by absolute paths: one file system, or a whole host's view with datasets mounted in it. */
export interface Files {
  exists(path: string): boolean;
  stat(path: string): FileStat | undefined;
  /** UTF-8 text, or undefined where there is no such file. Follows symlinks. */
  readText(path: string): string | undefined;
  /** Creates missing parent directories. */
  write(path: string, content: string | Uint8Array, attributes?: FileAttributes): void;
  mkdir(path: string, attributes?: FileAttributes): void;
  /** Recursive; a missing path is not an error. */
  remove(path: string): void;
  /** Names in a directory, sorted; empty where it is none. */
  list(path: string): string[];
}

/** One file system that can be copied and stored: the root of the host, a dataset, a guest's rootfs. */
export interface Tree extends Files {
  clone(): Tree;
  toJSON(): Json;
}

/** A refusal with the words and the exit code of the real program. */
export class ProgramError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** The node's ZFS, as far as guests' volumes need it; throws ProgramError in the words of zfs(8). */
export interface ZfsModel {
  exists(name: string): boolean;
  create(name: string, properties?: Record<string, string>): void;
  /** With snapshots and children when recursive. */
  destroy(name: string, recursive?: boolean): void;
  snapshot(name: string, snapname: string): void;
  destroySnapshot(name: string, snapname: string): void;
  rollback(name: string, snapname: string): void;
  /** `source` is dataset@snapshot. */
  clone(source: string, target: string, properties?: Record<string, string>): void;
  rename(from: string, to: string): void;
  snapshots(name: string): string[];
  get(name: string, property: string): string | undefined;
  set(name: string, properties: Record<string, string>): void;
  children(name: string): string[];
  /** The file tree of a filesystem or of its snapshot (`dataset` or `dataset@snapshot`), mounted or not. */
  tree(name: string): Tree;
  poolFreeBytes(pool: string): number;
}

export interface ApiAnswer {
  readonly status: number;
  /** The HTTP reason phrase, which real PVE uses for its message. */
  readonly reason: string;
  /** A refusal's whole text without the line end, of which `reason` is the first line: what a CLI prints. */
  readonly message?: string;
  readonly data: Json;
  readonly errors?: Record<string, string>;
  /** What the method wrote to standard error: a terminal's when a CLI program asks, a daemon's log otherwise. */
  readonly warnings?: readonly string[];
  /** Further top-level members of the answer, such as `changes` of GET /nodes/N/network. */
  readonly extra?: Record<string, Json>;
}

/** One request to the PVE API, in process: what pveproxy and the CLI programs (pct, pvesm, pvesh) share. */
export type ApiCall = (
  authuser: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  params: Record<string, string | number | boolean>,
) => Promise<ApiAnswer>;

export interface GuestView {
  /** All vmids with a config file on this node, ascending. */
  vmids(): number[];
  running(vmid: number): boolean;
  /**
   * The rootfs of a container with its mount points mounted in it and, while it runs, a /dev with its devices; a
   * `MountedFiles`.
   */
  files(vmid: number): Files;
  /** Facts that live as long as the guest runs (started services …) and survive neither stop nor clone. */
  runtime(vmid: number): Record<string, Json>;
  /** Virtual machines whose QEMU runs. */
  runningMachines(): number[];
  /**
   * The file system that a machine's guest agent works in, a `MountedFiles`; throws PVE's refusal where no agent
   * answers.
   */
  agentFiles(vmid: number): Files;
  /** The same facts of a virtual machine. */
  machineRuntime(vmid: number): Record<string, Json>;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Every change of the host, in order: what the tests read to prove that nothing was touched. A record also marks the
 * host's state as changed, so that it is saved.
 */
export interface Journal {
  record(via: "api" | "shell" | "task", what: string): void;
}
