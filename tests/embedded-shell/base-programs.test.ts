import { recordedCommands, testWithShared } from "../shared";
import { shellFixture } from "./shell-fixture";

function prepared() {
  const fixture = shellFixture();
  const run = (command: string) => fixture.shell.exec(command);
  return { ...fixture, run };
}

/** The units of the recorded host. */
const units: Record<string, string> = {
  "iac-bad.service": "[Unit]\nDescription=Bad\n[Service]\nExecStart=/bin/false\nType=oneshot\n",
  "iac-noexec.service":
    "[Service]\nExecStart=/nonexistent\n[Install]\nWantedBy=multi-user.target\n",
  "iac-t.service": "[Service]\nExecStart=/bin/true\nType=oneshot\n",
  "iac-t.timer": "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n",
};

const recorded = (program: string, argv: readonly string[]) => {
  const found = recordedCommands(program).find((row) => row.argv.join(" ") === argv.join(" "));
  if (found === undefined) throw new Error(`${program} ${argv.join(" ")} was not recorded`);
  return found;
};

testWithShared("units are listed as on a real host", async () => {
  const { run, files } = prepared();
  for (const [name, text] of Object.entries(units)) {
    files.write(`/etc/systemd/system/${name}`, text);
  }
  await run("systemctl enable --now iac-t.timer; systemctl start iac-bad iac-noexec");
  for (const argv of [
    ["list-units", "--all", "--plain", "--no-legend", "--no-pager", "iac-*"],
    ["--failed", "--no-legend", "--plain"],
    ["--failed"],
  ]) {
    const quoted = argv.map((word) => `'${word}'`).join(" ");
    expect((await run(`systemctl ${quoted}`)).stdout).toBe(recorded("systemctl", argv).stdout);
  }
  files.write("/etc/systemd/system/iac-broken.service", "[Service]\nType=oneshot\n");
  await run("systemctl mask iac-m");
  for (const argv of [
    ["list-unit-files", "--no-legend", "--no-pager", "iac-*"],
    ["list-unit-files", "--no-pager", "iac-*"],
  ]) {
    expect((await run(`systemctl ${argv.join(" ")}`)).stdout).toBe(
      recorded("systemctl", argv).stdout,
    );
  }
});

test("a unit that runs and gets a name that another unit mentions is taken for stopped, as by systemd 257", async () => {
  const { run } = prepared();
  await run("apt-get update; apt-get install -y samba");
  const isActive = async () => (await run("systemctl is-active nmbd")).stdout;
  await run("systemctl disable nmbd");
  expect(await isActive()).toBe("active\n");
  await run("systemctl enable nmbd");
  expect(await isActive()).toBe("inactive\n");
  expect((await run("systemctl start nmbd")).stderr).toBe(
    `Job for nmbd.service failed because a timeout was exceeded.
See "systemctl status nmbd.service" and "journalctl -xeu nmbd.service" for details.
`,
  );
  expect(await isActive()).toBe("failed\n");
  await run("systemctl disable smbd; systemctl enable smbd");
  expect((await run("systemctl is-active smbd")).stdout).toBe("active\n");
});

test("another name of a unit is an alias", async () => {
  const { run, files } = prepared();
  files.symlink("/usr/lib/systemd/system/cron.service", "/etc/systemd/system/timed.service");
  expect((await run("systemctl is-enabled timed; systemctl is-active timed")).stdout).toBe(
    "alias\nactive\n",
  );
  expect((await run("systemctl list-unit-files timed.service --no-legend")).stdout).toBe(
    "timed.service alias -\n",
  );
});

test("an archive for customers refuses, and the other archives' lists are there all the same", async () => {
  const { run } = prepared();
  const update = await run("apt-get update");
  expect(update.exitCode).toBe(100);
  expect(update.stderr).toContain(
    "E: Failed to fetch https://enterprise.proxmox.com/debian/pve/dists/trixie/InRelease  401  Unauthorized",
  );
  expect(update.stderr).toContain(
    "E: The repository 'https://enterprise.proxmox.com/debian/ceph-squid trixie InRelease' is not signed.",
  );
  expect((await run("apt-get install -y jq")).exitCode).toBe(0);
});

