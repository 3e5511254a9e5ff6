import * as pulumi from "@pulumi/pulumi";
import type { AddressSource } from "../config/automatic-addresses";
import type { Downloads } from "../config/documents/downloads";
import type { GuestFeature } from "../config/guest-features";
import type { Settings } from "../config/types";
import { fingerprint } from "../providers/features";
import type { HealthSpec } from "../providers/health";
import { Feature, Health, Snapshot, Template, Vm } from "../providers/resources";
import { featureSpecs } from "./feature-specs";
import { bareAddress } from "./address-sources";
import { declareStacks } from "./guest-stacks";
import { ownContent } from "./layer-content";
import type { StackSpec } from "../providers/stack";
import { vmSpec, type WholeVm } from "./vm-spec";

export interface MachineArgs {
  readonly config: WholeVm;
  /** What it is cloned from; absent for one made from an image. */
  readonly layer?: Machine;
  /** `PROJECT+STACK`. */
  readonly owner: string;
  readonly settings: Settings;
  /** What interfaces with `ip` auto choose from, by `VMID/ipconfigN`. */
  readonly addresses: ReadonlyMap<string, AddressSource>;
  /** What is installed in it, in this order. */
  readonly features: readonly GuestFeature[];
  /** What Docker runs in it, in this order. */
  readonly stacks: readonly StackSpec[];
  /** How it reaches what is installed. */
  readonly downloads?: Downloads;
  /** What has to work in it before others go on; absent for one without checks. */
  readonly health?: HealthSpec;
  /** What else has to be there before it is made: storages, its image, the guests that it depends on. */
  readonly needs: readonly pulumi.Resource[];
}

/** One virtual machine: itself, what is installed in it, and what makes it a layer where others are cloned from it. */
export class Machine extends pulumi.ComponentResource {
  readonly config: WholeVm;
  readonly vm: Vm;

  constructor(name: string, args: MachineArgs, options?: pulumi.ComponentResourceOptions) {
    super("phoenix:index:Machine", name, {}, options);
    const { config, owner, layer } = args;
    const { vmid, template_snapshot_name: snapname, is_template, protect } = config;
    this.config = config;
    this.vm = new Vm(name, vmSpec(config, layer?.config, owner, args.settings, args.addresses), {
      parent: this,
      dependsOn: [...args.needs, ...(layer === undefined ? [] : [layer])],
      ...(protect !== undefined && { protect }),
    });
    const guest = { vmid, owner, type: "qemu" as const };
    const features = featureSpecs(guest, args.features, args.downloads);
    const installed: pulumi.Resource[] = [this.vm];
    for (const spec of features) {
      // A feature may stand on the one before it.
      const options = { parent: this, dependsOn: installed.slice(-1) };
      installed.push(new Feature(`${name}-${spec.feature}`, spec, options));
    }
    installed.push(...declareStacks(name, args.stacks, [...installed], this.vm, this));
    if (args.health !== undefined) {
      const options = { parent: this, dependsOn: [...installed] };
      installed.push(new Health(`${name}-health`, args.health, options));
    }
    const last = { parent: this, dependsOn: installed };
    if (is_template === true) {
      new Template(`${name}-template`, guest, last);
    } else if (snapname !== undefined) {
      const adopt = config.adopt === true && { adopt: true as const };
      const content = features.length === 0 ? fingerprint([]) : ownContent(features);
      const spec = { ...guest, snapname, fingerprint: content, ...adopt };
      new Snapshot(`${name}-${snapname}`, spec, last);
    }
    this.registerOutputs({});
  }

  /** The IPv4 address that cloud-init gives its first card, without prefix length; "" for none, and for DHCP. */
  get address(): string | pulumi.Output<string> {
    const { ip = "" } = this.config.network_config;
    if (ip === "auto")
      return this.vm.ipconfig.apply((given) => bareAddress(given?.["ipconfig0"]?.ip));
    return ip === "dhcp" ? "" : bareAddress(ip);
  }
}
