import { encryptionRoot } from "./encryption-root";
import type { Dataset, Snapshot } from "./records";
import type { DatasetKind, PropertySpec } from "./property-table";
import { findProperty, propertyTable } from "./property-table";
import { SpaceBook } from "./space";
import type { ZfsState } from "./zfs-state";
import { parentOf } from "./zfs-state";

/** Where a value comes from: `-` for statistics, `inherited from X` with the dataset in `from`. */
export interface PropertyReading {
  /** As `zfs get -p` prints it; `-` where the property has no value or does not apply. */
  readonly value: string;
  readonly source: "local" | "default" | "received" | "inherited" | "none";
  /** The dataset that an inherited value is set on. */
  readonly from?: string;
  /** The received value, where there is one. */
  readonly received?: string;
}

/** A filesystem, volume or snapshot to read properties of. */
export interface Subject {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly dataset: Dataset;
  readonly snapshot?: Snapshot;
}

/** Reads properties of one state; figures are counted once, so make a new one after a change. */
export class PropertyReader {
  readonly #space: SpaceBook;

  constructor(private readonly state: ZfsState) {
    this.#space = new SpaceBook(state);
  }

  find(name: string): Subject | undefined {
    const [datasetName = "", snapname] = name.split("@");
    const dataset = this.state.dataset(datasetName);
    if (!dataset) return undefined;
    if (snapname === undefined) return { name, kind: dataset.type, dataset };
    const snapshot = this.state.snapshot(name);
    return snapshot && { name, kind: "snapshot", dataset, snapshot };
  }

  read(subject: Subject, property: string): PropertyReading {
    const spec = findProperty(property);
    if (!spec) return this.#user(subject, property);
    if (!spec.applies.includes(subject.kind)) return none;
    if (spec.kind === "statistic") {
      const source = spec.default === undefined ? "none" : "default";
      return { value: this.#statistic(subject, spec) ?? "-", source };
    }
    return this.#native(subject, spec);
  }

  /** The properties that `zfs get all` shows of a subject, in its order. */
  all(subject: Subject): string[] {
    const encrypted = encryptionRoot(this.state, subject.dataset) !== undefined;
    const hidden = new Set(["name", ...(encrypted ? [] : ["encryptionroot", "keystatus"])]);
    if (!subject.dataset.origin || subject.snapshot) hidden.add("origin");
    if (this.state.clonesOf(subject.name).length === 0) hidden.add("clones");
    const native = propertyTable.filter(
      (spec) => spec.applies.includes(subject.kind) && !hidden.has(spec.name),
    );
    return [...native.map((spec) => spec.name), ...this.#userNames(subject)];
  }

  #native({ dataset, snapshot }: Subject, spec: PropertySpec): PropertyReading {
    const own = snapshot ? undefined : ownReading(dataset, spec.name);
    // What can only be set at creation has no source to show, but the encryption properties do.
    if (sourceless.has(spec.name)) {
      return { value: own?.value ?? this.#inheritedFixed(dataset, spec), source: "none" };
    }
    if (own?.value !== undefined && own.source !== "default") return own;
    const received = own?.received;
    const inherited = spec.inherit ? this.#inherited(dataset, spec, snapshot) : undefined;
    const reading = inherited ?? {
      value: this.#default(dataset, spec),
      source: "default" as const,
    };
    return received === undefined ? reading : { ...reading, received };
  }

  #inherited(
    dataset: Dataset,
    spec: PropertySpec,
    snapshot: Snapshot | undefined,
  ): PropertyReading | undefined {
    let from = snapshot ? dataset : this.state.datasets.get(parentOf(dataset.name));
    while (from) {
      const reading = ownReading(from, spec.name);
      if (reading?.value !== undefined && reading.source !== "default") {
        const value =
          spec.name === "mountpoint" ? below(reading.value, from, dataset) : reading.value;
        return { value, source: "inherited", from: from.name };
      }
      from = this.state.datasets.get(parentOf(from.name));
    }
    return undefined;
  }

  #inheritedFixed(dataset: Dataset, spec: PropertySpec): string {
    const reading = spec.inherit ? this.#inherited(dataset, spec, undefined) : undefined;
    return reading?.value ?? this.#default(dataset, spec);
  }

