import fs from "node:fs";
import path from "node:path";
import type { Json } from "../../../embedded/contract";
import { declared } from "../../features/guest-world";
import { testFeatures, type FeatureCase } from "../../features/test-features";
import { guestProxy } from "../../../tools/real/guest/guest";
import type { World } from "../../lifecycle/world";
import { ask, later, openGuestWorld, preparedContainer, settings, soon } from "./guest-world";

/** What differs of a container that is not there. */
const gone = (name: string) =>
  ["configuration", "image", "ports", "state"].map((fact) => `container.${name}.${fact}`);

/** Filled in once the guest's registry has told it: settings are read when a test runs. */
const image = { image: "" };
const agentImage = { role: "agent", agent_image: "" };
const grafanaImage = { grafana_image: "", grafana_ip: "127.0.0.1" };

const features: Readonly<Record<string, FeatureCase>> = {
  qdrant: {
    settings: { ...settings, options: image },
    breaks: [
      ["docker stop qdrant", ["container.qdrant.state"]],
      ["docker pause qdrant", ["container.qdrant.state"]],
      ["docker kill qdrant", ["container.qdrant.state"]],
      ["docker rm -f qdrant", gone("qdrant")],
      [
        "sed -i s/6334:/7334:/ /etc/phoenix/qdrant/compose.json",
        ["container.qdrant.configuration", "file./etc/phoenix/qdrant/compose.json"],
      ],
      [
        "sed -i s/6334:/7334:/ /etc/phoenix/qdrant/compose.json; docker compose -f /etc/phoenix/qdrant/compose.json up -d",
        [
          "container.qdrant.configuration",
          "container.qdrant.ports",
          "file./etc/phoenix/qdrant/compose.json",
        ],
      ],
      [
        "docker compose -f /etc/phoenix/qdrant/compose.json up -d",
        ["container.qdrant.configuration"],
      ],
    ],
  },
  open_webui: {
    settings: { ...settings, options: image },
    breaks: [
      ["docker stop open-webui && docker rm open-webui", gone("open-webui")],
      ["rm /etc/phoenix/open_webui/secret", ["container.open-webui.configuration", "session_key"]],
      ["chmod 644 /etc/phoenix/open_webui/secret", ["session_key"]],
    ],
  },
  portainer: {
    settings: { ...settings, options: image },
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
  "portainer as an agent": {
    feature: "portainer",
    settings: { ...settings, options: agentImage },
    breaks: [
      ["docker kill portainer_agent", ["container.portainer_agent.state"]],
      ["docker rm -f portainer_agent", gone("portainer_agent")],
      [
        "echo '{}' > /etc/phoenix/portainer/compose.json",
        ["container.portainer_agent.configuration", "file./etc/phoenix/portainer/compose.json"],
      ],
    ],
  },
  monitoring: {
    settings: { ...settings, options: grafanaImage },
    works: soon(`${ask(9090, "/api/v1/query?query=node_uname_info")} | grep -q Linux`),
    breaks: [
      ["systemctl stop prometheus", ["service.prometheus.active"]],
      ["systemctl disable prometheus-node-exporter", ["service.prometheus-node-exporter.enabled"]],
      [
        later("sed -i s/9100/9101/ /etc/prometheus/prometheus.yml"),
        ["file./etc/prometheus/prometheus.yml", "service.prometheus.configuration"],
      ],
      ["rm /etc/default/prometheus-node-exporter", ["file./etc/default/prometheus-node-exporter"]],
      ["chmod 644 /etc/phoenix/monitoring/admin-password", ["admin_password"]],
      ["docker kill grafana", ["container.grafana.state"]],
      [
        "sed -i s/localhost/example.org/ /etc/phoenix/monitoring/datasource.yml",
        ["container.grafana.configuration", "file./etc/phoenix/monitoring/datasource.yml"],
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
  prepared = await preparedContainer();
});

/** A guest with Docker, and a registry that has one image. */
async function withImages(): Promise<World> {
  const world = await openGuestWorld(prepared);
  await declared(world, "docker", {
    ...settings,
    options: { repository: "distribution" },
  }).up();
  const script = fs.readFileSync(path.join(__dirname, "stand-in.sh"), "utf8");
  const made = await world.guests?.run(900, ["bash", "-s", guestProxy], { stdin: script });
  if (made?.exitCode !== 0) throw new Error(`no images: ${made?.stderr ?? ""}`);
  image.image = agentImage.agent_image = grafanaImage.grafana_image = made.stdout.trim();
  return world;
}

testFeatures(features, withImages);
