import type {
  BufferEncoding,
  CpOptions,
  FileContent,
  FsStat,
  IFileSystem,
  MkdirOptions,
  RmOptions,
} from "just-bash";
import type { FileStat } from "../contract";
import { FileError } from "./file-error";
import type { MountedFiles } from "./mounted-files";
import { baseName, joinPath, normalizePath, parentPath } from "./paths";

/** Told of every change of a file that a shell makes by itself: redirections, cp, mv, rm, sed -i … */
export type ChangeListener = (path: string) => void;

/** The file system that the shell interpreter sees: the same files, in the interpreter's interface. */
export class ShellFileSystem implements IFileSystem {
  /** `builtins` are commands that need no file: the interpreter looks for one all the same. */
  constructor(
    readonly files: MountedFiles,
    private readonly changed: ChangeListener,
    private readonly builtins: ReadonlySet<string> = new Set(),
  ) {}

  async readFile(path: string): Promise<string> {
    return this.#read(path).toString("utf8");
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return new Uint8Array(this.#read(path));
  }

  async writeFile(
    path: string,
    content: FileContent,
    options?: { encoding?: BufferEncoding } | BufferEncoding,
  ): Promise<void> {
    this.#writable(path);
    this.files.write(path, bytes(content, options));
    this.changed(normalizePath(path));
  }

  async appendFile(
    path: string,
    content: FileContent,
    options?: { encoding?: BufferEncoding } | BufferEncoding,
  ): Promise<void> {
    this.#writable(path);
    this.files.append(path, bytes(content, options));
    this.changed(normalizePath(path));
  }

  async exists(path: string): Promise<boolean> {
    return this.#isBuiltin(path) || this.files.exists(path);
  }

  async stat(path: string): Promise<FsStat> {
    if (this.#isBuiltin(path)) return toFsStat(builtinStat, "stat", path);
    return { ...toFsStat(this.files.stat(path), "stat", path), identity: this.#identity(path) };
  }

  async lstat(path: string): Promise<FsStat> {
    const stat = toFsStat(this.files.lstat(path), "lstat", path);
    const parent = parentPath(normalizePath(path));
    const itself = joinPath(this.#identity(parent), baseName(normalizePath(path)));
    return { ...stat, identity: stat.isSymbolicLink ? itself : this.#identity(path) };
  }

  /** What cp and mv tell one file from another by. */
  #identity(path: string): string {
    return this.files.realpath(path) ?? normalizePath(path);
  }

  async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    if (this.files.exists(path)) {
      if (options?.recursive && this.files.stat(path)?.type === "directory") return;
      throw new FileError("EEXIST", "mkdir", path);
    }
    if (!options?.recursive) this.#writable(path);
    this.files.mkdir(path);
    this.changed(normalizePath(path));
  }

  async readdir(path: string): Promise<string[]> {
    const stat = this.files.stat(path);
    if (!stat) throw new FileError("ENOENT", "scandir", path);
    if (stat.type !== "directory") throw new FileError("ENOTDIR", "scandir", path);
    return this.files.list(path);
  }

  async rm(path: string, options?: RmOptions): Promise<void> {
    const stat = this.files.lstat(path);
    if (!stat) {
      if (options?.force) return;
      throw new FileError("ENOENT", "rm", path);
    }
    if (stat.type === "directory" && !options?.recursive && this.files.list(path).length > 0) {
      throw new FileError("ENOTEMPTY", "rm", path);
    }
    this.files.remove(path);
    this.changed(normalizePath(path));
  }

  async cp(source: string, target: string, options?: CpOptions): Promise<void> {
    const stat = this.files.stat(source);
    if (!stat) throw new FileError("ENOENT", "cp", source);
    if (stat.type === "directory" && !options?.recursive) {
      throw new FileError("EISDIR", "cp", source);
    }
    this.#writable(target);
    this.#copy(source, target);
    this.changed(normalizePath(target));
  }

  async mv(source: string, target: string): Promise<void> {
    this.#writable(target);
    this.files.rename(source, target);
    this.changed(normalizePath(target));
  }

  resolvePath(base: string, path: string): string {
    const resolved = normalizePath(path, base);
    // The interpreter starts programs from /usr/bin alone; ours are there, also those that Debian has in sbin.
    const sbin = /^(?:\/usr)?\/s?bin\/([^/]+)$/.exec(resolved)?.[1];
    const program = `/usr/bin/${sbin ?? ""}`;
    return sbin !== undefined && !this.files.lstat(resolved) && this.files.exists(program)
      ? program
      : resolved;
  }

  getAllPaths(): string[] {
    // Only a hint for globs, which fall back to reading directories.
    return [];
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.files.change(path, { mode: mode & 0o7777 });
    this.changed(normalizePath(path));
  }

  async symlink(target: string, path: string): Promise<void> {
    this.files.symlink(target, path);
    this.changed(normalizePath(path));
  }

  async link(existing: string, path: string): Promise<void> {
    if (this.files.lstat(path)) throw new FileError("EEXIST", "link", path);
    this.files.copy(existing, path);
    this.changed(normalizePath(path));
  }

  async readlink(path: string): Promise<string> {
    const target = this.files.readlink(path);
    if (target !== undefined) return target;
    throw new FileError(this.files.exists(path) ? "EINVAL" : "ENOENT", "readlink", path);
  }

  async realpath(path: string): Promise<string> {
    const real = this.files.realpath(path);
    if (real === undefined) throw new FileError("ENOENT", "realpath", path);
    return real;
  }

  async utimes(path: string, _atime: Date, mtime: Date): Promise<void> {
    this.files.change(path, { mtime: mtime.getTime() });
    this.changed(normalizePath(path));
  }

  #isBuiltin(path: string): boolean {
    return path.startsWith("/usr/bin/") && this.builtins.has(path.slice(9));
  }

  #read(path: string): Buffer {
    const content = this.files.read(path);
    if (content) return content;
    throw new FileError(this.files.exists(path) ? "EISDIR" : "ENOENT", "open", path);
  }

  /** The interpreter expects a missing parent to be refused, as open(2) refuses it. */
  #writable(path: string): void {
    const parent = parentPath(normalizePath(path));
    const stat = this.files.stat(parent);
    if (!stat) throw new FileError("ENOENT", "open", path);
    if (stat.type !== "directory") throw new FileError("ENOTDIR", "open", path);
  }