  #default(dataset: Dataset, spec: PropertySpec): string {
    return spec.name === "mountpoint" ? `/${dataset.name}` : (spec.default ?? "-");
  }

  #user({ dataset, snapshot }: Subject, property: string): PropertyReading {
    if (snapshot?.properties.has(property)) {
      return { value: snapshot.properties.get(property) ?? "", source: "local" };
    }
    const own = snapshot ? undefined : ownReading(dataset, property);
    if (own?.value !== undefined && own.source !== "default") return own;
    let from = snapshot ? dataset : this.state.datasets.get(parentOf(dataset.name));
    while (from) {
      const reading = ownReading(from, property);
      if (reading?.value !== undefined && reading.source !== "default") {
        return { value: reading.value, source: "inherited", from: from.name };
      }
      from = this.state.datasets.get(parentOf(from.name));
    }
    return none;
  }

  #userNames({ dataset, snapshot }: Subject): string[] {
    const names = new Set(snapshot?.properties.keys());
    let from: Dataset | undefined = dataset;
    while (from) {
      for (const name of [...from.properties.keys(), ...from.received.keys()]) {
        if (name.includes(":")) names.add(name);
      }
      from = this.state.datasets.get(parentOf(from.name));
    }
    return [...names].sort();
  }

  #statistic(subject: Subject, spec: PropertySpec): string | undefined {
    const { dataset, snapshot, name } = subject;
    const statistic = statistics[spec.name];
    if (statistic) return statistic(subject);
    if (spec.name === "encryptionroot") return encryptionRoot(this.state, dataset)?.name;
    if (spec.name === "keystatus") {
      const root = encryptionRoot(this.state, dataset);
      return root && (root.key?.loaded === false ? "unavailable" : "available");
    }
    if (spec.name === "clones") {
      const clones = this.state.clonesOf(name).map((clone) => clone.name);
      return clones.length > 0 ? clones.join(",") : undefined;
    }
    const space: Readonly<Record<string, number | undefined>> = {
      ...(snapshot ? this.#space.ofSnapshot(dataset, snapshot) : this.#space.of(dataset)),
    };
    const alias: Record<string, string> = {
      written: "referenced",
      logicalused: "used",
      logicalreferenced: "referenced",
    };
    return space[alias[spec.name] ?? spec.name]?.toString() ?? spec.default;
  }
}

const sourceless = new Set(
  "version volblocksize utf8only normalization casesensitivity".split(" "),
);

const none: PropertyReading = { value: "-", source: "none" };

const statistics: Record<string, (subject: Subject) => string | undefined> = {
  name: ({ name }) => name,
  type: ({ kind }) => kind,
  creation: ({ dataset, snapshot }) => (snapshot ?? dataset).created.toString(),
  compressratio: () => "1.00",
  refcompressratio: () => "1.00",
  mounted: ({ dataset }) => (dataset.mounted === undefined ? "no" : "yes"),
  origin: ({ dataset, snapshot }) => (snapshot ? undefined : dataset.origin),
  createtxg: ({ dataset, snapshot }) => (snapshot ?? dataset).createtxg.toString(),
  objsetid: ({ dataset }) => dataset.objsetid.toString(),
  guid: ({ dataset, snapshot }) => (snapshot ?? dataset).guid,
  userrefs: ({ snapshot }) => snapshot?.holds.size.toString(),
  defer_destroy: ({ snapshot }) => (snapshot?.deferDestroy ? "on" : "off"),
  filesystem_count: () => "none",
  snapshot_count: () => "none",
};

/** What is set on the dataset itself; source `default` where `zfs inherit` hides a received value. */
function ownReading(dataset: Dataset, property: string): PropertyReading | undefined {
  const local = dataset.properties.get(property);
  const received = dataset.received.get(property);
  const extra = received === undefined ? {} : { received };
  if (typeof local === "string") return { value: local, source: "local", ...extra };
  if (received === undefined) return undefined;
  if (local === null) return { value: "-", source: "default", ...extra };
  return { value: received, source: "received", ...extra };
}

function below(mountpoint: string, from: Dataset, dataset: Dataset): string {
  if (mountpoint === "none" || mountpoint === "legacy") return mountpoint;
  const rest = dataset.name.slice(from.name.length);
  return mountpoint === "/" ? rest || "/" : `${mountpoint}${rest}`;
}
