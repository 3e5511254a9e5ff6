import { fillTemplate } from "../../embedded/docker/go-template";
import { readProject } from "../../embedded/docker/compose-file";
import type { Files } from "../../embedded/contract";

test.each([
  ["{{.State.Status}}", "running"],
  ["{{with .State.Health}}{{.Status}}{{end}}|", "|"],
  ['{{index .Labels "a.b"}}|{{index .Labels "c"}}|', "x||"],
  [
    "{{range $port, $bound := .Ports}}{{range $bound}}{{.HostPort}}->{{$port}} {{end}}{{end}}",
    "80->1/tcp 90->2/tcp 91->2/tcp ",
  ],
  ["{{if .State.Health}}yes{{else}}no{{end}}", "no"],
  ["{{json .Labels}} {{.Gone}}", '{"a.b":"x"} <no value>'],
])("a template of docker's --format, %s, gives %j", (template, text) => {
  const value = {
    State: { Status: "running" },
    Labels: { "a.b": "x" },
    Ports: { "2/tcp": [{ HostPort: "90" }, { HostPort: "91" }], "1/tcp": [{ HostPort: "80" }] },
  };
  expect(fillTemplate(template, value)).toBe(text);
});

describe("a compose file", () => {
  const read = (document: unknown, environment = {}) =>
    readProject(
      { readText: () => JSON.stringify(document) } as unknown as Files,
      ["/etc/x/compose.json"],
      environment,
    );

  test("takes variables from the environment, or what stands for them", async () => {
    const service = async (image: string) =>
      (await read({ services: { a: { image } } }, { V: "1" })).services[0];
    expect((await service("x:${V}-${W:-2}$$"))?.spec.Config.Image).toBe("x:1-2$");
    expect((await service("x:${V}"))?.hash).not.toBe((await service("x:2"))?.hash);
  });

  test("in YAML is read with what a second one adds, in short and in long forms", async () => {
    const texts: Record<string, string> = {
      "/s/compose.yaml":
        "services:\n  web:\n    image: nginx:1.29\n    labels: [a=1]\n    environment: [B=2]\n    volumes: ['data:/srv']\n",
      "/s/more.json":
        '{"services":{"web":{"labels":{"c":"3"},"volumes":[{"type":"bind","source":"/x","target":"/y","read_only":true}]}}}',
    };
    const files = { readText: (path: string) => texts[path] } as unknown as Files;
    const { name, services } = await readProject(files, Object.keys(texts), {}, "shop");
    expect(name).toBe("shop");
    expect(services[0]?.spec.Config).toMatchObject({ Env: ["B=2"], Labels: { a: "1", c: "3" } });
    expect(services[0]?.spec.HostConfig.Binds).toEqual([
      "/var/lib/docker/volumes/shop_data/_data:/srv:rw",
      "/x:/y:ro",
    ]);
  });

  test("names its project and containers by its folder where it says nothing", async () => {
    const { name, services } = await read({
      services: { a: { image: "x:1", ports: ["8080:80"] } },
    });
    expect([name, services[0]?.container]).toEqual(["x", "x-a-1"]);
    expect(services[0]?.spec.HostConfig.PortBindings).toEqual({
      "80/tcp": [{ HostIp: "", HostPort: "8080" }],
    });
  });

  test("is refused with a key that compose does not know", async () => {
    await expect(read({ services: { a: { image: "x:1", imagee: "y" } } })).rejects.toThrow(
      "services.a additional properties 'imagee' not allowed",
    );
  });
});
