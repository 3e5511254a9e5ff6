/** A ZFS dataset's properties by name, each with where its value comes from (`local`, `default`, `-` …). */
export type DatasetProperties = Readonly<
  Record<string, { readonly value: string; readonly source: string }>
>;

/**
 * Reads `zfs get -Hp -o name,property,value,source all`. Values may hold blanks and TABs, so a line is taken
 * apart from both ends.
 */
export function parseDatasets(text: string): Map<string, DatasetProperties> {
  const datasets = new Map<string, Record<string, { value: string; source: string }>>();
  for (const line of text.split("\n")) {
    const match = /^([^\t]+)\t([^\t]+)\t(.*)\t([^\t]*)$/.exec(line);
    if (match === null) continue;
    const [, name = "", property = "", value = "", source = ""] = match;
    const properties = datasets.get(name) ?? {};
    properties[property] = { value, source };
    datasets.set(name, properties);
  }
  return datasets;
}

/** The argument vectors of zfs(8) that change a dataset. */
export const zfs = {
  create: (name: string, properties: Readonly<Record<string, string>>) => [
    "zfs",
    "create",
    "-p",
    ...Object.entries(properties).flatMap(([key, value]) => ["-o", `${key}=${value}`]),
    name,
  ],
  set: (name: string, properties: Readonly<Record<string, string>>) => [
    "zfs",
    "set",
    ...Object.entries(properties).map(([key, value]) => `${key}=${value}`),
    name,
  ],
  inherit: (name: string, property: string) => ["zfs", "inherit", property, name],
};
