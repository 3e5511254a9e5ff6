import { randomBytes } from "node:crypto";
import type { MountedFiles } from "../files/mounted-files";
import { refused } from "./daemon-error";
import { exposedBy } from "./images";

/** A container in the members of `docker inspect` that are told here. */
export interface ContainerRecord {
  readonly Id: string;
  readonly Created: string;
  readonly State: {
    readonly Status: "created" | "running" | "paused" | "exited";
    readonly Running: boolean;
    readonly Paused: boolean;
    readonly ExitCode: number;
    /** Of images that say how they are asked. */
    readonly Health?: { readonly Status: "starting" | "healthy" | "unhealthy" };
  };
  /** With the slash that the daemon puts before it. */
  readonly Name: string;
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[];
    readonly Cmd: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly HostConfig: {
    readonly Binds: readonly string[];
    readonly NetworkMode: string;
    /** By `PORT/PROTOCOL` of the container. */
    readonly PortBindings: Readonly<Record<string, readonly PortBinding[]>>;
    readonly RestartPolicy: { readonly Name: string };
  };
}

interface PortBinding {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** What a container is made of, beside its name. */
export type ContainerSpec = Pick<ContainerRecord, "Config" | "HostConfig">;

/** Where the daemon has volumes, each in a folder of its name. */
export const volumesFolder = "/var/lib/docker/volumes";

/** The containers of a daemon, in the folder where it keeps them. */
export class Containers {
  constructor(
    private readonly files: MountedFiles,
    private readonly record: (what: string) => void,
  ) {}

  all(): ContainerRecord[] {
    return this.files
      .list(folder)
      .flatMap((id) => {
        const text = this.files.readText(fileOf(id));
        return text === undefined ? [] : [JSON.parse(text) as ContainerRecord];
      })
      .sort((a, b) => (a.Created < b.Created ? 1 : -1));
  }

  /** By name, or the beginning of an id. */
  find(word: string): ContainerRecord | undefined {
    const all = this.all();
    return all.find(({ Name }) => Name === `/${word}`) ?? all.find(({ Id }) => Id.startsWith(word));
  }

  create(name: string, spec: ContainerSpec): ContainerRecord {
    const other = this.find(name);
    if (other !== undefined) {
      throw refused(
        `Conflict. The container name "/${name}" is already in use by container "${other.Id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
    }
    // The daemon makes it when it starts for the first time.
    this.files.mkdir(volumesFolder);
    for (const bind of spec.HostConfig.Binds) {
      const [source = ""] = bind.split(":");
      if (source.startsWith(`${volumesFolder}/`)) this.files.mkdir(source);
    }
    const missing = spec.HostConfig.Binds.map((bind) => bind.split(":")[0] ?? "").find(
      (source) => source !== "/var/run/docker.sock" && !this.files.exists(source),
    );
    if (missing !== undefined) {
      throw refused(
        `invalid mount config for type "bind": bind source path does not exist: ${missing}`,
      );
    }
    const State = { Status: "created", Running: false, Paused: false, ExitCode: 0 } as const;
    const Id = randomBytes(32).toString("hex");
    const made = { Id, Created: new Date().toISOString(), State, Name: `/${name}`, ...spec };
    this.#write(made);
    this.record(`docker create ${name}`);
    return made;
  }

  start(container: ContainerRecord): void {
    const taken = this.#takenPort(container);
    if (taken !== undefined) {
      throw refused(
        `failed to set up container networking: driver failed programming external connectivity on endpoint ${container.Name.slice(1)} (${container.Id}): Bind for ${taken} failed: port is already allocated`,
      );
    }
    const { hasHealth } = exposedBy(container.Config.Image);
    this.#write({
      ...container,
      State: {
        ...{ Status: "running", Running: true, Paused: false, ExitCode: 0 },
        ...(hasHealth && { Health: { Status: "healthy" } }),
      },
    });
    this.record(`docker start ${container.Name.slice(1)}`);
  }

  stop(container: ContainerRecord): void {
    const State = { Status: "exited", Running: false, Paused: false, ExitCode: 0 } as const;
    this.#write({ ...container, State });
    this.record(`docker stop ${container.Name.slice(1)}`);
  }

  /** Holds what runs, or lets it go on. */
  pause(container: ContainerRecord, Paused: boolean): void {
    const Status = Paused ? "paused" : "running";
    this.#write({ ...container, State: { ...container.State, Status, Paused } });
    this.record(`docker ${Paused ? "pause" : "unpause"} ${container.Name.slice(1)}`);
  }

  remove(container: ContainerRecord): void {
    this.files.remove(`${folder}/${container.Id}`);
    this.record(`docker rm ${container.Name.slice(1)}`);
  }

  #takenPort(container: ContainerRecord): string | undefined {
    const others = this.all().filter(({ Id, State }) => Id !== container.Id && State.Running);
    const taken = new Set(others.flatMap(bindingsOf).map(({ HostPort }) => HostPort));
    const found = bindingsOf(container).find(({ HostPort }) => taken.has(HostPort));
    return found && `${found.HostIp || "0.0.0.0"}:${found.HostPort}`;
  }

  #write(container: ContainerRecord): void {
    this.files.write(fileOf(container.Id), JSON.stringify(container));
  }
}

/** The ports on which containers that run are reached from outside of them. */
export function publishedPorts(files: MountedFiles): number[] {
  return new Containers(files, () => undefined)
    .all()
    .filter(({ State }) => State.Status === "running")
    .flatMap((container) => {
      const { Config, HostConfig } = container;
      if (HostConfig.NetworkMode === "host") return exposedBy(Config.Image).hostPorts(Config.Env);
      return bindingsOf(container).map(({ HostPort }) => HostPort);
    })
    .map(Number);
}

const folder = "/var/lib/docker/containers";

function fileOf(id: string): string {
  return `${folder}/${id}/config.v2.json`;
}

function bindingsOf({ HostConfig }: ContainerRecord): readonly PortBinding[] {
  return Object.values(HostConfig.PortBindings).flat();
}
