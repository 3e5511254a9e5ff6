import * as pulumi from "@pulumi/pulumi";
import type {
  DatasetConfig,
  HypervisorConfig,
  PoolConfig,
  StorageConfig,
  TemplateConfig,
} from "../config/types";
import type { NodeSpec } from "../providers/node";
import {
  Dataset,
  type Directory,
  type Firewall,
  Node,
  OsTemplate,
  Pool,
  Storage,
} from "../providers/resources";
import { declareArc } from "./node/arc";
import { datasetSpec } from "./node/datasets";
import { declareBase } from "./node/base";
import { declareDirectories } from "./node/directory";
import { declareFiles } from "./node/file";
import { declareFirewall } from "./node/firewall";
import type { Ground } from "./node/ground";
import { declareNfsExports } from "./node/nfs-exports";
import { declareSamba } from "./node/samba";
import { declareNvidiaDriver } from "./node/nvidia-driver";
import { declareUsers } from "./node/user";
import { poolSpec } from "./node/pools";

/** What lies under the guests, from the bottom up: the node → pools → datasets → storages → OS templates. */
export class Hypervisor extends pulumi.ComponentResource {
  readonly node: Node;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly storages: ReadonlyMap<string, Storage>;
  readonly templates: ReadonlyMap<string, OsTemplate>;
  readonly firewall: Firewall | undefined;
  /** What has to be there before a container that has a GPU. */
  readonly gpus: readonly pulumi.Resource[];
  readonly #mountPoints: ReadonlyMap<string, Dataset>;
  #directories: ReadonlyMap<string, Directory> = new Map();

  constructor(
    name: string,
    config: HypervisorConfig,
    source: NodeSpec,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("phoenix:index:Hypervisor", name, {}, options);
    this.node = new Node("node", source, { parent: this });
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
    this.storages = byName(
      config.datasets.flatMap((dataset) =>
        dataset.storage === undefined ? [] : [{ dataset, storage: dataset.storage }],
      ),
      ({ storage }) => storage.id,
      ({ dataset, storage }) => this.#storage(dataset, storage),
    );
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
    this.gpus = declareNvidiaDriver(ground);
    const users = declareUsers(ground);
    // Folders and files may belong to the declared users.
    const withUsers: Ground = {
      ...ground,
      below: (...paths) => [...ground.below(...paths), ...users],
    };
    this.#directories = declareDirectories(withUsers);
    declareNfsExports(withUsers);
    declareSamba(withUsers);
    declareFiles(withUsers);
    this.firewall = declareFirewall(withUsers);
    this.templates = byName(
      config.templates,
      ({ volid }) => volid,
      (template) => this.#template(template),
    );
    this.registerOutputs({});
  }

  /** What has to be there before something on this storage is made. */
  storage(id: string): pulumi.Resource {
    return this.storages.get(id) ?? this.node;
  }

  /** What has to be there before something at these paths is made: the node, and the pools, datasets and folders they lie in. */
  below(...paths: readonly string[]): pulumi.Resource[] {
    const pools = [...this.pools].map(([name, pool]) => [`/${name}`, pool] as const);
    const places = [...pools, ...this.#mountPoints, ...this.#directories];
    const holds = (place: string) => paths.some((path) => `${path}/`.startsWith(`${place}/`));
    return [this.node, ...places.flatMap(([place, found]) => (holds(place) ? [found] : []))];
  }

  #pool(pool: PoolConfig): Pool {
    const spec = poolSpec(pool);
    return new Pool(`pool-${spec.name}`, spec, { parent: this, dependsOn: this.node });
  }

  #dataset(dataset: DatasetConfig, above: ReadonlyMap<string, Dataset>): Dataset {
    const spec = datasetSpec(dataset);
    const parent = spec.name
      .split("/")
      .map((_, depth, steps) => above.get(steps.slice(0, depth).join("/")))
      .findLast((each) => each !== undefined);
    const pool: pulumi.Resource = this.pools.get(dataset.pool) ?? this.node;
    return new Dataset(`dataset-${spec.name}`, spec, { parent: this, dependsOn: parent ?? pool });
  }

  #storage(dataset: DatasetConfig, { id, type, content }: StorageConfig): Storage {
    return new Storage(
      `storage-${id}`,
      {
        storage: id,
        type,
        content: [...content],
        disable: false,
        ...(type === "dir"
          ? { path: dataset.properties["mountpoint"] ?? `/${dataset.name}` }
          : { pool: dataset.name }),
      },
      { parent: this, dependsOn: this.datasets.get(dataset.name) ?? this.node },
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
