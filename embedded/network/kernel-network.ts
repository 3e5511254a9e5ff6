import type { Json } from "../contract";

/** One interface as the kernel has it. */
export interface Link {
  readonly index: number;
  /** Absent for hardware and the loopback. */
  readonly kind?: "bridge" | "bond" | "vlan" | "dummy";
  readonly mac: string;
  up: boolean;
  mtu: number;
  /** Bridge or bond that it is a port of. */
  master?: string;
  /** With prefix length. */
  addresses: string[];
  bridge?: { vlanFiltering: boolean; stp: boolean; forwardDelay: number };
  bond?: { mode: string; miimon: number; policy: string; primary?: string };
  vlan?: { readonly link: string; readonly id: number; readonly protocol: string };
}

export interface DefaultRoute {
  readonly gateway: string;
  readonly dev: string;
}

interface Stored {
  readonly links: readonly (readonly [string, Link])[];
  readonly routes: readonly DefaultRoute[];
  readonly managed: readonly string[];
}

/** The interfaces, addresses and default routes that are in force. */
export class KernelNetwork {
  readonly links = new Map<string, Link>();
  routes: DefaultRoute[] = [];
  /** What ifupdown2 has brought up, in its order (/run/network/ifstatenew). */
  managed: string[] = [];
  readonly #watchers: (() => void)[] = [];

  /** The hardware alone, as it is before the network is started. */
  static ofHardware(cards: Readonly<Record<string, string>>): KernelNetwork {
    const made = new KernelNetwork();
    made.add("lo", { mac: "00:00:00:00:00:00", mtu: 65536, addresses: ["127.0.0.1/8", "::1/128"] });
    for (const [name, mac] of Object.entries(cards)) made.add(name, { mac });
    for (const link of made.links.values()) link.up = true;
    return made;
  }

  static fromJSON(json: Json): KernelNetwork {
    // Only toJSON writes this value.
    const { links, routes, managed } = json as unknown as Stored;
    const made = new KernelNetwork();
    for (const [name, link] of links) made.links.set(name, structuredClone(link));
    made.routes = [...routes];
    made.managed = [...managed];
    return made;
  }

  toJSON(): Json {
    const stored: Stored = {
      ...{ links: [...this.links], routes: this.routes, managed: this.managed },
    };
    return structuredClone(stored) as unknown as Json;
  }

  /** Names of the network cards. */
  get cards(): string[] {
    return [...this.links].flatMap(([name, { kind }]) =>
      kind === undefined && name !== "lo" ? [name] : [],
    );
  }

  add(name: string, link: Partial<Omit<Link, "index">>): Link {
    const index = Math.max(0, ...[...this.links.values()].map((each) => each.index)) + 1;
    const made: Link = {
      ...{ mac: macOf(name), up: false, mtu: 1500, addresses: [] },
      ...{ ...link, index },
    };
    this.links.set(name, made);
    return made;
  }

  /** With what stands on it. */
  remove(name: string): void {
    this.links.delete(name);
    this.routes = this.routes.filter(({ dev }) => dev !== name);
    for (const [other, link] of [...this.links]) {
      if (link.master === name) delete link.master;
      if (link.vlan?.link === name) this.remove(other);
    }
  }

  ports(master: string): string[] {
    return [...this.links].filter(([, link]) => link.master === master).map(([name]) => name);
  }

  /** True where something passes: the link is up, and so is something below it. */
  carries(name: string): boolean {
    const link = this.links.get(name);
    if (!link?.up) return false;
    if (link.kind === "bridge" || link.kind === "bond") {
      return this.ports(name).some((port) => this.carries(port));
    }
    return link.vlan === undefined || this.carries(link.vlan.link);
  }

  /** Told after each change. */
  watch(watcher: () => void): void {
    this.#watchers.push(watcher);
  }

  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** A locally administered address that stays with the name. */
function macOf(name: string): string {
  const sum = Buffer.from(name).reduce((total, byte) => (total * 31 + byte) % 0xffffff, 7);
  const digits = sum.toString(16).padStart(6, "0");
  return `bc:24:11:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
}
