import { once } from "node:events";
import net from "node:net";
import { openHost } from "../../host/host";
import { inspectScripts } from "../../providers/features";
import { World } from "../lifecycle/world";

let world: World;

beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

test("a proxy that is restarted in mid-run is waited for", async () => {
  const { api } = world.host;
  await api.request("GET", "/version");
  const back = world.embedded.reopen(300);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(api.request("GET", "/version")).resolves.toBeDefined();
  await back;
}, 20_000);

test("a host that never answered is told at once", async () => {
  const { settings } = world.node;
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  const nobody = openHost(
    { ...settings, api: { ...settings.api, endpoint: `https://127.0.0.1:${port}` } },
    inspectScripts(),
  );
  const started = Date.now();
  await expect(nobody.api.request("GET", "/version")).rejects.toThrow(/cannot be reached/);
  expect(Date.now() - started).toBeLessThan(5_000);
  await nobody.close();
}, 20_000);
