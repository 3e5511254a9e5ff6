import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";

/** Mistakes about guests. */
export const guestRules: RuleCase[] = [
  {
    rule: "clone-source-unknown",
    title: "a clone source that is not declared",
    severity: "error",
    change: (all) => set(guest(all, 951), { clone_from_ctid: "909" }),
    at: "lxc.json: lxc_configs.951.clone_from_ctid",
    says: /container 909 is not declared; did you mean 900\?/,
  },
  {
    rule: "clone-source-unknown",
    title: "a VM's clone source that is not declared",
    severity: "error",
    change(all) {
      set(all.vm["vms"]?.[0], { clone_from_vmid: 9000 });
      Reflect.deleteProperty(all.vm["vms"]?.[0] ?? {}, "template_image");
    },
    at: "vm.json: vms[0].clone_from_vmid",
    says: /VM 9000 is not declared/,
  },
  {
    rule: "clone-cycle",
    title: "containers that are clones of each other",
    severity: "error",
    change(all) {
      set(guest(all, 900), { clone_from_ctid: "901" });
      Reflect.deleteProperty(guest(all, 900), "template");
    },
    at: "lxc.json: lxc_configs.901.clone_from_ctid",
    says: /guest 900 is a clone of itself: 900 → 901 → 900/,
  },
  {
    rule: "clone-source-no-layer",
    title: "a clone of a container that is no layer",
    severity: "error",
    change: (all) => Reflect.deleteProperty(guest(all, 901), "template_snapshot_name"),
    at: "lxc.json: lxc_configs.950.clone_from_ctid",
    says: /container 901 is no template layer/,
  },
  {
    rule: "clone-source-bind-mounts",
    title: "a clone of a container with bind mounts",
    severity: "error",
    change: (all) =>
      set(guest(all, 901), { mount_points: [{ host_path: "/tank/iso", container_path: "/iso" }] }),
    at: "lxc.json: lxc_configs.950.clone_from_ctid",
    says: /container 901 has bind mounts/,
  },
  {
    rule: "clone-rootfs-smaller",
    title: "a clone whose rootfs is smaller than its source's",
    severity: "error",
    change: (all) => set(guest(all, 950), { storage_size_gb: 7 }),
    at: "lxc.json: lxc_configs.950.storage_size_gb",
    says: /is 7 GiB, smaller than the 8 GiB of its source 901/,
  },
  {
    rule: "clone-unprivileged",
    title: "a clone that contradicts what its source is",
    severity: "error",
    change(all) {
      set(guest(all, 901), { unprivileged: true });
      set(guest(all, 950), { unprivileged: false });
    },
    at: "lxc.json: lxc_configs.950.unprivileged",
    says: /a clone keeps what container 901 is: true/,
  },
  {
    rule: "linked-clone",
    title: "a linked clone of a source that Proxmox has not converted",
    severity: "error",
    change: (all) => set(guest(all, 950), { clone_mode: "linked" }),
    at: "lxc.json: lxc_configs.950.clone_mode",
    says: /needs is_template on its source 901/,
  },
  {
    rule: "linked-clone",
    title: "a linked clone on another storage than its source",
    severity: "error",
    change(all) {
      Reflect.deleteProperty(guest(all, 901), "template_snapshot_name");
      set(guest(all, 901), { is_template: true });
      set(guest(all, 950), { storage_pool: "local-zfs" });
    },
    at: "lxc.json: lxc_configs.950.storage_pool",
    says: /lies where its source 901 lies: tank-lxc/,
  },
  {
    rule: "template-and-clone",
    title: "a container that is made of a template and of another container",
    severity: "error",
    change: (all) => set(guest(all, 950), { template: "debian-12.tar.zst" }),
    at: "lxc.json: lxc_configs.950.template",
    says: /given together with clone_from_ctid 901/,
  },
  {
    rule: "no-template-no-clone",
    title: "a container that is made of nothing",
    severity: "error",
    change: (all) => Reflect.deleteProperty(guest(all, 950), "clone_from_ctid"),
    at: "lxc.json: lxc_configs.950",
    says: /neither template nor clone_from_ctid/,
    also: ["vllm-without-nvidia"],
  },
  {
    rule: "template-and-snapshot",
    title: "is_template beside template_snapshot_name",
    severity: "warning",
    change: (all) => set(guest(all, 900), { is_template: true }),
    at: "lxc.json: lxc_configs.900.is_template",
    says: /template_snapshot_name makes this container a layer/,
  },
  {
    rule: "template-running",
    title: "a converted template that should run",
    severity: "error",
    change(all) {
      Reflect.deleteProperty(guest(all, 901), "template_snapshot_name");
      set(guest(all, 901), { is_template: true, running: true });
    },
    at: "lxc.json: lxc_configs.901.running",
    says: /Proxmox starts no container/,
  },
  {
    rule: "dependency-unknown",
    title: "a dependency that is neither a container nor a VM",
    severity: "error",
    change: (all) => set(guest(all, 951), { dependencies: ["950", "999"] }),
    at: "lxc.json: lxc_configs.951.dependencies[1]",
    says: /guest 999 is not declared/,
  },
  {
    rule: "dependency-cycle",
    title: "guests that wait for each other",
    severity: "error",
    change: (all) => set(guest(all, 950), { dependencies: ["951"] }),
    at: "lxc.json: lxc_configs.951.dependencies[0]",
    says: /guest 950 has to be there before itself: 950 → 951 → 950/,
  },
  {
    rule: "dependency-cycle",
    title: "a cycle that goes over a clone and a VM",
    severity: "error",
    change(all) {
      set(guest(all, 901), { dependencies: ["1001"] });
      set(all.vm["vms"]?.[0], { dependencies: ["950"] });
    },
    at: "vm.json: vms[0].dependencies[0]",
    says: /901 → 1001 → 950 → 901/,
  },
  {
    rule: "duplicate-vmid",
    title: "a vmid that a container and a VM share",
    severity: "error",
    change: (all) => set(all.vm["vms"]?.[0], { vmid: 950 }),
    at: "vm.json: vms[0].vmid",
    says: /vmid 950 is already taken by container 950/,
  },
  {
    rule: "duplicate-name",
    title: "one name for two guests, whatever its case",
    severity: "error",
    change: (all) => set(guest(all, 951), { name: "VLLM" }),
    at: "lxc.json: lxc_configs.951.name",
    says: /the name vllm is already taken by container 950/,
  },
  {
    rule: "duplicate-ip",
    title: "one address for two containers",
    severity: "error",
    change: (all) => set(guest(all, 951)["network_config"], { ip: "10.0.0.150/16" }),
    at: "lxc.json: lxc_configs.951.network_config.ip",
    says: /the address 10\.0\.0\.150 is already taken by container 950/,
  },
  {
    rule: "duplicate-ip",
    title: "one address for a container and a VM",
    severity: "error",
    change: (all) => set(all.vm["vms"]?.[0]?.["network_config"], { ip: "10.0.0.150/24" }),
    at: "vm.json: vms[0].network_config.ip",
    says: /already taken by container 950/,
  },
  {
    rule: "duplicate-ip",
    title: "the node's address on a container",
    severity: "error",
    change: (all) => set(guest(all, 951)["network_config"], { ip: "10.0.0.13/24" }),
    at: "lxc.json: lxc_configs.951.network_config.ip",
    says: /already taken by the node/,
  },
  {
    rule: "duplicate-mac",
    title: "one MAC address for two interfaces, whatever its case",
    severity: "error",
    change(all) {
      set(guest(all, 950), { mac_address: "52:54:00:aa:bb:cc" });
      set(guest(all, 951), { secondary_network_config: { hwaddr: "52:54:00:AA:BB:CC" } });
    },
    at: "lxc.json: lxc_configs.951.secondary_network_config.hwaddr",
    says: /the MAC address 52:54:00:AA:BB:CC is already taken by container 950/,
  },
  {
    rule: "duplicate-mount-point",
    title: "one mount point for a volume and a folder of the node",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), {
        zfs_volumes: [{ name: "data", pool: "tank-lxc", size_gb: 1, mount_point: "/data" }],
        mount_points: [{ host_path: "/tank/iso", container_path: "/data" }],
      }),
    at: "lxc.json: lxc_configs.951.mount_points[0].container_path",
    says: /the mount point \/data is already taken by the volume data/,
  },
  {
    rule: "stack-unknown",
    title: "a Docker stack that is not declared",
    severity: "error",
    change: (all) => set(guest(all, 951), { docker_stacks: ["sit"] }),
    at: "lxc.json: lxc_configs.951.docker_stacks[0]",
    says: /stack sit is not declared; did you mean site\?/,
  },
  {
    rule: "stack-unknown",
    title: "an environment that its stack has not",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { docker_stacks: [{ name: "site", environment: "prodution" }] }),
    at: "lxc.json: lxc_configs.951.docker_stacks[0]",
    says: /stack site has no environment prodution; did you mean production\?/,
  },
  {
    rule: "stack-guest",
    title: "Docker stacks in a VM without Docker",
    severity: "error",
    change: (all) => set(all.vm["vms"]?.[0], { docker_stacks: ["site"] }),
    at: "vm.json: vms[0].docker_stacks",
    says: /needs docker among the features/,
  },
  {
    rule: "stack-guest",
    title: "Docker stacks in a container that does not run",
    severity: "error",
    change: (all) => set(guest(all, 951), { running: false, docker_stacks: ["site"] }),
    at: "lxc.json: lxc_configs.951.docker_stacks",
    says: /this container does not/,
  },
  {
    rule: "stack-twice",
    title: "one Docker stack in two environments",
    severity: "error",
    change: (all) => set(guest(all, 951), { docker_stacks: ["site", "site"] }),
    at: "lxc.json: lxc_configs.951.docker_stacks[1]",
    says: /the project site runs in this container already/,
  },
  {
    rule: "stack-twice",
    title: "a variable of a Docker stack that is a secret as well",
    severity: "error",
    change: (all) => {
      const variables = [{ name: "KEY", value: "1" }];
      const environments = { production: { variables, secrets: { KEY: "key" } } };
      set(all.stacks["docker_stacks"]?.["site"], { environments });
    },
    at: "stacks.json: docker_stacks.site.environments.production.variables",
    says: /KEY is there twice/,
  },
  {
    rule: "stack-unknown",
    title: "an environment that every object of JavaScript has",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { docker_stacks: [{ name: "site", environment: "constructor" }] }),
    at: "lxc.json: lxc_configs.951.docker_stacks[0]",
    says: /stack site has no environment constructor/,
  },
  ...["/compose.yaml", "/secrets.env", "/", "/etc/", "/etc/a+b"].map((place): RuleCase => ({
    rule: "stack-place",
    title: `a file of a Docker stack at ${place}`,
    severity: "error",
    change: (all) => {
      const files = [{ source: "a.conf", destination_in_container: place }];
      set(all.stacks["docker_stacks"]?.["site"], { environments: { production: { files } } });
    },
    at: "stacks.json: docker_stacks.site.environments.production.files",
    says: /cannot be the place of a file/,
  })),
  {
    rule: "stack-name",
    title: "a Docker stack that docker compose cannot call so",
    severity: "error",
    change: (all) => {
      set(all.stacks["docker_stacks"], { "My.Shop": { compose_file_path: "a.yml" } });
    },
    at: 'stacks.json: docker_stacks["My.Shop"]',
    says: /My.Shop is no name of a project/,
  },
];

