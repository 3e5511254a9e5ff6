import * as pulumi from "@pulumi/pulumi";
import type { AddressSource } from "../config/automatic-addresses";
import type { Downloads } from "../config/documents/downloads";
import type { GuestFeature } from "../config/guest-features";
import type { ContainerConfig, Settings } from "../config/types";
import type { GuestScript } from "../providers/guest-script";
import type { HealthSpec } from "../providers/health";
import { layerContent } from "../providers/guest/content";
import {
  Container,
  Feature,
  type Firewall,
  GuestFirewall,
  Health,
  Snapshot,
  Template,
} from "../providers/resources";
import type { FeatureSpec } from "../providers/feature";
import type { StackSpec } from "../providers/stack";
import { bareAddress } from "./address-sources";
import { containerSpec } from "./container-spec";
import { featureSpecs } from "./feature-specs";
import { declareScripts, type Connection } from "./guest-scripts";
import { declareStacks } from "./guest-stacks";
import { ownContent } from "./layer-content";
import { guestFirewallSpec } from "./node/firewall";

export interface GuestArgs {
  readonly config: ContainerConfig;
  /** What it is cloned from; absent for one made from an OS template. */
  readonly layer?: Guest;
  /** `PROJECT+STACK`. */
  readonly owner: string;
  readonly settings: Settings;
  /** What interfaces with `ip` auto choose from, by `VMID/netN`. */
  readonly addresses: ReadonlyMap<string, AddressSource>;
  /** What is installed in it, in this order. */
  readonly features: readonly GuestFeature[];
  /** What Docker runs in it, in this order. */
  readonly stacks: readonly StackSpec[];
  /** How it reaches what is installed. */
  readonly downloads?: Downloads;
  /** True where its profile of AppArmor is declared as well. */
  readonly hasDeclaredProfile: boolean;
  /** What else has to be there before it is made: storages, templates, the guests that it depends on. */
  readonly needs: readonly pulumi.Resource[];
  /** The node's firewall, whose sets and groups a guest's rules may name. */
  readonly firewall?: Firewall;
  /** Those of its sets, aliases and groups that are declared. */
  readonly firewallDefinitions: readonly string[];
  /** What sets up more in it, in this order, and how the node is reached for it. */
  readonly scripts: readonly GuestScript[];
  readonly connection?: Connection;
  /** What has to work in it before others go on; absent for one without checks. */
  readonly health?: HealthSpec;
}

/** One container: itself, what is installed in it, and its snapshot where it is a layer that others are copied from. */
export class Guest extends pulumi.ComponentResource {
  readonly config: ContainerConfig;
  /** Whether root in it is an ordinary user on the node, which its clones take over. */
  readonly unprivileged: boolean;
  readonly container: Container;
  readonly features: readonly Feature[];
  /** The fingerprint of what clones of it hold. */
  readonly content: string;
  /** What makes it a layer, for those that are one. */
  readonly snapshot?: Snapshot | Template;

  constructor(name: string, args: GuestArgs, options?: pulumi.ComponentResourceOptions) {
    super("phoenix:index:Guest", name, {}, options);
    const { config, owner } = args;
    const { vmid } = config;
    const features = featureSpecs({ vmid, owner }, args.features, args.downloads);
    const own = ownContent(features);
    this.config = config;
    this.content = layerContent(own, args.layer?.content);
    this.unprivileged = config.unprivileged ?? args.layer?.unprivileged ?? true;
    this.container = new Container(
      name,
      {
        ...containerSpec(
          { ...config, unprivileged: this.unprivileged },
          args.layer,
          owner,
          args.settings,
          args.addresses,
        ),
        ...(args.hasDeclaredProfile && { declaredProfile: true as const }),
      },
      {
        parent: this,
        dependsOn: [...args.needs, ...(args.layer === undefined ? [] : [args.layer])],
        ...(config.protect !== undefined && { protect: config.protect }),
      },
    );
    const firewall = guestFirewallSpec(config, args.firewallDefinitions);
    if (firewall !== undefined) {
      const dependsOn = [this.container, ...(args.firewall === undefined ? [] : [args.firewall])];
      new GuestFirewall(`${name}-firewall`, firewall, { parent: this, dependsOn });
    }
    this.features = this.#install(name, features);
    const { template_snapshot_name: snapname, is_template } = config;
    const finished: pulumi.Resource[] = [this.container, ...this.features];
    finished.push(...declareStacks(name, args.stacks, [...finished], this.container, this));
    const { scripts, connection } = args;
    finished.push(...declareScripts(name, { vmid, owner }, scripts, connection, finished, this));
    if (args.health !== undefined) {
      const health = new Health(`${name}-health`, args.health, {
        parent: this,
        dependsOn: [...finished],
      });
      finished.push(health);
    }
    const last = { parent: this, dependsOn: finished };
    if (is_template === true) {
      this.snapshot = new Template(`${name}-template`, { vmid, owner }, last);
    } else if (snapname !== undefined) {
      const fingerprint = own;
      const adopt = config.adopt === true && { adopt: true as const };
      const spec = { vmid, owner, snapname, fingerprint, ...adopt };
      this.snapshot = new Snapshot(`${name}-${snapname}`, spec, last);
    }
    this.registerOutputs({});
  }

  /** The IPv4 address of its first interface, without prefix length; "" for none. */
  get address(): string | pulumi.Output<string> {
    const { ip = "" } = this.config.network_config;
    if (ip === "auto") return this.container.net.apply(({ net0 }) => bareAddress(net0?.ip));
    return ip === "dhcp"
      ? this.container.live.apply((live) => live?.address ?? "")
      : bareAddress(ip);
  }

  /** One after the other, in their order: a feature may stand on the one before it. */
  #install(name: string, features: readonly FeatureSpec[]): Feature[] {
    const installed: Feature[] = [];
    for (const spec of features) {
      const dependsOn = [this.container, ...installed.slice(-1)];
      installed.push(new Feature(`${name}-${spec.feature}`, spec, { parent: this, dependsOn }));
    }
    return installed;
  }
}
