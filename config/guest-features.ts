import { distributionOf, type Distribution } from "./distribution";
import { contentsFor, givenValues, isEmpty, resolved } from "./feature-contents";
import { readManifest, type configurationKeys, type FeatureManifest } from "./feature-library";
import { fieldValue, type FieldKey } from "./guest-fields";
import type { ContainerConfig, Declaration, VmConfig } from "./types";

/** A feature of the library that a guest has, with what decides what it is there. */
export interface GuestFeature {
  readonly name: string;
  readonly manifest: FeatureManifest;
  /** Values of its options, those left out that nobody says. */
  readonly options: Readonly<Record<string, string>>;
  /** Secrets of the stack by the feature's name for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** How many of the node's GPUs the guest sees. */
  readonly gpus: number;
  /** The OS template or image that it is made of in the end; undefined where that is not known. */
  readonly template?: string;
  /** What is inside; undefined where the name of the OS template or image does not say it. */
  readonly distribution?: Distribution;
}

/** Where guests' features are looked up. */
export interface FeatureSources {
  container(vmid: number): ContainerConfig | undefined;
  machine(vmid: number): VmConfig | undefined;
  /** Values that options may have their defaults from. */
  readonly defaults: FeatureDefaults;
  /** Whether guests reach the network through a proxy. */
  readonly proxy: boolean;
  /** That of features/ where absent. */
  readonly manifest?: (feature: string) => FeatureManifest | undefined;
}

type FeatureDefaults = Readonly<Partial<Record<(typeof configurationKeys)[number], string>>>;

/** Where the features of a configuration's guests are looked up. */
export function featureSources(
  declaration: Declaration,
  container: FeatureSources["container"],
): FeatureSources {
  const proxy = declaration.hypervisor?.downloads?.proxy !== undefined;
  const machine = (vmid: number) => declaration.vms?.find((each) => each.vmid === vmid);
  return { container, machine, defaults: featureDefaults(declaration), proxy };
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
  const chain = chainOf(container, ({ clone_from_ctid }) =>
    clone_from_ctid === undefined ? undefined : sources.container(clone_from_ctid),
  );
  const find = (vmid: number) => sources.container(vmid);
  const { template } = chain[0] ?? container;
  return featuresOf(chain, sources, {
    gpus: container.gpu_assignment.length,
    ...(template !== undefined && { template }),
    fieldValue: (key) => fieldValue(key, container, find),
  });
}

/** The same of a virtual machine, which sees none of the node's GPUs as containers do, and has none of their fields. */
export function machineFeatures(machine: VmConfig, sources: FeatureSources): GuestFeature[] {
  const chain = machineChain(machine, sources);
  const { image: template } = chain[0] ?? machine;
  return featuresOf(
    chain.map(({ features = [], ...rest }) => ({ ...rest, features })),
    sources,
    { gpus: 0, ...(template !== undefined && { template }), fieldValue: () => undefined },
  );
}

/** A machine and those that it is a clone of, from the lowest up; itself alone where they stand on each other. */
export function machineChain(
  machine: VmConfig,
  sources: Pick<FeatureSources, "machine">,
): VmConfig[] {
  return chainOf(machine, ({ clone_from_vmid }) =>
    clone_from_vmid === undefined ? undefined : sources.machine(clone_from_vmid),
  );
}

/** What a guest says of features, whatever it is. */
interface Featured {
  readonly features: readonly string[];
  readonly feature_options?: Options | undefined;
  readonly feature_secrets?: Options | undefined;
}

type Options = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a guest is, beside what it says of features. */
interface GuestFacts {
  readonly gpus: number;
  readonly template?: string;
  readonly fieldValue: (key: FieldKey) => string | undefined;
}

function featuresOf(
  chain: readonly Featured[],
  sources: FeatureSources,
  { fieldValue: valueOf, gpus, template }: GuestFacts,
): GuestFeature[] {
  const own = chain.at(-1)?.features ?? [];
  const distribution = distributionOf(template ?? "");
  const guest = {
    gpus,
    ...(template !== undefined && { template }),
    ...(distribution !== undefined && { distribution }),
  };
  const find = sources.manifest ?? readManifest;
  return featureNames(chain, find).flatMap((name): GuestFeature[] => {
    const manifest = find(name);
    if (manifest === undefined) return [];
    const said = optionsOf(name, manifest, chain, sources.defaults, valueOf);
    const options = resolved(manifest, said, givenValues(guest));
    const secrets = secretsOf(name, manifest, chain);
    const contents = contentsFor(manifest, { options, gpus, proxy: sources.proxy });
    if (isEmpty(contents) && !own.includes(name)) return [];
    return [{ name, manifest, options, secrets, ...guest }];
  });
}

/** A guest and what it stands on, from the lowest up; itself alone where they stand on each other. */
function chainOf<Config>(guest: Config, below: (config: Config) => Config | undefined): Config[] {
  const chain: Config[] = [];
  for (let current: Config | undefined = guest; current !== undefined; current = below(current)) {
    if (chain.includes(current)) return [guest];
    chain.unshift(current);
  }
  return chain;
}

function featureNames(
  chain: readonly Featured[],
  find: (feature: string) => FeatureManifest | undefined,
): string[] {
  const own = chain.at(-1)?.features ?? [];
  const below = chain.slice(0, -1).flatMap(({ features }) => features);
  const inherited = below.filter((name) => find(name)?.in_clones === true && !own.includes(name));
  return [...new Set([...inherited, ...own])];
}

/** What the guest's fields say, or its options, else the nearest of its layers, else the configuration, else the manifest. */
function optionsOf(
  name: string,
  { options }: FeatureManifest,
  chain: readonly Featured[],
  defaults: FeatureDefaults,
  valueOf: GuestFacts["fieldValue"],
): Record<string, string> {
  const said = Object.fromEntries(
    chain.flatMap(({ feature_options }) => Object.entries(feature_options?.[name] ?? {})),
  );
  const values = Object.entries(options).map(
    ([option, { default: value, configuration, field }]) => {
      if (field !== undefined) return [option, valueOf(field) ?? value] as const;
      const general = configuration === undefined ? undefined : defaults[configuration];
      return [option, said[option] ?? general ?? value] as const;
    },
  );
  return Object.fromEntries(
    values.flatMap(([option, value]) => (value === undefined ? [] : [[option, value]])),
  );
}

/** What the guest names, else the nearest of its layers; nothing that the feature does not take. */
function secretsOf(
  name: string,
  { secrets }: FeatureManifest,
  chain: readonly Featured[],
): Record<string, string> {
  const said = chain.flatMap(({ feature_secrets }) =>
    Object.entries(feature_secrets?.[name] ?? {}),
  );
  return Object.fromEntries(said.filter(([secret]) => Object.hasOwn(secrets, secret)));
}
