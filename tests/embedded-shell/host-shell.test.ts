import { shellFixture } from "./shell-fixture";

let fixture: ReturnType<typeof shellFixture>;
beforeEach(() => {
  fixture = shellFixture();
});

async function run(script: string, stdin = "") {
  return fixture.shell.exec(script, { stdin });
}

test("a program that is not there is not found, with exit code 127", async () => {
  expect(await run("nosuch --flag")).toMatchObject({
    exitCode: 127,
    stderr: "bash: nosuch: command not found\n",
  });
});

test("a script on standard input gets its arguments, its EXIT trap and its exit code", async () => {
  const script = [
    "trap 'echo \"bye $x\"' EXIT",
    'f() { echo "f $1"; }',
    'f "$2"',
    "x=7",
    "exit 3",
  ].join("\n");
  expect(await run("bash -s -- a 'b c'", script)).toEqual({
    stdout: "f b c\nbye 7\n",
    stderr: "",
    exitCode: 3,
  });
});

test("set -euo pipefail ends a script where a pipeline fails", async () => {
  const result = await run("bash -euo pipefail -c 'false | cat; echo not reached'");
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
});

test("background jobs, arrays, regular expressions and process substitution do what bash does", async () => {
  const script =
    'for i in 1 2; do (echo "job $i") & done; wait; a=(x "y z"); echo "${#a[@]} ${a[1]}"; ' +
    '[[ abc =~ b(.) ]] && echo "${BASH_REMATCH[1]}"; while read -r l; do echo "<$l>"; done < <(echo p)';
  expect((await run(script)).stdout).toBe("job 1\njob 2\n2 y z\nc\n<p>\n");
});

test("install sets owner, group and mode, and stat shows them", async () => {
  const script =
    "install -D -m 0640 -g www-data /dev/stdin /etc/phoenix/a.conf; stat -c '%a %U %G %s' /etc/phoenix/a.conf";
  expect((await run(script, "hello\n")).stdout).toBe("640 root www-data 6\n");
});

test("reading leaves no trace in the journal, changing leaves a line", async () => {
  await run(
    "zpool list; zfs list; cat /etc/hosts; ls /; echo x > /tmp/scratch; systemctl is-active cron",
  );
  expect(fixture.journal).toEqual([]);
  await run("echo x >> /etc/hosts; mkdir -p /srv/a");
  expect(fixture.journal).toEqual(["shell write /etc/hosts", "shell write /srv/a"]);
});

test("a pool on whole disks is shown with the partitions that zpool makes", async () => {
  const [one = "", two = ""] = fixture.files
    .list("/dev/disk/by-id")
    .filter((id) => /^nvme.*2TB/.test(id));
  const create = await run(
    `zpool create tank mirror /dev/disk/by-id/${one} /dev/disk/by-id/${two}`,
  );
  expect(create).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  expect((await run("zpool status -P tank")).stdout).toContain(
    `\t    /dev/disk/by-id/${one}-part1  ONLINE       0     0     0\n`,
  );
  expect((await run(`zpool create other /dev/nvme0n1`)).exitCode).toBe(1);
});

test("zfs get of a dataset shows that dataset alone, not its snapshots", async () => {
  await run("zpool create tank /dev/nvme0n1; zfs create tank/a; zfs snapshot tank/a@s");
  expect((await run("zfs get -H -o name,value compression tank/a")).stdout).toBe("tank/a\ton\n");
  expect((await run("zfs list -H -o name -t snapshot tank/a")).stdout).toBe("tank/a@s\n");
});

test("files written into a mounted dataset are in the dataset", async () => {
  await run("zpool create tank /dev/nvme0n1; zfs create tank/a; echo data > /tank/a/file");
  expect(fixture.zfs.tree("tank/a").readText("/file")).toBe("data\n");
  expect((await run("mountpoint -q /tank/a; echo $?; mountpoint -q /etc; echo $?")).stdout).toBe(
    "0\n32\n",
  );
});

test("without a locale PVE's programs see bytes beyond ASCII as replacement characters", async () => {
  const seen: unknown[] = [];
  const { HostShell } = await import("../../embedded/shell/host-shell");
  const { files, zfs } = fixture;
  const shell = new HostShell({
    ...{ node: "phoenix", files, zfs },
    guests: {
      vmids: () => [],
      running: () => false,
      files: () => files,
      runtime: () => ({}),
      runningMachines: () => [],
      agentFiles: () => files,
      machineRuntime: () => ({}),
    },
    journal: { record: () => undefined },
    api: async (_user, method, path, params) => {
      if (method === "PUT") seen.push(params["description"]);
      return { status: 200, reason: "OK", data: path.endsWith("config") ? {} : null };
    },
  });
  await shell.exec("pct set 950 --description ö; LC_ALL=C.UTF-8 pct set 950 --description ö");
  expect(seen).toEqual(["\ufffd\ufffd", "ö"]);
});

test("xargs takes -P and gives every argument once", async () => {
  expect((await run("printf 'a\\nb\\n' | xargs -P4 -I{} echo got {}")).stdout).toBe(
    "got a\ngot b\n",
  );
});
