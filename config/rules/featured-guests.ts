import type { Path } from "../diagnostics";
import { readManifest, type FeatureManifest } from "../feature-library";
import {
  featureSources,
  guestFeatures,
  machineChain,
  machineFeatures,
  type FeatureSources,
  type GuestFeature,
} from "../guest-features";
import type { Origin } from "../origin";
import type { ContainerConfig, VmConfig } from "../types";
import { containerOrigin, vmOrigin, type RuleContext } from "./context";
import { featuresOfChain } from "./features";

type Said = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A guest as far as its features are concerned, whether it is a container or a virtual machine. */
export interface FeaturedGuest {
  readonly noun: "container" | "virtual machine";
  /** The container that it is, for those that are one. */
  readonly container?: ContainerConfig;
  readonly features: readonly string[];
  readonly options: Said;
  readonly secrets: Said;
  readonly stacks: readonly { readonly name: string; readonly environment: string }[];
  readonly config: ContainerConfig | VmConfig;
  /** Features from the lowest layer up; undefined where a layer is unknown, broken or its own source. */
  readonly chain: readonly string[] | undefined;
  /** Its own features of the library, with the values that count there. */
  resolved(): GuestFeature[];
  at(...steps: Path): Origin;
}

/** Every guest of the configuration. */
export function featuredGuests(context: RuleContext): FeaturedGuest[] {
  const { knowledge, declaration } = context;
  const sources = {
    ...featureSources(declaration, (vmid) => context.container(vmid)),
    ...(knowledge.manifest !== undefined && { manifest: knowledge.manifest }),
  };
  return [
    ...context.containers.map((container) => fromContainer(context, container, sources)),
    ...context.vms.map((vm) => fromMachine(vm, sources)),
  ];
}

/** The manifest that a feature has. */
export function manifestOf(
  { knowledge }: RuleContext,
  feature: string,
): FeatureManifest | undefined {
  return (knowledge.manifest ?? readManifest)(feature);
}

function fromContainer(
  context: RuleContext,
  container: ContainerConfig,
  sources: FeatureSources,
): FeaturedGuest {
  const { vmid, features, feature_options = {}, feature_secrets = {}, docker_stacks } = container;
  return {
    noun: "container",
    container,
    config: container,
    stacks: docker_stacks ?? [],
    features,
    options: feature_options,
    secrets: feature_secrets,
    chain: featuresOfChain(context, container),
    resolved: () => own(features, guestFeatures(container, sources)),
    at: (...steps) => containerOrigin(vmid, ...steps),
  };
}

function fromMachine(vm: VmConfig, sources: FeatureSources): FeaturedGuest {
  const { features = [], feature_options = {}, feature_secrets = {}, docker_stacks = [] } = vm;
  return {
    noun: "virtual machine",
    config: vm,
    stacks: docker_stacks,
    features,
    options: feature_options,
    secrets: feature_secrets,
    chain: machineChain(vm, sources).flatMap((each) => each.features ?? []),
    resolved: () => own(features, machineFeatures(vm, sources)),
    at: (...steps) => vmOrigin(vm, ...steps),
  };
}

/** What is wrong with one that it has from a layer is told there. */
function own(features: readonly string[], all: readonly GuestFeature[]): GuestFeature[] {
  return all.filter(({ name }) => features.includes(name));
}
