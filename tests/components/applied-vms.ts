import type { Json } from "../../config/json";
import { checkChanges, everyCheck } from "./applied-health";

const key = (letter: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)} ann`;

/** A VM file that says something of everything that is applied. */
export const vmFile: Json = {
  vm_images: [
    {
      name: "noble.img",
      url: "https://cloud-images.ubuntu.com/noble/20251001/noble.img",
      checksum: `sha256:${"0".repeat(64)}`,
      storage: "local",
    },
  ],
  vm_defaults: {
    cores: 2,
    memory_mb: 2048,
    disk_size_gb: 8,
    storage_pool: "local-zfs",
    network_bridge: "vmbr0",
  },
  vms: [
    { vmid: 9000, name: "noble", template_image: "noble.img", is_template: true },
    {
      vmid: 9001,
      name: "layer",
      template_image: "noble.img",
      template_snapshot_name: "ready",
      network_bridge: "vmbr1",
      cores: 4,
      memory_mb: 4096,
      disk_size_gb: 10,
      storage_pool: "local-lvm",
      adopt: true,
    },
    {
      vmid: 1001,
      name: "portal",
      description: "the portal",
      tags: ["web"],
      clone_from_vmid: 9000,
      clone_mode: "full",
      sockets: 2,
      cpu_type: "host",
      balloon_mb: 1024,
      boot_disk: "virtio0",
      disks: [{ disk: "scsi1", size_gb: 4, storage_pool: "local-lvm" }],
      start_at_boot: true,
      boot_order: 3,
      boot_delay: 5,
      network_config: {
        bridge: "vmbr1",
        model: "e1000",
        ip: "10.0.0.111/24",
        gw: "10.0.0.1",
        nameservers: ["10.0.0.1"],
        tag: 20,
        hwaddr: "52:54:00:AA:BB:01",
        firewall: true,
      },
      secondary_network_config: {
        bridge: "vmbr1",
        model: "e1000",
        ip: "10.1.0.111/24",
        gw: "10.1.0.1",
        nameservers: ["10.1.0.1"],
        tag: 30,
        hwaddr: "52:54:00:AA:BB:02",
        firewall: true,
      },
      searchdomain: "internal.example",
      user_config: { username: "ann", ssh_public_key: key("a"), ssh_public_keys: [key("b")] },
      guest_agent: true,
      gpu_assignment: "2",
      health_checks: everyCheck,
      running: true,
      adopt: true,
      replace: true,
      restart: "allowed",
      protect: true,
      dependencies: ["9001"],
    },
    {
      vmid: 1002,
      name: "bare",
      clone_from_vmid: 9000,
      cloud_init: true,
      aliases: ["naked"],
      network_config: { ip: "auto", tag: 7 },
      features: ["docker", "n8n", "code_server"],
      feature_secrets: { code_server: { password: "coder" } },
      feature_options: { n8n: { port: "5678" } },
      docker_stacks: [{ name: "shop", environment: "test" }],
    },
  ],
};

const portal = "vms.2";

/** A stacks file that says something of everything that is applied. */
export const stacksFile: Json = {
  docker_stacks: {
    other: { compose_file_path: "overlays/dev.json" },
    shop: {
      name: "shop1",
      compose_file_path: "overlays/dev.json",
      environments: {
        production: {},
        test: {
          variables: [{ name: "GREETING", value: "hello" }],
          secrets: { PASSWORD: "shop-db" },
          files: [{ source: "overlays/dev.json", destination_in_container: "/etc/site.json" }],
          services: { web: { traefik_labels: ["traefik.enable=true"] } },
        },
      },
    },
  },
};

const shop = "docker_stacks.shop";
const test = `${shop}.environments.test`;

/** A change of each of its fields. */
export const stackChanges: readonly (readonly [file: "stacks", place: string, value: Json])[] = [
  ["stacks", `${shop}.name`, "shop2"],
  ["stacks", `${shop}.compose_file_path`, "phoenix_lxc_configs.json"],
  ["stacks", `${test}.variables`, []],
  ["stacks", `${test}.variables.0.name`, "GREETINGS"],
  ["stacks", `${test}.variables.0.value`, "good day"],
  ["stacks", `${test}.secrets.PASSWORD`, "other"],
  ["stacks", `${test}.files`, []],
  ["stacks", `${test}.files.0.source`, "phoenix_lxc_configs.json"],
  ["stacks", `${test}.files.0.destination_in_container`, "/etc/other.json"],
  ["stacks", `${test}.services.web.traefik_labels`, []],
];

/** A change of each field, which the program has to show. */
export const vmChanges: readonly (readonly [file: "vm", place: string, value: Json | undefined])[] =
  [
    ["vm", "vm_images.0.name", "other.img"],
    ["vm", "vm_images.0.url", "https://cloud-images.ubuntu.com/noble/20251002/noble.img"],
    ["vm", "vm_images.0.checksum", `sha256:${"1".repeat(64)}`],
    ["vm", "vm_images.0.storage", "local2"],
    ["vm", "vm_defaults.cores", 3],
    ["vm", "vm_defaults.memory_mb", 3072],
    ["vm", "vm_defaults.disk_size_gb", 9],
    ["vm", "vm_defaults.storage_pool", "other"],
    ["vm", "vm_defaults.network_bridge", "vmbr9"],
    ["vm", "vms.0.is_template", false],
    ["vm", "vms.0.template_image", "local:import/there.qcow2"],
    ["vm", "vms.1.template_snapshot_name", "done"],
    ["vm", "vms.1.network_bridge", "vmbr2"],
    ["vm", "vms.1.cores", 5],
    ["vm", "vms.1.memory_mb", 5120],
    ["vm", "vms.1.disk_size_gb", 11],
    ["vm", "vms.1.storage_pool", "other"],
    ["vm", "vms.3.cloud_init", false],
    ["vm", "vms.3.aliases", ["nude"]],
    ["vm", "vms.3.features", ["docker", "n8n", "qdrant", "code_server"]],
    ["vm", "vms.3.feature_secrets.code_server.password", "other"],
    ["vm", "vms.3.feature_options.n8n.port", "5679"],
    ["vm", "vms.3.docker_stacks", []],
    ["vm", "vms.3.docker_stacks.0.name", "other"],
    ["vm", "vms.3.docker_stacks.0.environment", "production"],
    ["vm", `${portal}.vmid`, 1003],
    ["vm", `${portal}.name`, "gate"],
    ["vm", `${portal}.description`, "the gate"],
    ["vm", `${portal}.tags`, ["gate"]],
    ["vm", `${portal}.clone_from_vmid`, 9001],
    ["vm", `${portal}.clone_mode`, "linked"],
    ["vm", `${portal}.sockets`, 1],
    ["vm", `${portal}.cpu_type`, "kvm64"],
    ["vm", `${portal}.balloon_mb`, 0],
    ["vm", `${portal}.boot_disk`, "scsi0"],
    ["vm", `${portal}.disks`, []],
    ["vm", `${portal}.disks.0.storage_pool`, "other"],
    ["vm", `${portal}.disks.0.disk`, "scsi2"],
    ["vm", `${portal}.disks.0.size_gb`, 5],
    ["vm", `${portal}.start_at_boot`, false],
    ["vm", `${portal}.boot_order`, 4],
    ["vm", `${portal}.boot_delay`, 6],
    ...["network_config", "secondary_network_config"].flatMap((card, at) =>
      (
        [
          ["bridge", "vmbr2"],
          ["model", "virtio"],
          ["ip", "10.2.0.111/24"],
          ["gw", "10.2.0.1"],
          ["nameservers", ["10.2.0.1"]],
          ["tag", 21],
          ["hwaddr", `52:54:00:AA:CC:0${at}`],
          ["firewall", false],
        ] as const
      ).map(([field, value]) => ["vm", `${portal}.${card}.${field}`, value as Json] as const),
    ),
    ["vm", `${portal}.searchdomain`, "other.example"],
    ["vm", `${portal}.user_config.username`, "bob"],
    ["vm", `${portal}.user_config.ssh_public_key`, key("c")],
    ["vm", `${portal}.user_config.ssh_public_keys`, []],
    ["vm", `${portal}.guest_agent`, false],
    ["vm", `${portal}.gpu_assignment`, ""],
    ...checkChanges("vm", portal),
    ["vm", `${portal}.running`, false],
    ["vm", `${portal}.adopt`, false],
    ["vm", `${portal}.replace`, false],
    ["vm", `${portal}.restart`, "never"],
    ["vm", `${portal}.protect`, false],
    ["vm", `${portal}.dependencies`, []],
  ];
