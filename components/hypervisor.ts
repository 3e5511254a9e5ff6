import * as pulumi from "@pulumi/pulumi";
import type {
  DatasetConfig,
  DeclaredStorageConfig,
  HypervisorConfig,
  PoolConfig,
  TemplateConfig,
  VmImageConfig,
} from "../config/types";
import type { NodeSpec } from "../providers/node";
import {
  type AppArmorProfile,
  CloudImage,
  Dataset,
  type Directory,
  type Firewall,
  Node,
  OsTemplate,
  Pool,
  Storage,
} from "../providers/resources";
import { declareAppArmor } from "./node/apparmor";
import { declareArc } from "./node/arc";
import { datasetSpec } from "./node/datasets";
import { declareBase } from "./node/base";
import { declareDirectories } from "./node/directory";
import { declareFiles } from "./node/file";
import { declareFirewall, firewallDefinitions } from "./node/firewall";
import { declareGpuModes } from "./node/gpu-modes";
import type { Ground } from "./node/ground";
import { declareNetwork } from "./node/network";
import { declareNfsExports } from "./node/nfs-exports";
import { declareSamba } from "./node/samba";
import { declareNvidiaDriver } from "./node/nvidia-driver";
import { declarePciMappings } from "./node/pci-mappings";
import { declareUsers } from "./node/user";
import { poolSpec } from "./node/pools";
import { datasetStorageSpec, storageSpec } from "./node/storages";

/** What lies under the guests, from the bottom up: the node → its network → pools → datasets → storages → OS templates and images. */
export class Hypervisor extends pulumi.ComponentResource {
  readonly node: Node;
  /** The configuration's folder. */
  readonly directory: string;
  /** What comes before everything else on the node. */
  readonly #base: pulumi.Resource;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly storages: ReadonlyMap<string, Storage>;
  readonly templates: ReadonlyMap<string, OsTemplate>;
  /** Cloud images by their volumes. */
  readonly images: ReadonlyMap<string, CloudImage>;
  readonly firewall: Firewall | undefined;
  /** What a container's firewall may name of the node's. */
  readonly firewallDefinitions: readonly string[];
  /** Profiles of AppArmor by name, which have to be loaded before a container that names them starts. */
  readonly profiles: ReadonlyMap<string, AppArmorProfile>;
  /** What has to be there before a container that has a GPU. */
  readonly gpus: readonly pulumi.Resource[];
  /** What has to be there before a virtual machine that has a GPU. */
  readonly pciMappings: readonly pulumi.Resource[];
  readonly #mountPoints: ReadonlyMap<string, Dataset>;
  #directories: ReadonlyMap<string, Directory> = new Map();

