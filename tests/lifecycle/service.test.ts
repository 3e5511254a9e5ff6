import { Resource, World } from "./world";

const on = (unit: string) => ({ unit, enabled: "enabled", active: "active" });
const off = (unit: string) => ({ unit, enabled: "disabled", active: "inactive" });

let world: World;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
});
afterEach(() => world.close());

const service = (inputs: Record<string, string>) => new Resource(world, "service", inputs);
const state = (unit: string) =>
  world.shell(`systemctl is-enabled ${unit}; systemctl is-active ${unit} || true`);

test("a service that is off is switched on, now and for the next start; then nothing changes", async () => {
  await world.shell("systemctl disable --now cron");
  const cron = service(on("cron.service"));
  expect(await cron.up()).toBe("created");
  expect(await state("cron")).toBe("enabled\nactive\n");
  const before = world.mutations;
  expect(await cron.up()).toBe("unchanged");
  cron.forget();
  expect(await cron.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("a service that is on is switched off", async () => {
  await service(off("cron.service")).up();
  await expect(state("cron")).resolves.toBe("disabled\ninactive\n");
});

test("a timer is a unit as well", async () => {
  await world.shell("systemctl disable --now logrotate.timer");
  expect(await service(on("logrotate.timer")).up()).toBe("created");
  expect(await state("logrotate.timer")).toBe("enabled\nactive\n");
});

test("what is not declared of a unit is left alone", async () => {
  await world.shell("systemctl disable cron && systemctl stop cron");
  expect(await service({ unit: "cron.service", active: "active" }).up()).toBe("created");
  expect(await world.shell("systemctl is-enabled cron || true")).toBe("disabled\n");
});

test("a unit that nothing has brought yet is told with what to do", async () => {
  const chrony = service(on("smartmontools.service"));
  expect(await chrony.preview()).toMatchObject({ action: "create" });
  await expect(chrony.up()).rejects.toThrow(
    /service smartmontools\.service: the node has no such unit; declare the package that brings it/,
  );
});

test("a masked unit is refused in preview, and is off if that is what is wanted", async () => {
  await world.shell("systemctl mask --now cron");
  await expect(service(on("cron.service")).preview()).rejects.toThrow(
    /somebody has masked it; `systemctl unmask cron\.service`/,
  );
  const before = world.mutations;
  expect(await service(off("cron.service")).up()).toBe("created");
  expect(world.mutations).toBe(before);
});

const unitFile = (content: string) =>
  world.shell(`printf '${content}' > /etc/systemd/system/own.service`);

test("a unit that something else starts cannot be enabled", async () => {
  await unitFile("[Service]\nExecStart=/usr/bin/true\n");
  await expect(service(on("own.service")).preview()).rejects.toThrow(
    /cannot be enabled, because it is static: something else starts it\. Leave "enabled" out/,
  );
});

test("another name of a unit is refused", async () => {
  await world.shell("ln -s /usr/lib/systemd/system/cron.service /etc/systemd/system/timed.service");
  await expect(service(on("timed.service")).preview()).rejects.toThrow(/is another name of a unit/);
});

test("a service that does not start is told, and state knows that it is there", async () => {
  await unitFile("[Service]\nExecStart=/nonexistent\n[Install]\nWantedBy=multi-user.target\n");
  await expect(service(on("own.service")).up()).rejects.toThrow(
    /Job for own\.service failed[^]*systemctl status own\.service/,
  );
});

test("after a run that died between its two steps the next one goes on", async () => {
  await world.shell("systemctl disable --now cron");
  const cut = jest.fn();
  world.embedded.faults.onCommand({ command: /^.*systemctl start cron/, drop: true, notify: cut });
  const cron = service(on("cron.service"));
  await cron.up();
  expect(await cron.up()).toBe("unchanged");
  expect(cut).toHaveBeenCalledTimes(1);
});

test("taken out, a service stays as it is", async () => {
  const cron = service(on("cron.service"));
  await cron.up();
  const before = world.mutations;
  await cron.delete();
  await cron.delete();
  expect(world.mutations).toBe(before);
});

test.each(["ssh.service", "pveproxy.service", "systemd-journald.service", "networking.service"])(
  "%s is never switched off",
  async (unit) => {
    await expect(service(off(unit)).preview()).rejects.toThrow(/must stay on/);
    await expect(
      service({ unit, enabled: "enabled", active: "inactive" }).preview(),
    ).rejects.toThrow(/must stay on/);
  },
);

test.each([
  [on("cron"), /unit/],
  [on("getty@tty1.service"), /unit/],
  [on("a b.service"), /unit/],
  [{ ...on("cron.service"), active: "failed" }, /active/],
])("%j is refused by name", async (inputs, message) => {
  await expect(service(inputs).preview()).rejects.toThrow(message);
});

test("what a run has seen on its way and is right again does not stay in the state", async () => {
  const cron = service(on("cron.service"));
  await cron.up();
  await world.shell("systemctl stop cron");
  await cron.refresh();
  await world.shell("systemctl start cron");
  const before = world.mutations;
  const { operations, id, outputs } = cron;
  expect(outputs).toMatchObject({ active: "inactive" });
  const { inputs } = await operations.check(outputs, on("cron.service"));
  expect(await operations.diff(id, outputs, inputs)).toMatchObject({ changes: true });
  const { outs } = await operations.update(id, outputs, inputs);
  expect(outs).toMatchObject({ active: "active" });
  expect(await operations.diff(id, outs, inputs)).toMatchObject({ changes: false });
  expect(world.mutations).toBe(before);
});
