import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

function targets(...guests: string[]): { status: number | null; stdout: string; stderr: string } {
  const hook = path.join(root, "providers/typescript.cjs");
  return spawnSync(
    process.execPath,
    ["--require", hook, "tools/targets.ts", "dev", "config", ...guests],
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