  constructor(
    name: string,
    config: HypervisorConfig,
    source: NodeSpec,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("phoenix:index:Hypervisor", name, {}, options);
    this.directory = source.directory;
    this.node = new Node("node", source, { parent: this });
    this.#base = declareNetwork(config.network, this, this.node);
    this.pools = byName(
      config.pools,
      (pool) => pool.name,
      (pool) => this.#pool(pool),
    );
    const datasets = new Map<string, Dataset>();
    // A dataset comes after the one that it lies in.
    for (const dataset of [...config.datasets].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      datasets.set(dataset.name, this.#dataset(dataset, datasets));
    }
    this.datasets = datasets;
    const bare: Ground = {
      parent: this,
      config,
      directory: source.directory,
      configuration: source,
      below: (...paths) => this.below(...paths),
    };
    this.#mountPoints = new Map(
      config.datasets.flatMap(({ name: dataset, properties }) => {
        const found = this.datasets.get(dataset);
        return found ? [[properties["mountpoint"] ?? `/${dataset}`, found]] : [];
      }),
    );
    const base = declareBase(bare);
    const ground: Ground = { ...bare, below: (...paths) => [...bare.below(...paths), ...base] };
    declareArc(ground);
    const gpuModes = declareGpuModes(ground);
    this.pciMappings = declarePciMappings(ground, gpuModes);
    this.gpus = [...gpuModes, ...declareNvidiaDriver(ground, gpuModes)];
    const users = declareUsers(ground);
    // Folders and files may belong to the declared users.
    const withUsers: Ground = {
      ...ground,
      below: (...paths) => [...ground.below(...paths), ...users],
    };
    this.#directories = declareDirectories(withUsers);
    const nfsExports = declareNfsExports(withUsers);
    this.storages = new Map([
      ...config.datasets.flatMap((dataset) => this.#datasetStorage(dataset)),
      ...config.storages.map((storage) => this.#storage(storage, ground, nfsExports)),
    ]);
    declareSamba(withUsers);
    declareFiles(withUsers);
    this.profiles = declareAppArmor(ground);
    this.firewall = declareFirewall(withUsers);
    this.firewallDefinitions = firewallDefinitions(config);
    this.templates = byName(
      config.templates,
      ({ volid }) => volid,
      (template) => this.#template(template),
    );
    this.images = byName(
      config.images,
      ({ volid }) => volid,
      (image) => this.#image(image),
    );
    this.registerOutputs({});
  }

  /** What has to be there before something on this storage is made. */
  storage(id: string): pulumi.Resource {
    return this.storages.get(id) ?? this.#base;
  }

  /** What has to be there before something at these paths is made: the node with its network, and the pools, datasets and folders they lie in. */
  below(...paths: readonly string[]): pulumi.Resource[] {
    const pools = [...this.pools].map(([name, pool]) => [`/${name}`, pool] as const);
    const places = [...pools, ...this.#mountPoints, ...this.#directories];
    const holds = (place: string) => paths.some((path) => `${path}/`.startsWith(`${place}/`));
    return [this.#base, ...places.flatMap(([place, found]) => (holds(place) ? [found] : []))];
  }

  #pool(pool: PoolConfig): Pool {
    const spec = poolSpec(pool);
    return new Pool(`pool-${spec.name}`, spec, { parent: this, dependsOn: this.#base });
  }

  #dataset(dataset: DatasetConfig, above: ReadonlyMap<string, Dataset>): Dataset {
    const spec = datasetSpec(dataset);
    const parent = spec.name
      .split("/")
      .map((_, depth, steps) => above.get(steps.slice(0, depth).join("/")))
      .findLast((each) => each !== undefined);
    const pool: pulumi.Resource = this.pools.get(dataset.pool) ?? this.#base;
    return new Dataset(`dataset-${spec.name}`, spec, { parent: this, dependsOn: parent ?? pool });
  }

  #datasetStorage(dataset: DatasetConfig): [string, Storage][] {
    if (dataset.storage === undefined) return [];
    const spec = datasetStorageSpec(dataset, dataset.storage);
    const dependsOn: pulumi.Resource = this.datasets.get(dataset.name) ?? this.#base;
    const options = { parent: this, dependsOn };
    return [[spec.storage, new Storage(`storage-${spec.storage}`, spec, options)]];
  }

  #storage(
    storage: DeclaredStorageConfig,
    { below }: Ground,
    nfsExports: pulumi.Resource | undefined,
  ): [string, Storage] {
    const spec = storageSpec(storage);
    const pool: pulumi.Resource | undefined =
      this.datasets.get(spec.pool ?? "") ?? this.pools.get(spec.pool?.split("/")[0] ?? "");
    const dependsOn = [
      ...below(...(spec.type === "dir" && spec.path !== undefined ? [spec.path] : [])),
      ...(pool === undefined ? [] : [pool]),
      // What is mounted may be exported by this very node.
      ...(spec.type === "nfs" && nfsExports !== undefined ? [nfsExports] : []),
    ];
    const options = { parent: this, dependsOn };
    return [spec.storage, new Storage(`storage-${spec.storage}`, spec, options)];
  }

  #image({ file, storage, url, checksum }: VmImageConfig): CloudImage {
    return new CloudImage(
      `image-${file}`,
      { storage, file, url, checksum },
      { parent: this, dependsOn: this.storage(storage) },
    );
  }

  #template({ file, storage }: TemplateConfig): OsTemplate {
    return new OsTemplate(
      `template-${file}`,
      { storage, template: file },
      { parent: this, dependsOn: this.storage(storage) },
    );
  }
}

function byName<From, To>(
  list: readonly From[],
  key: (from: From) => string,
  make: (from: From) => To,
): Map<string, To> {
  return new Map(list.map((from) => [key(from), make(from)]));
}
