import type { ApiAnswer, Json } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";
import { gpuNode } from "./gpu-node";

type Params = Record<string, string | number | boolean>;
type Method = "GET" | "POST" | "PUT" | "DELETE";

export const template = "local:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

const base = freshState();

/** A node with a template on it, that does everything without delay, and what tests ask of it. */
export class Lab {
  readonly host: EmbeddedHost;

  private constructor(host: EmbeddedHost) {
    this.host = host;
  }

  static async open(options: { speed?: number } = {}): Promise<Lab> {
    return new Lab(EmbeddedHost.fromState(await base, { speed: options.speed ?? 0 }));
  }

  /** A request to the node as root@pam, whatever its answer. */
  async ask(
    method: Method,
    path: string,
    params: Params = {},
    user = "root@pam",
  ): Promise<ApiAnswer> {
    return this.host.call(user, method, path, params);
  }

  /** A request below the node's path that has to work; the data of its answer. */
  async must(method: Method, path: string, params: Params = {}): Promise<Json> {
    const answer = await this.ask(method, `/nodes/phoenix${path}`, params);
    if (answer.status !== 200) {
      throw new Error(`${method} ${path}: ${answer.reason} ${JSON.stringify(answer.errors)}`);
    }
    return answer.data;
  }

  /** The same, and its task to its end, which is returned. */
  async run(method: Method, path: string, params: Params = {}): Promise<string> {
    const upid = await this.must(method, path, params);
    await this.idle();
    const tasks = this.host.node.tasks;
    const task = typeof upid === "string" ? tasks.find(upid) : tasks.list()[0];
    return task?.exitstatus ?? "";
  }

  async idle(): Promise<void> {
    await this.host.node.tasks.idle();
  }

  /** A stopped container. */
  async container(vmid: number, params: Params = {}): Promise<void> {
    const wanted = { vmid, ostemplate: template, rootfs: "local-zfs:8", features: "nesting=1" };
    const end = await this.run("POST", "/lxc", { ...wanted, ...params });
    if (end !== "OK") throw new Error(`create ${vmid}: ${end}`);
  }

  /** The text of a container's configuration file. */
  file(vmid: number): string {
    return this.host.node.files.readText(`/etc/pve/lxc/${vmid}.conf`) ?? "";
  }

  /** What a change of a container's configuration is refused with. */
  async refusal(vmid: number, params: Params, user = "root@pam"): Promise<string> {
    const answer = await this.ask("PUT", `/nodes/phoenix/lxc/${vmid}/config`, params, user);
    return answer.status === 200 ? "" : `${answer.status} ${answer.reason}`;
  }
}

async function freshState(): Promise<Json> {
  const host = EmbeddedHost.fromState(await gpuNode(), { speed: 0 });
  await host.call("root@pam", "POST", "/nodes/phoenix/aplinfo", {
    storage: "local",
    template: template.replace("local:vztmpl/", ""),
  });
  await host.node.tasks.idle();
  return JSON.parse(JSON.stringify(host.snapshotState())) as Json;
}
