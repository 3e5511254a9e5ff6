import type { Json } from "../../embedded/contract";
import { World } from "../lifecycle/world";
import {
  declared,
  differing,
  inGuest,
  preparedGuest,
  timesDuring,
  withFeatures,
} from "./guest-world";
import { testFeatures, type FeatureCase } from "./test-features";

/** What differs of a container that is not there. */
const gone = (name: string) =>
  ["configuration", "image", "ports", "state"].map((fact) => `container.${name}.${fact}`);

const features: Readonly<Record<string, FeatureCase>> = {
  qdrant: {
    breaks: [
      ["docker stop qdrant", ["container.qdrant.state"]],
      ["docker rm -f qdrant", gone("qdrant")],
      [
        "sed -i s/6334:/7334:/ /etc/phoenix/qdrant/compose.json",
        ["container.qdrant.configuration", "file./etc/phoenix/qdrant/compose.json"],
      ],
      [
        'sed -i s/v1.15.5@.*,/v1.15.4\\",/ /etc/phoenix/qdrant/compose.json; docker compose -f /etc/phoenix/qdrant/compose.json up -d',
        [
          "container.qdrant.configuration",
          "container.qdrant.image",
          "file./etc/phoenix/qdrant/compose.json",
        ],
      ],
    ],
  },
  n8n: {
    breaks: [
      ["docker compose -f /etc/phoenix/n8n/compose.json down", gone("n8n")],
      ["docker pause n8n", ["container.n8n.state"]],
      [
        "rm -r /etc/phoenix/n8n",
        ["container.n8n.configuration", "file./etc/phoenix/n8n/compose.json"],
      ],
    ],
  },
  open_webui: {
    settings: { options: { ollama_url: "http://10.0.0.155:11434" } },
    breaks: [
      [
        "sed -i s/healthy/unhealthy/ /var/lib/docker/containers/*/config.v2.json",
        ["container.open-webui.state"],
      ],
      ["rm /etc/phoenix/open_webui/secret", ["container.open-webui.configuration", "session_key"]],
      ["chmod 644 /etc/phoenix/open_webui/secret", ["session_key"]],
      ["docker stop open-webui && docker rm open-webui", gone("open-webui")],
    ],
  },
  portainer: {
    breaks: [
      ["docker kill portainer", ["container.portainer.state"]],
      [
        "docker rm -f portainer; rm /etc/phoenix/portainer/admin-password",
        ["admin_password", ...gone("portainer")],
      ],
      [
        "docker compose -f /etc/phoenix/portainer/compose.json up -d",
        ["container.portainer.configuration"],
      ],
    ],
  },
};

const monitoring: Readonly<Record<string, FeatureCase>> = {
  monitoring: {
    settings: { gpus: 2, options: { targets: "10.0.0.150:8000" } },
    breaks: [
      [
        "systemctl stop prometheus; docker stop dcgm-exporter",
        ["container.dcgm-exporter.state", "service.prometheus.active"],
      ],
      [
        "sed -i s/8000/8001/ /etc/prometheus/prometheus.yml; touch -d 2099-01-01 /etc/prometheus/prometheus.yml",
        ["file./etc/prometheus/prometheus.yml", "service.prometheus.configuration"],
      ],
      [
        "sed -i s/localhost/example.org/ /etc/phoenix/monitoring/datasource.yml",
        [
          "container.dcgm-exporter.configuration",
          "container.grafana.configuration",
          "file./etc/phoenix/monitoring/datasource.yml",
        ],
      ],
      [
        "apt-get remove -y prometheus-node-exporter",
        [
          "package.prometheus-node-exporter",
          "service.prometheus-node-exporter.active",
          "service.prometheus-node-exporter.enabled",
        ],
      ],
    ],
  },
};

let prepared: Json;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await withFeatures(await preparedGuest(), ["docker"]);
});

testFeatures({ ...features, ...monitoring }, () => World.open(prepared));

describe("what runs in a container of Docker", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open(prepared);
  });
  afterEach(() => world.close());

  test("is made anew once for another option, and keeps its data", async () => {
    await declared(world, "qdrant").up();
    await inGuest(world, "echo points > /qdrant/storage/collection");
    const other = declared(world, "qdrant", { options: { http_port: "7333" } });
    expect(await timesDuring(world, "docker create qdrant", () => other.up())).toBe(1);
    expect(await inGuest(world, "cat /qdrant/storage/collection")).toBe("points\n");
    const listening = await inGuest(world, "ss -Hltn");
    expect(listening).toContain(":7333 ");
    expect(listening).not.toContain(":6333 ");
    expect(await timesDuring(world, "docker", () => other.up())).toBe(0);
  });

  test("stores what it measures in folders of its own users, and listens where it is told to", async () => {
    await declared(world, "monitoring").up();
    expect(
      await inGuest(
        world,
        "cd /var/lib/monitoring && stat -c '%n %u:%g' grafana && stat -c '%n %U' prometheus",
      ),
    ).toBe("grafana 472:0\nprometheus prometheus\n");
    await declared(world, "monitoring", { options: { grafana_port: "3333" } }).up();
    expect(await inGuest(world, "ss -Hltn")).toMatch(/:3333 [^]*:9090 [^]*:9100 /);
  });

  test("has a folder that belongs to whom the image runs as, and leaves what is in it to its owners", async () => {
    await inGuest(world, "mkdir -p /home/node/.n8n && touch /home/node/.n8n/database.sqlite");
    await declared(world, "n8n").up();
    const folder = "/home/node/.n8n";
    expect(await inGuest(world, `stat -c %u:%g ${folder} ${folder}/database.sqlite`)).toBe(
      "1000:1000\n0:0\n",
    );
  });

  test("does not take the place of a container that somebody else has made", async () => {
    await inGuest(
      world,
      "docker run -d --name qdrant -v /srv:/qdrant/storage qdrant/qdrant:v1.9.0",
    );
    const qdrant = declared(world, "qdrant");
    await expect(qdrant.up()).rejects.toThrow(/The container name "\/qdrant" is already in use/);
    expect(await inGuest(world, "docker ps --format '{{.Names}} {{.Image}}'")).toBe(
      "qdrant qdrant/qdrant:v1.9.0\n",
    );
  });

  test("is missing where Docker does not run", async () => {
    const qdrant = declared(world, "qdrant");
    await qdrant.up();
    await inGuest(world, "systemctl stop docker");
    expect(await differing(qdrant)).toEqual(gone("qdrant"));
    expect((await qdrant.refresh())?.["facts"]).toMatchObject({
      "container.qdrant.state": "missing",
      "container.qdrant.configuration": "missing",
    });
  });

  test("is Portainer's agent instead of its server where the guest has that part, and the server's data stay", async () => {
    await declared(world, "portainer").up();
    await inGuest(world, "echo settings > /data/portainer.db");
    await declared(world, "portainer", { options: { role: "agent" } }).up();
    expect(await inGuest(world, "docker ps --format '{{.Names}}'")).toBe("portainer_agent\n");
    await declared(world, "portainer").up();
    expect(await inGuest(world, "docker ps --format '{{.Names}}'; cat /data/portainer.db")).toBe(
      "portainer\nsettings\n",
    );
  });

  test("knows the password that the guest has made, and nobody else does", async () => {
    const portainer = declared(world, "portainer");
    await portainer.up();
    const secret = await inGuest(world, "cat /etc/phoenix/portainer/admin-password");
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([portainer.inputs, await portainer.refresh()])).not.toContain(secret);
    expect(JSON.stringify(world.embedded.journal.entries())).not.toContain(secret);
  });
});
