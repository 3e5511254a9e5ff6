/** An absolute path without `.`, `..`, double or trailing slashes; a relative one counts from `base`. */
export function normalizePath(path: string, base = "/"): string {
  if (path.startsWith("/") && !untidy.test(path)) return path;
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

// Most paths are normal already, and this is asked many times a command.
const untidy = /\/(?:\.{1,2})?(?:\/|$)/;

/** The path below `parent` named `name`. */
export function joinPath(parent: string, name: string): string {
  return parent === "/" ? `/${name}` : `${parent}/${name}`;
}

/** The directory that holds a normalised path; the root holds itself. */
export function parentPath(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}

/** The last component of a normalised path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The components of a normalised path. */
export function splitPath(path: string): string[] {
  return path === "/" ? [] : path.slice(1).split("/");
}
