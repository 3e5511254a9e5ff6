import { shellFixture } from "./shell-fixture";

let fixture: ReturnType<typeof shellFixture>;
beforeEach(() => {
  fixture = shellFixture();
  for (const name of ["a", "b", "c", "d"]) fixture.files.truncate(`/var/tmp/${name}`, 300 << 20);
  fixture.files.truncate("/var/tmp/small", 100 << 20);
});

async function run(script: string) {
  return fixture.shell.exec(`cd /var/tmp; ${script}`, {});
}

/** Names and states of `zpool status`. */
async function layout(): Promise<string[]> {
  const { stdout } = await run("zpool status -P p");
  const table = stdout.split("CKSUM\n")[1]?.split("\n\n")[0] ?? "";
  return table.split("\n").map((line) => line.trim().split(/ +/).slice(0, 2).join(" "));
}

test("a device becomes a mirror, changes a side, and becomes a device again", async () => {
  await run("zpool create p /var/tmp/a");
  expect(await run("zpool attach p /var/tmp/a /var/tmp/b")).toMatchObject({ exitCode: 0 });
  const two = ["p ONLINE", "mirror-0 ONLINE", "/var/tmp/a ONLINE", "/var/tmp/b ONLINE"];
  expect(await layout()).toEqual(two);
  expect((await run("zpool status p")).stdout).toMatch(
    /^ {2}scan: resilvered \S+ in 00:00:00 with 0 errors on \w{3} \w{3} [ \d]\d [\d:]{8} \d{4}$/m,
  );
  await run("zpool replace p /var/tmp/b /var/tmp/c");
  expect(await layout()).toEqual([...two.slice(0, 3), "/var/tmp/c ONLINE"]);
  await run("zpool detach p /var/tmp/a");
  expect(await layout()).toEqual(["p ONLINE", "/var/tmp/c ONLINE"]);
  expect((await run("zpool history p")).stdout).toContain("zpool detach p /var/tmp/a\n");
  expect(await run("zpool create q /var/tmp/a")).toMatchObject({ exitCode: 0 });
});

test("a mirror with an offline side is whole again once that is replaced", async () => {
  await run("zpool create p mirror /var/tmp/a /var/tmp/b; zpool offline p /var/tmp/b");
  expect((await layout())[0]).toBe("p DEGRADED");
  expect(await run("zpool detach p /var/tmp/a")).toMatchObject({
    exitCode: 255,
    stderr: "cannot detach /var/tmp/a: no valid replicas\n",
  });
  await run("zpool replace p /var/tmp/b /var/tmp/c");
  expect((await run("zpool list -Ho health p")).stdout).toBe("ONLINE\n");
});

test("a removed vdev takes its space along, and its data stays", async () => {
  await run("zpool create p /var/tmp/a /var/tmp/b; echo text > /p/file");
  const size = async () => Number((await run("zpool list -Hpo size p")).stdout);
  const before = await size();
  expect(await run("zpool remove p /var/tmp/b")).toMatchObject({ exitCode: 0 });
  expect(await size()).toBe(before / 2);
  expect((await run("zpool status p; cat /p/file")).stdout).toMatch(
    /^remove: Removal of vdev 1 copied \S+ in 0h0m, completed on [^]*\ntext\n$/m,
  );
  expect(await run("zpool remove p /var/tmp/a")).toMatchObject({
    exitCode: 1,
    stderr: "cannot remove /var/tmp/a: out of space\n",
  });
});

test.each([
  [
    "attach p /var/tmp/a /var/tmp/small",
    "cannot attach /var/tmp/small to /var/tmp/a: device is too small",
  ],
  [
    "attach p /var/tmp/none /var/tmp/d",
    "cannot attach /var/tmp/d to /var/tmp/none: no such device in pool",
  ],
  [
    "replace p /var/tmp/none /var/tmp/d",
    "cannot replace /var/tmp/none with /var/tmp/d: no such device in pool",
  ],
  [
    "replace p /var/tmp/a /var/tmp/small",
    "cannot replace /var/tmp/a with /var/tmp/small: device is too small",
  ],
  [
    "detach p /var/tmp/a",
    "cannot detach /var/tmp/a: only applicable to mirror and replacing vdevs",
  ],
])("zpool %s is refused and changes nothing", async (command, message) => {
  await run("zpool create p /var/tmp/a /var/tmp/b /var/tmp/c");
  const before = await layout();
  fixture.journal.length = 0;
  expect(await run(`zpool ${command}`)).toEqual({
    stdout: "",
    stderr: `${message}\n`,
    exitCode: 255,
  });
  expect(await layout()).toEqual(before);
  expect(fixture.journal).toEqual([]);
});

