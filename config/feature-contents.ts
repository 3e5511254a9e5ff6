import type { Distribution } from "./distribution";
import type { FeatureContents, FeatureManifest } from "./feature-library";

/** What decides which parts of a manifest a guest gets. */
export interface FeatureCircumstances {
  /** Values of the manifest's options. */
  readonly options: Readonly<Record<string, string>>;
  /** How many GPUs the guest sees. */
  readonly gpus: number;
  /** Whether it reaches the network through a proxy. */
  readonly proxy: boolean;
}

/** What a feature brings to one guest, with its placeholders. */
export function contentsFor(
  manifest: FeatureManifest,
  circumstances: FeatureCircumstances,
): FeatureContents {
  const met = manifest.when.filter((condition) => holds(condition, circumstances));
  return together([manifest, ...met]);
}

/** Everything that a manifest may bring to any guest. */
export function allContents({ when, ...manifest }: FeatureManifest): FeatureContents {
  return together([manifest, ...when]);
}

/** True where a feature does nothing in a guest, as nvidia in one without a GPU. */
export function isEmpty({ facts, files }: FeatureContents): boolean {
  return Object.keys({ ...facts, ...files }).length === 0;
}

/** The values of options whose own texts name other values, as defaults may; what fields say is taken as it stands. */
export function resolved(
  manifest: Pick<FeatureManifest, "options">,
  options: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      manifest.options[name]?.field === undefined ? filled(value, { ...given, ...options }) : value,
    ]),
  );
}

/** What a guest's distribution and GPUs are called in a manifest's texts; no option has one of these names. */
export function givenValues({
  gpus,
  distribution,
}: {
  readonly gpus: number;
  readonly distribution?: Distribution;
}): Readonly<Record<string, string>> {
  const { id, release, codename } = distribution ?? {};
  return {
    gpus: String(gpus),
    ...(id !== undefined && { os: id }),
    ...(release !== undefined && { os_release: release }),
    ...(codename !== undefined && { os_codename: codename }),
    // As NVIDIA names the folders of its archives: ubuntu2404, debian12.
    ...(id !== undefined && { os_platform: `${id}${release?.replace(".", "") ?? ""}` }),
  };
}

/** A text with values in place of their names in braces; a name that has no value stays. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) => values[name] ?? whole);
}

function holds(
  { gpu, proxy, options: patterns }: FeatureManifest["when"][number],
  { gpus, proxy: hasProxy, options }: FeatureCircumstances,
): boolean {
  if (gpu === true && gpus === 0) return false;
  if (proxy === true && !hasProxy) return false;
  return Object.entries(patterns).every(([option, pattern]) =>
    new RegExp(`^(?:${pattern})$`).test(options[option] ?? ""),
  );
}

function together(parts: readonly FeatureContents[]): FeatureContents {
  return {
    repositories: merged(parts, "repositories"),
    downloads: merged(parts, "downloads"),
    files: merged(parts, "files"),
    facts: merged(parts, "facts"),
  };
}

function merged<K extends keyof FeatureContents>(
  parts: readonly FeatureContents[],
  key: K,
): FeatureContents[K] {
  return Object.assign({}, ...parts.map((part) => part[key])) as FeatureContents[K];
}
