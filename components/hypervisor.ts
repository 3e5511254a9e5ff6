import * as pulumi from "@pulumi/pulumi";
import type {
  DatasetConfig,
  HypervisorConfig,
  PoolConfig,
  StorageConfig,
  TemplateConfig,
} from "../config/types";
import type { NodeSpec } from "../providers/node";
import { Dataset, Node, OsTemplate, Pool, Storage } from "../providers/resources";
import { declareArc } from "./node/arc";
import { declareBase } from "./node/base";
import { declareFiles } from "./node/file";
import type { Ground } from "./node/ground";
import { declareNfsExports } from "./node/nfs-exports";

/** What lies under the guests, from the bottom up: the node → pools → datasets → storages → OS templates. */
export class Hypervisor extends pulumi.ComponentResource {
  readonly node: Node;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly storages: ReadonlyMap<string, Storage>;
  readonly templates: ReadonlyMap<string, OsTemplate>;

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
    this.datasets = byName(
      config.datasets,
      (dataset) => dataset.name,
      (dataset) => this.#dataset(dataset),
    );
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
      below: (...paths) => this.#below(config.datasets, paths),
    };
    const base = declareBase(bare);
    const ground: Ground = { ...bare, below: (...paths) => [...bare.below(...paths), ...base] };
    declareArc(ground);
    declareNfsExports(ground);
    declareFiles(ground);
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

  #pool({ name, raid_level, disks, properties = {} }: PoolConfig): Pool {
    return new Pool(
      `pool-${name}`,
      {
        name,
        topology: raid_level,
        disks,
        properties: { autotrim: "on", ...properties },
        filesystemProperties: { compression: "lz4", atime: "off" },
      },
      { parent: this, dependsOn: this.node },
    );
  }

  #dataset({ name, pool, properties }: DatasetConfig): Dataset {
    return new Dataset(
      `dataset-${name}`,
      { name, properties: { mountpoint: `/${name}`, ...properties } },
      { parent: this, dependsOn: this.pools.get(pool) ?? this.node },
    );
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

  /** The node, and the datasets that these paths lie in. */
  #below(datasets: readonly DatasetConfig[], paths: readonly string[]): pulumi.Resource[] {
    const holds = ({ name, properties }: DatasetConfig) => {
      const place = `${properties["mountpoint"] ?? `/${name}`}/`;
      return paths.some((path) => `${path}/`.startsWith(place));
    };
    const found = datasets.filter(holds).flatMap(({ name }) => this.datasets.get(name) ?? []);
    return [this.node, ...found];
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
