import type { Path } from "./diagnostics";
import type { FileKind } from "./file-kinds";

/** Where in which document an object of the canonical form was read. */
export interface Origin {
  readonly kind: FileKind;
  readonly path: Path;
}

const origins = new WeakMap<object, Origin>();

/** Remembers the place of an object that does not stand where its canonical form suggests. */
export function withOrigin<T extends object>(object: T, kind: FileKind, path: Path): T {
  origins.set(object, { kind, path });
  return object;
}

/** The remembered place, or the given one for an object that was not read from a file. */
export function originOf(object: object, otherwise: Origin): Origin {
  return origins.get(object) ?? otherwise;
}