test("a stanza or a line that is off is not asked", async () => {
  const { run } = prepared();
  await run(
    "cd /etc/apt/sources.list.d; echo 'Enabled: off' >> pve-enterprise.sources; mv ceph.sources ceph.sources.disabled; echo '# deb https://enterprise.proxmox.com/x trixie y' > old.list",
  );
  expect(await run("apt-get update -qq")).toEqual({ stdout: "", stderr: "", exitCode: 0 });
});

test("apt-get and dpkg refuse while another process holds the lock", async () => {
  const { run } = prepared();
  await run("echo '4711 (unattended-upgr)' > /var/lib/dpkg/lock-frontend");
  expect(await run("apt-get install -y jq")).toMatchObject({
    exitCode: 100,
    stderr: expect.stringContaining(
      "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (unattended-upgr)",
    ) as string,
  });
  expect(await run("dpkg --configure -a")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(
      "dpkg frontend lock was locked by another process with pid 4711",
    ) as string,
  });
});

test("dpkg --configure -a ends what a killed dpkg began, and does nothing where nothing is open", async () => {
  const { run, journal } = prepared();
  expect(await run("dpkg --configure -a")).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  expect(journal).toEqual([]);
  await run(
    "mkdir -p /var/lib/dpkg/updates; touch /var/lib/dpkg/updates/0007; sed -i '/^Package: curl$/,/^$/s/ ok installed/ ok half-configured/' /var/lib/dpkg/status",
  );
  expect((await run("apt-get install -y jq")).stderr).toContain("E: dpkg was interrupted");
  expect((await run("dpkg --configure -a")).stdout).toMatch(/^Setting up curl \(8/);
  expect((await run("dpkg-query -W -f '${db:Status-Status}' curl")).stdout).toBe("installed");
});

test("the kernel's name and the file's are two", async () => {
  const { run } = prepared();
  await run("echo other > /etc/hostname");
  expect((await run("hostname; uname -n; cat /proc/sys/kernel/hostname")).stdout).toBe(
    "phoenix\nphoenix\nphoenix\n",
  );
  await run("hostname phoenix.lan");
  expect((await run("hostname; hostname -s; cat /etc/hostname")).stdout).toBe(
    "phoenix.lan\nphoenix\nother\n",
  );
  expect((await run("hostname -I")).stdout).toBe("10.0.0.13 \n");
  await run("hostnamectl set-hostname phoenix");
  expect((await run("hostname; cat /etc/hostname")).stdout).toBe("phoenix\nphoenix\n");
});

testWithShared("a time zone is set as on a real host", async () => {
  const { run } = prepared();
  for (const zone of ["No/Where", "Europe/Berlin"]) {
    const { exit, stdout = "", stderr = "" } = recorded("timedatectl", ["set-timezone", zone]);
    expect(await run(`timedatectl set-timezone ${zone}`)).toEqual({
      exitCode: exit,
      stdout,
      stderr,
    });
  }
  expect((await run("timedatectl show -p Timezone --value")).stdout).toBe("Europe/Berlin\n");
});

test("chronyd has the sources of when it was started or told, and none that speaks when it is stopped", async () => {
  const { run } = prepared();
  const names = async () =>
    (await run("chronyc -c -N sources -a")).stdout.split("\n").map((row) => row.split(",")[2]);
  expect(new Set(await names())).toEqual(new Set(["2.debian.pool.ntp.org", undefined]));
  await run("echo 'server a.example iburst' > /etc/chrony/sources.d/a.sources");
  await run("echo 'server b.example' > /etc/chrony/conf.d/b.conf");
  expect(await names()).not.toContain("a.example");
  expect((await run("chronyc reload sources")).stdout).toBe("200 OK\n");
  expect(await names()).toContain("a.example");
  expect(await names()).not.toContain("b.example");
  await run("systemctl restart chrony");
  expect(await names()).toContain("b.example");
  await run("systemctl stop chrony");
  expect(await run("chronyc -c sources")).toMatchObject({
    exitCode: 1,
    stderr: "506 Cannot talk to daemon\n",
  });
});
