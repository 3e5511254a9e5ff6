import fs from "node:fs";
import path from "node:path";
import type { FileKind } from "../../config/file-kinds";
import type { Json, JsonObject } from "../../config/json";
import { fileNames } from "../../config/load";

const disk = "/dev/disk/by-id/nvme-Samsung_SSD_990_PRO_4TB_S7KGNU0X200003C";
const publicKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const layer = {
  ...{ name: "layer", memory_mb: 512, cores: 1, storage_pool: "local-zfs", storage_size_gb: 4 },
  ...{ template: "ubuntu-24.04-standard_24.04-2_amd64.tar.zst", template_snapshot_name: "ready" },
  network_config: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.200/24", gw: "10.0.0.1" },
};

const sets = {
  aliases: { plainname: { cidr: "10.0.0.1", comment: "harmless01" } },
  ipsets: {
    plainname: { comment: "harmless02", entries: [{ cidr: "10.9.0.0/24", comment: "harmless03" }] },
  },
};

const rule = { type: "in", action: "ACCEPT", proto: "tcp", port: "8080", comment: "harmless04" };

/** Configuration of a small node with something of everything that takes text for people, programs and protocols. */
export const inventory: Readonly<Record<FileKind, JsonObject>> = {
  hypervisor: {
    network: {
      interfaces: [
        { name: "vmbr0", address: "10.0.0.13/24", gateway: "10.0.0.1", comments: "harmless05" },
      ],
    },
    zfs: {
      pools: [{ name: "tank", raid_level: "single", disks: [disk] }],
      datasets: [
        { name: "plainname", pool: "tank", properties: { "org.example:plainname": "harmless06" } },
      ],
    },
    storages: [{ id: "plainname", type: "dir", content: "iso", path: "/srv/plainname" }],
    packages: ["jq"],
    chrony: { pools: [{ name: "pool.example.org", options: ["iburst"] }] },
    users: [
      {
        ...{ username: "protoname", shell: "/bin/bash", home: "/home/ann", sudo_access: true },
        authorized_keys: [`${publicKey} ann`],
      },
    ],
    nfs: { exports: [{ path: "/srv/exported", clients: ["10.0.0.0/24"], options: ["ro"] }] },
    samba: {
      user: "protoname",
      global: { "server string": "harmless07" },
      shares: [
        { name: "plainname", path: "/tank/plainname/data", options: { comment: "harmless08" } },
      ],
    },
    firewall: {
      ...{
        enabled: true,
        ...sets,
        groups: { plainname: { comment: "harmless09", rules: [rule] } },
      },
      global_firewall_rules: [rule],
    },
    files: [{ path: "/etc/plainname.conf", content: "harmless10" }],
    apparmor_profiles: [
      {
        name: "plainname",
        content: "# harmless11\nprofile plainname flags=(attach_disconnected) {\n  file,\n}\n",
      },
    ],
  },
  lxc: {
    lxc_configs: {
      "900": layer,
      "950": {
        ...{
          name: "plainname",
          memory_mb: 512,
          cores: 1,
          storage_pool: "local-zfs",
          storage_size_gb: 4,
        },
        clone_from_ctid: "900",
        network_config: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.150/24", gw: "10.0.0.1" },
        ...{
          description: "harmless12",
          tags: ["plainname", "protoname"],
          searchdomain: "example.test",
        },
        lxc_options: ["lxc.environment: NOTE=harmless13"],
        mount_points: [{ host_path: "/tank/plainname/data", container_path: "/data" }],
        features: ["nginx"],
        nginx_sites: [{ name: "web.example", port: 8080, upstream: "10.0.0.9:80" }],
        health_checks: [{ name: "harmless14", command: "true harmless15" }],
        firewall: { enabled: true, ...sets, rules: [rule] },
        restart: "allowed",
      },
      "951": {
        ...{
          name: "shop",
          memory_mb: 512,
          cores: 1,
          storage_pool: "local-zfs",
          storage_size_gb: 4,
        },
        clone_from_ctid: "900",
        network_config: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.151/24", gw: "10.0.0.1" },
        features: ["docker"],
        pct_options: ["nesting=1", "keyctl=1"],
        docker_stacks: [{ name: "plainname", environment: "plainname" }],
      },
    },
  },
  vm: {
    vm_images: [],
    vms: [],
  },
  stacks: {
    docker_stacks: {
      plainname: {
        compose_file_path: "compose.yaml",
        environments: {
          plainname: {
            variables: [
              { name: "GREETING", value: "harmless16" },
              { name: "protoname", value: "one" },
            ],
            files: [{ source: "site.conf", destination_in_container: "/etc/site.conf" }],
            services: { web: { traefik_labels: ["traefik.note=harmless17"] } },
          },
        },
      },
    },
  },
};

const composeFile = `services:
  web:
    image: nginx:1.29
    environment:
      - GREETING=\${GREETING}
`;

/** Writes it with other documents into a folder, as a person would have it. */
export function writeInventory(folder: string, documents: Readonly<Record<FileKind, Json>>): void {
  for (const [kind, name] of Object.entries(fileNames)) {
    const text = JSON.stringify(documents[kind as FileKind], null, 2);
    fs.writeFileSync(path.join(folder, name), text);
  }
  fs.writeFileSync(path.join(folder, "compose.yaml"), composeFile);
  fs.writeFileSync(path.join(folder, "site.conf"), "site\n");
}