/** What comes near such a mistake and is none. */
export const harmlessGuests: HarmlessCase[] = [
  {
    rule: "dependency-unknown",
    title: "a dependency on a VM",
    change: (all) => set(guest(all, 951), { dependencies: ["1001"] }),
  },
  {
    rule: "dependency-cycle",
    title: "two ways to one guest",
    change: (all) => set(guest(all, 951), { dependencies: ["950", "901", "900"] }),
  },
  {
    rule: "duplicate-ip",
    title: "two guests that ask for their address by DHCP",
    change(all) {
      set(guest(all, 950)["network_config"], { ip: "dhcp" });
      set(guest(all, 951)["network_config"], { ip: "dhcp" });
    },
  },
  {
    rule: "clone-rootfs-smaller",
    title: "a clone whose rootfs is as large as its source's, and one that is larger",
    change: (all) => set(guest(all, 950), { storage_size_gb: 9 }),
  },
  {
    rule: "linked-clone",
    title: "a linked clone of a converted template beside it",
    change(all) {
      Reflect.deleteProperty(guest(all, 901), "template_snapshot_name");
      set(guest(all, 901), { is_template: true });
      set(guest(all, 950), { clone_mode: "linked" });
    },
  },
  {
    rule: "duplicate-mount-point",
    title: "one mount point in two containers",
    change(all) {
      const volumes = [{ name: "data", pool: "tank-lxc", size_gb: 1, mount_point: "/data" }];
      set(guest(all, 950), { volumes });
      set(guest(all, 951), { volumes });
    },
  },
];
