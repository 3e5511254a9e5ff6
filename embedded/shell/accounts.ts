import type { Files } from "../contract";

/** The name of a user id in /etc/passwd, or the number where it has none, as ls(1) prints. */
export function userName(files: Files, uid: number): string {
  return find(files, "/etc/passwd", 2, uid.toString())?.[0] ?? uid.toString();
}

/** The name of a group id in /etc/group, or the number. */
export function groupName(files: Files, gid: number): string {
  return find(files, "/etc/group", 2, gid.toString())?.[0] ?? gid.toString();
}

/** A user id for a name or number; undefined where the name is unknown. */
export function userId(files: Files, user: string): number | undefined {
  if (/^\d+$/.test(user)) return Number(user);
  const entry = find(files, "/etc/passwd", 0, user);
  return entry && Number(entry[2]);
}

/** A group id for a name or number; undefined where the name is unknown. */
export function groupId(files: Files, group: string): number | undefined {
  if (/^\d+$/.test(group)) return Number(group);
  const entry = find(files, "/etc/group", 0, group);
  return entry && Number(entry[2]);
}

/** The fields of a user's line in /etc/passwd. */
export function passwdEntry(files: Files, user: string): string[] | undefined {
  return find(files, "/etc/passwd", 0, user);
}

/** Ids and names of the groups that list a user, the primary one first. */
export function groupsOf(files: Files, user: string): { gid: number; name: string }[] {
  const primary = Number(passwdEntry(files, user)?.[3] ?? 0);
  const listed = lines(files, "/etc/group")
    .map((line) => line.split(":"))
    .filter((fields) => fields[3]?.split(",").includes(user) && Number(fields[2]) !== primary)
    .map((fields) => ({ gid: Number(fields[2]), name: fields[0] ?? "" }));
  return [{ gid: primary, name: groupName(files, primary) }, ...listed];
}

function find(files: Files, path: string, field: number, value: string): string[] | undefined {
  return lines(files, path)
    .map((line) => line.split(":"))
    .find((fields) => fields[field] === value);
}

function lines(files: Files, path: string): string[] {
  return files.readText(path)?.split("\n").filter(Boolean) ?? [];
}