  #copy(source: string, target: string): void {
    const stat = this.files.stat(source);
    if (stat?.type !== "directory") {
      const place =
        this.files.stat(target)?.type === "directory"
          ? joinPath(normalizePath(target), baseName(normalizePath(source)))
          : target;
      const mode = this.files.stat(place)?.mode ?? stat?.mode;
      this.files.write(place, this.#read(source), mode === undefined ? {} : { mode });
      return;
    }
    this.files.mkdir(target, { mode: stat.mode });
    for (const name of this.files.list(source)) {
      this.#copy(joinPath(source, name), joinPath(normalizePath(target), name));
    }
  }
}

const builtinStat: FileStat = { type: "file", mode: 0o755, uid: 0, gid: 0, mtime: 0, size: 0 };

function bytes(
  content: FileContent,
  options?: { encoding?: BufferEncoding } | BufferEncoding,
): Buffer {
  if (typeof content !== "string") return Buffer.from(content);
  const encoding = typeof options === "string" ? options : options?.encoding;
  return Buffer.from(content, encoding ?? "utf8");
}

function toFsStat(stat: FileStat | undefined, operation: string, path: string): FsStat {
  if (!stat) throw new FileError("ENOENT", operation, path);
  return {
    isFile: stat.type !== "directory" && stat.type !== "symlink",
    isDirectory: stat.type === "directory",
    isSymbolicLink: stat.type === "symlink",
    mode: stat.mode,
    size: stat.size,
    mtime: new Date(stat.mtime),
  };
}
