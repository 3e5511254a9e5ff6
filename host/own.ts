/** A member of a record by a name that people choose; undefined where it is only what every object of JavaScript has. */
export function own<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