test("nothing is removed from a pool with raidz, nor a side of a mirror", async () => {
  await run("zpool create p raidz1 /var/tmp/a /var/tmp/b /var/tmp/c");
  expect((await run("zpool remove p raidz1-0")).stderr).toMatch(
    /^cannot remove raidz1-0: invalid config;/,
  );
  await run("zpool destroy p; zpool create p mirror /var/tmp/a /var/tmp/b");
  expect(await run("zpool remove p /var/tmp/b")).toMatchObject({
    exitCode: 1,
    stderr: "cannot remove /var/tmp/b: operation not supported on this type of pool\n",
  });
});

test("a cache, a log and a spare come and go", async () => {
  await run(
    "zpool create p /var/tmp/a; zpool add p cache /var/tmp/b log /var/tmp/c spare /var/tmp/d",
  );
  const json = JSON.parse((await run("zpool status -j p")).stdout) as Record<string, unknown>;
  expect(json).toMatchObject({
    pools: {
      p: {
        l2cache: { "/var/tmp/b": { class: "l2cache", state: "ONLINE" } },
        spares: { "/var/tmp/d": { class: "spare", state: "AVAIL" } },
      },
    },
  });
  expect((await run("zpool list -vH p")).stdout).toMatch(/^spare {9,}- .*\n\t\/var\/tmp\/d\t/m);
  await run("zpool remove p /var/tmp/b /var/tmp/c /var/tmp/d");
  expect(await layout()).toEqual(["p ONLINE", "/var/tmp/a ONLINE"]);
});

test("a scrub finds nothing and is over at once", async () => {
  await run("zpool create p /var/tmp/a; zpool scrub p");
  expect((await run("zpool status p")).stdout).toMatch(/^ {2}scan: scrub repaired 0B in /m);
  expect(await run("zpool scrub -s p")).toMatchObject({
    exitCode: 1,
    stderr: "cannot cancel scrubbing p: there is no active scrub\n",
  });
});

test("a pool is imported without a device that its redundancy can do without, and heals", async () => {
  await run("zpool create p mirror /var/tmp/a /var/tmp/b; echo text > /p/file; zpool export p");
  await run("mv /var/tmp/b /var/tmp/away");
  expect((await run("zpool import -d /var/tmp")).stdout).toMatch(
    /^ state: DEGRADED\nstatus: One or more devices are missing[^]*\/var\/tmp\/b {2}UNAVAIL {2}cannot open$/m,
  );
  expect(await run("zpool import -d /var/tmp p")).toMatchObject({ exitCode: 0 });
  const { stdout } = await run("zpool status p; cat /p/file");
  expect(stdout).toMatch(/^\t {4}\d+ +UNAVAIL +0 +0 +0 {2}was \/var\/tmp\/b$/m);
  expect(stdout).toMatch(/\ntext\n$/);
  const guid = /(\d+) +UNAVAIL/.exec(stdout)?.[1] ?? "";
  expect((await run("zpool online p /var/tmp/b")).stdout).toContain("remains in faulted state");
  expect(await run(`zpool replace p ${guid} /var/tmp/c`)).toMatchObject({ exitCode: 0 });
  expect((await layout()).slice(2)).toEqual(["/var/tmp/a ONLINE", "/var/tmp/c ONLINE"]);
});

test("a pool that misses what it needs is not imported, nor seen where all is missing", async () => {
  await run("zpool create p /var/tmp/a /var/tmp/b; zpool export p; mv /var/tmp/b /var/tmp/away");
  expect(await run("zpool import p")).toMatchObject({
    exitCode: 1,
    stderr: "cannot import 'p': one or more devices is currently unavailable\n",
  });
  await run("mv /var/tmp/a /var/tmp/away-too");
  expect((await run("zpool import")).stderr).toBe("no pools available to import\n");
  expect((await run("zpool import p")).stderr).toBe("cannot import 'p': no such pool available\n");
});

test("raidz goes offline as far as its parity allows", async () => {
  await run("zpool create p raidz1 /var/tmp/a /var/tmp/b /var/tmp/c");
  expect(await run("zpool offline p /var/tmp/a")).toMatchObject({ exitCode: 0 });
  expect(await run("zpool offline p /var/tmp/b")).toMatchObject({
    exitCode: 1,
    stderr: "cannot offline /var/tmp/b: no valid replicas\n",
  });
});
