import { distributionOf, type Distribution } from "./distribution";
import { contentsFor, givenValues, isEmpty, resolved } from "./feature-contents";
import { readManifest, type configurationKeys, type FeatureManifest } from "./feature-library";
import { fieldValue } from "./guest-fields";
import type { ContainerConfig, Declaration } from "./types";

/** A feature of the library that a container has, with what decides what it is there. */
export interface GuestFeature {
  readonly name: string;
  readonly manifest: FeatureManifest;
  /** Values of its options, those left out that nobody says. */
  readonly options: Readonly<Record<string, string>>;
  /** Secrets of the stack by the feature's name for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** How many GPUs the container sees. */
  readonly gpus: number;
  /** The OS template that it is made of in the end; undefined where that is not known. */
  readonly template?: string;
  /** What is inside; undefined where the name of the OS template does not say it. */
  readonly distribution?: Distribution;
}

/** Where a container's features are looked up. */
export interface FeatureSources {
  container(vmid: number): ContainerConfig | undefined;
  /** Values that options may have their defaults from. */
  readonly defaults: FeatureDefaults;
  /** Whether guests reach the network through a proxy. */
  readonly proxy: boolean;
  /** That of features/ where absent. */
  readonly manifest?: (feature: string) => FeatureManifest | undefined;
}

type FeatureDefaults = Readonly<Partial<Record<(typeof configurationKeys)[number], string>>>;

/** Where the features of a configuration's containers are looked up. */
export function featureSources(
  declaration: Declaration,
  container: FeatureSources["container"],
): FeatureSources {
  const proxy = declaration.hypervisor?.downloads?.proxy !== undefined;
  return { container, defaults: featureDefaults(declaration), proxy };
}

/** What the configuration says once for all guests. */
function featureDefaults({ hypervisor, nvidia }: Declaration): FeatureDefaults {
  const { version, runfile_url, runfile_sha256, cuda_version } = hypervisor?.nvidia_driver ?? {};
  const release = nvidia.nvidia_driver_version ?? version;
  // The node's installer is of no use to guests that have another release.
  const isSame = release === version;
  const values = {
    nvidia_driver_version: release,
    nvidia_runfile_url: nvidia.nvidia_runfile_url ?? (isSame ? runfile_url : undefined),
    nvidia_runfile_sha256: isSame ? runfile_sha256?.toLowerCase() : undefined,
    nvidia_repo_url: nvidia.nvidia_repo_url,
    nvidia_cuda_version: cuda_version,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/**
 * The features of a container in the order in which they are installed: first those of its layers that clones have as
 * well, then its own.
 */
export function guestFeatures(container: ContainerConfig, sources: FeatureSources): GuestFeature[] {
  const chain = chainOf(container, sources);
  const { features: own, gpu_assignment } = container;
  const template = chain[0]?.template;
  const distribution = distributionOf(template ?? "");
  const guest = {
    gpus: gpu_assignment.length,
    ...(template !== undefined && { template }),
    ...(distribution !== undefined && { distribution }),
  };
  const find = sources.manifest ?? readManifest;
  return featureNames(chain, find).flatMap((name): GuestFeature[] => {
    const manifest = find(name);
    if (manifest === undefined) return [];
    const said = optionsOf(name, manifest, chain, sources);
    const options = resolved(manifest, said, givenValues(guest));
    const secrets = secretsOf(name, manifest, chain);
    const { gpus } = guest;
    const contents = contentsFor(manifest, { options, gpus, proxy: sources.proxy });
    if (isEmpty(contents) && !own.includes(name)) return [];
    return [{ name, manifest, options, secrets, ...guest }];
  });
}

/** The container and the layers that it stands on, from the lowest up; nothing where they stand on each other. */
function chainOf(container: ContainerConfig, sources: FeatureSources): ContainerConfig[] {
  const chain: ContainerConfig[] = [];
  for (let current: ContainerConfig | undefined = container; current !== undefined;) {
    if (chain.includes(current)) return [container];
    chain.unshift(current);
    const source: number | undefined = current.clone_from_ctid;
    current = source === undefined ? undefined : sources.container(source);
  }
  return chain;
}

function featureNames(
  chain: readonly ContainerConfig[],
  find: (feature: string) => FeatureManifest | undefined,
): string[] {
  const own = chain.at(-1)?.features ?? [];
  const below = chain.slice(0, -1).flatMap(({ features }) => features);
  const inherited = below.filter((name) => find(name)?.in_clones === true && !own.includes(name));
  return [...new Set([...inherited, ...own])];
}

/** What the container's fields say, or its options, else the nearest of its layers, else the configuration, else the manifest. */
function optionsOf(
  name: string,
  { options }: FeatureManifest,
  chain: readonly ContainerConfig[],
  sources: FeatureSources,
): Record<string, string> {
  const said = Object.fromEntries(
    chain.flatMap(({ feature_options }) => Object.entries(feature_options?.[name] ?? {})),
  );
  const own = chain.at(-1);
  const find = (vmid: number) => sources.container(vmid);
  const values = Object.entries(options).map(
    ([option, { default: value, configuration, field }]) => {
      if (field !== undefined)
        return [option, (own && fieldValue(field, own, find)) ?? value] as const;
      const general = configuration === undefined ? undefined : sources.defaults[configuration];
      return [option, said[option] ?? general ?? value] as const;
    },
  );
  return Object.fromEntries(
    values.flatMap(([option, value]) => (value === undefined ? [] : [[option, value]])),
  );
}

/** What the container names, else the nearest of its layers; nothing that the feature does not take. */
function secretsOf(
  name: string,
  { secrets }: FeatureManifest,
  chain: readonly ContainerConfig[],
): Record<string, string> {
  const said = chain.flatMap(({ feature_secrets }) =>
    Object.entries(feature_secrets?.[name] ?? {}),
  );
  return Object.fromEntries(said.filter(([secret]) => secret in secrets));
}
