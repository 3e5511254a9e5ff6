import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

function targets(...guests: string[]): { status: number | null; stdout: string; stderr: string } {
  return targetsOf("config", ...guests);
}

function targetsOf(directory: string, ...guests: string[]): ReturnType<typeof targets> {
  const hook = path.join(root, "providers/typescript.cjs");
  return spawnSync(
    process.execPath,
    ["--require", hook, "tools/targets.ts", "dev", directory, ...guests],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
}

test("one guest and all it stands on is pointed at: its layers, their ground, what it depends on", () => {
  const { stdout } = targets("950");
  const lines = stdout.trim().split("\n");
  for (const vmid of [950, 920, 901, 900, 953]) expect(lines).toContain(`**::guest-${vmid}`);
  for (const name of ["pool-quickOS", "dataset-quickOS/lxc-disks", "storage-quickOS-lxc-disks"]) {
    expect(lines).toContain(`**::${name}`);
  }
  expect(stdout).toMatch(/template-ubuntu/);
  expect(stdout).not.toMatch(/guest-952|vm-disks/);
});

test("the folders that are bound into a guest are pointed at with what they lie in", () => {
  const lines = targets("950").stdout.trim().split("\n");
  for (const name of [
    "directory-/fastData/shared-bulk-data/vllm_models",
    "dataset-fastData/shared-bulk-data",
    "pool-fastData",
    "directory-/quickOS/shared-prod-data/ssl",
  ]) {
    expect(lines).toContain(`**::${name}`);
  }
  expect(targets("920").stdout).not.toContain("directory-");
});

test("a guest is found by its name as well", () => {
  expect(targets("llamacpp").stdout).toContain("**::guest-957\n");
});

test("a guest that is not declared is refused with those that are", () => {
  const { status, stderr } = targets("999");
  expect(status).toBe(1);
  expect(stderr).toMatch(/no guest "999"[\s\S]*950 vllm-qwen/);
});

test("a virtual machine is pointed at as well, alone and below a container that depends on it", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-targets-"));
  const write = (name: string, document: object) => {
    fs.writeFileSync(path.join(folder, name), JSON.stringify(document));
  };
  const sizes = { memory_mb: 512, cores: 1, storage_pool: "local-zfs" };
  write("phoenix_hypervisor_config.json", {
    host: { gpus: [{ index: 1, pci_address: "0000:04:00.0", mode: "vfio" }] },
    storages: [{ id: "spare", type: "dir", path: "/srv/spare", content: "rootdir" }],
  });
  write("phoenix_vm_configs.json", {
    vm_images: [
      {
        name: "noble.img",
        url: "https://example.test/noble.img",
        checksum: `sha256:${"0".repeat(64)}`,
      },
    ],
    vms: [
      {
        vmid: 9000,
        name: "noble",
        template_image: "noble.img",
        is_template: true,
        disk_size_gb: 4,
        ...sizes,
      },
      { vmid: 801, name: "worker", clone_from_vmid: 9000, disk_size_gb: 8, ...sizes },
      {
        ...{ vmid: 802, name: "other", clone_from_vmid: 9000, disk_size_gb: 8, ...sizes },
        gpu_assignment: "1",
      },
    ],
  });
  write("phoenix_lxc_configs.json", {
    lxc_configs: {
      "800": {
        ...{
          name: "after",
          storage_size_gb: 4,
          dependencies: ["801"],
          ...sizes,
          storage_pool: "spare",
        },
        ...{
          template: "ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
          network_config: { ip: "dhcp" },
        },
      },
    },
  });
  const machine = ["image-noble.qcow2", "vm-801", "vm-801-*", "vm-9000", "vm-9000-*"];
  try {
    const of = (guest: string) => targetsOf(folder, guest).stdout.trim().split("\n").sort();
    const ground = ["hypervisor", "node"];
    const told = (names: string[]) => names.map((name) => `**::${name}`).sort();
    expect(of("worker")).toEqual(told([...ground, ...machine]));
    const others = machine.map((name) => name.replace("801", "802"));
    const given = ["gpu-modes", "nvidia-driver", "pci-mapping-*"];
    expect(of("other")).toEqual(told([...ground, ...others, ...given]));
    expect(of("800")).toEqual(
      told([
        ...[...ground, ...machine, "guest-800", "guest-800-*", "storage-spare"],
        "template-ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
      ]),
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
