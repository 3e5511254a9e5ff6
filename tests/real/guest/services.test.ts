import type { Json } from "../../../embedded/contract";
import { testFeatures, type FeatureCase } from "../../features/test-features";
import { ask, later, openGuestWorld, preparedContainer, settings, soon } from "./guest-world";
import { sites } from "./sites";

const features: Readonly<Record<string, FeatureCase>> = {
  nginx: {
    settings: { ...settings, options: { sites } },
    works: `${ask(8080, "/")} | grep -qx "This is a proxy."`,
    breaks: [
      ["systemctl stop nginx", ["service.nginx.active"]],
      ["systemctl disable nginx", ["service.nginx.enabled"]],
      [
        later("sed -i s/127.0.0.1:3128/127.0.0.1:3129/ /etc/nginx/conf.d/phoenix-sites.conf"),
        ["file./etc/nginx/conf.d/phoenix-sites.conf", "service.nginx.configuration"],
      ],
      ["rm /etc/nginx/conf.d/phoenix.conf", ["file./etc/nginx/conf.d/phoenix.conf"]],
      [
        later("echo nonsense > /etc/nginx/conf.d/phoenix.conf"),
        ["configuration", "file./etc/nginx/conf.d/phoenix.conf", "service.nginx.configuration"],
      ],
      ["chown nobody /etc/nginx/conf.d/phoenix.conf", ["file./etc/nginx/conf.d/phoenix.conf"]],
      [
        // Which takes all of /etc/nginx along.
        "apt-get purge -y nginx nginx-common",
        [
          "configuration",
          "file./etc/nginx/conf.d/phoenix-sites.conf",
          "file./etc/nginx/conf.d/phoenix.conf",
          "package.nginx",
          "service.nginx.active",
          "service.nginx.enabled",
        ],
      ],
    ],
  },
  jupyterlab: {
    settings,
    works: `/opt/jupyterlab/bin/pip check && ${soon(
      `${ask(8888, "/api/kernelspecs", "Authorization: token $(cat /etc/jupyterlab/token)")} | grep -q python3`,
    )}`,
    breaks: [
      ["systemctl stop jupyterlab", ["service.jupyterlab.active"]],
      ["/opt/jupyterlab/bin/pip uninstall -q -y jupyterlab", ["python.jupyterlab"]],
      ["rm /etc/jupyterlab/token", ["token"]],
      ["chmod 644 /etc/jupyterlab/token", ["token"]],
      [
        later("sed -i s/8888/8889/ /etc/systemd/system/jupyterlab.service"),
        ["file./etc/systemd/system/jupyterlab.service", "service.jupyterlab.configuration"],
      ],
      [
        "systemctl stop jupyterlab; rm -r /opt/jupyterlab",
        ["python.jupyter-server", "python.jupyterlab", "service.jupyterlab.active"],
      ],
    ],
  },
  docker: {
    settings: { ...settings, options: { repository: "distribution" } },
    works: "docker info --format '{{.Driver}}' | grep -qx overlay2 && docker ps",
    breaks: [
      ["systemctl stop docker.service docker.socket", ["service.docker.active"]],
      ["systemctl disable docker", ["service.docker.enabled"]],
      ["apt-get remove -y docker-compose", ["compose"]],
      [
        later("echo {} > /etc/docker/daemon.json"),
        ["file./etc/docker/daemon.json", "service.docker.configuration"],
      ],
      [
        "rm /etc/systemd/system/docker.service.d/phoenix-proxy.conf",
        ["file./etc/systemd/system/docker.service.d/phoenix-proxy.conf"],
      ],
      ["dpkg --remove --force-depends docker-cli", ["compose"]],
      [
        "apt-get purge -y docker.io",
        ["package.docker.io", "service.docker.active", "service.docker.enabled"],
      ],
    ],
  },
};

let prepared: Json;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await preparedContainer();
});

testFeatures(features, () => openGuestWorld(prepared));
