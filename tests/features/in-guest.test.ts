import type { Json } from "../../embedded/contract";
import { distributionOf } from "../../config/distribution";
import { nginxServers } from "../../config/nginx/sites";
import { World } from "../lifecycle/world";
import {
  declared,
  differing,
  gpuDevices,
  inGuest,
  onEmbedded,
  preparedGuest,
  restartsDuring,
} from "./guest-world";
import { testFeatures, type FeatureCase } from "./test-features";

const features: Readonly<Record<string, FeatureCase>> = {
  nginx: {
    settings: {
      options: {
        sites: nginxServers([{ port: 8080, upstream: "10.0.0.9:80" }], () => undefined),
      },
    },
    breaks: [
      [
        "sed -i s/10.0.0.9/10.0.0.8/ /etc/nginx/conf.d/phoenix-sites.conf && touch -d 2099-01-01 /etc/nginx/conf.d/phoenix-sites.conf",
        ["file./etc/nginx/conf.d/phoenix-sites.conf", "service.nginx.configuration"],
      ],
      ["systemctl disable --now nginx", ["service.nginx.active", "service.nginx.enabled"]],
      [
        "sed -i s/100m/1m/ /etc/nginx/conf.d/phoenix.conf && touch -d 2099-01-01 /etc/nginx/conf.d/phoenix.conf",
        ["file./etc/nginx/conf.d/phoenix.conf", "service.nginx.configuration"],
      ],
      ["rm /etc/nginx/conf.d/phoenix.conf", ["file./etc/nginx/conf.d/phoenix.conf"]],
      [
        "apt-get remove -y nginx",
        ["configuration", "package.nginx", "service.nginx.active", "service.nginx.enabled"],
      ],
    ],
  },
  python_api_service: {
    breaks: [
      ["apt-get purge -y python3-venv", ["package.python3-venv"]],
      [
        "apt-get remove -y python3-pip python3-venv",
        ["package.python3-pip", "package.python3-venv"],
      ],
    ],
  },
  docker: {
    breaks: [
      ["systemctl stop docker", ["service.docker.active"]],
      [
        "echo {} > /etc/docker/daemon.json; touch -d 2099-01-01 /etc/docker/daemon.json",
        ["file./etc/docker/daemon.json", "service.docker.configuration"],
      ],
      ["apt-get remove -y docker-compose-plugin", ["compose", "version.docker-compose-plugin"]],
      [
        "apt-get update && apt-get install -y docker-ce docker-ce-cli containerd.io",
        ["version.containerd.io", "version.docker-ce", "version.docker-ce-cli"],
      ],
      [
        "apt-get remove -y docker-ce; rm /etc/apt/keyrings/phoenix-docker.asc",
        [
          "file./etc/apt/keyrings/phoenix-docker.asc",
          "service.docker.active",
          "service.docker.enabled",
          "version.docker-ce",
        ],
      ],
    ],
  },
  nvidia: {
    settings: { gpus: 2, options: { driver_version: "580.76.05" } },
    breaks: [
      ["nvidia-uninstall", ["driver.installed", "gpus"]],
      [
        "apt-get remove -y cuda-nvcc-12-8; rm /etc/profile.d/phoenix-cuda.sh",
        ["cuda", "file./etc/profile.d/phoenix-cuda.sh"],
      ],
      [
        "curl -fsSL -o /tmp/other.run https://us.download.nvidia.com/XFree86/Linux-x86_64/570.133.07/NVIDIA-Linux-x86_64-570.133.07.run && sh /tmp/other.run --silent --no-kernel-modules",
        ["driver.installed", "gpus"],
      ],
    ],
  },
  ollama: {
    settings: { options: onEmbedded["ollama"] ?? {} },
    breaks: [
      ["systemctl disable --now ollama", ["service.ollama.active", "service.ollama.enabled"]],
      ["rm -r /usr/local/bin/ollama /usr/local/lib/ollama", ["version"]],
      [
        "sed -i s/0.0.0.0/127.0.0.1/ /etc/systemd/system/ollama.service; touch -d 2099-01-01 /etc/systemd/system/ollama.service",
        ["file./etc/systemd/system/ollama.service", "service.ollama.configuration"],
      ],
    ],
  },
  code_server: {
    settings: { options: onEmbedded["code_server"] ?? {} },
    breaks: [
      ["systemctl stop code-server", ["service.code-server.active"]],
      ["rm -r /opt/code-server", ["version"]],
      [
        "sed -i s/4.139.1/4.100.0/ /opt/code-server/package.json; touch -d 2001-01-01 /opt/code-server/package.json",
        ["version"],
      ],
      ["rm /etc/code-server/password", ["password"]],
    ],
  },
  jupyterlab: {
    breaks: [
      ["systemctl stop jupyterlab", ["service.jupyterlab.active"]],
      ["/opt/jupyterlab/bin/pip uninstall -y jupyterlab", ["python.jupyterlab"]],
      ["rm /etc/jupyterlab/token", ["token"]],
      ["chmod 644 /etc/jupyterlab/token", ["token"]],
    ],
  },
  comfyui: {
    breaks: [
      ["systemctl stop comfyui", ["service.comfyui.active"]],
      ["echo 'import os' >>/opt/comfyui/source/nodes.py", ["source"]],
      ["rm -r /opt/comfyui/source; chown root:root /srv/comfyui/models", ["data", "source"]],
      ["/opt/comfyui/bin/pip uninstall -y torch", ["python.torch"]],
      [
        "sed -i s/127.0.0.1/0.0.0.0/ /etc/systemd/system/comfyui.service; touch -d 2099-01-01 /etc/systemd/system/comfyui.service",
        ["file./etc/systemd/system/comfyui.service", "service.comfyui.configuration"],
      ],
    ],
  },
  vllm: {
    settings: { gpus: 2 },
    breaks: [
      ["/opt/vllm/bin/pip uninstall -y torch", ["python.torch"]],
      ["rm -r /opt/vllm", ["cuda", "python.torch", "python.vllm"]],
      [
        "/opt/vllm/bin/pip install -q vllm==0.10.2; rm /usr/local/share/phoenix/vllm.txt",
        ["file./usr/local/share/phoenix/vllm.txt", "python.vllm"],
      ],
    ],
  },
};

let prepared: Json;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await preparedGuest({ dev: gpuDevices });
});

testFeatures(features, () => World.open(prepared));

test("the locale of a Debian 13 is healed where the link to its file is gone, or a file", async () => {
  const debian = "debian-13-standard_13.1-2_amd64.tar.zst";
  const world = await World.open(await preparedGuest({}, debian));
  const distribution = distributionOf(debian);
  const setup = declared(world, "base_setup", distribution === undefined ? {} : { distribution });
  await setup.up();
  for (const command of ["rm /etc/default/locale", "sed -i s/en_US/C/ /etc/default/locale"]) {
    await inGuest(world, command);
    expect(await differing(setup)).toEqual(["locale.LANG", "locale.LC_ALL"]);
    expect(await setup.up()).toBe("updated");
    expect(await inGuest(world, "cat /etc/locale.conf")).toContain("LANG=en_US.UTF-8");
  }
  await world.close();
});

describe("a guest with several features", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open(prepared);
  });
  afterEach(() => world.close());

  test("is asked for all of them in one command", async () => {
    await declared(world, "nginx").up();
    await declared(world, "python_api_service").up();
    world.host.forget();
    const { facts } = await world.host.inspect(["facts"], ["900"]);
    expect(Object.keys(facts.get(900) ?? {}).sort()).toEqual(["nginx", "python_api_service"]);
  });

  test("is told that somebody has masked a service, which is left so", async () => {
    const nginx = declared(world, "nginx");
    await nginx.up();
    await inGuest(world, "systemctl stop nginx; systemctl mask nginx");
    expect(await differing(nginx)).toEqual(["service.nginx.active", "service.nginx.enabled"]);
    await expect(nginx.up()).rejects.toThrow(/somebody has masked nginx; "systemctl unmask nginx"/);
    await inGuest(world, "systemctl unmask nginx");
    expect(await nginx.up()).toBe("updated");
  });

  test("gets another option written, and the service restarted once", async () => {
    await declared(world, "nginx").up();
    const restarts = await restartsDuring(world, "nginx", () =>
      declared(world, "nginx", { options: { client_max_body_size: "2g" } }).up(),
    );
    expect(restarts).toBe(1);
    const file = await inGuest(world, "cat /etc/nginx/conf.d/phoenix.conf");
    expect(file).toContain("client_max_body_size 2g;");
  });

  test("gets NVIDIA's runtime for Docker when the GPU comes later, and loses it with the GPU", async () => {
    const plain = declared(world, "docker");
    await plain.up();
    const gpu = declared(world, "docker", { gpus: 2 });
    expect(await restartsDuring(world, "docker", () => gpu.up())).toBe(1);
    expect(await inGuest(world, "cat /etc/docker/daemon.json")).toContain(
      '"default-runtime": "nvidia"',
    );
    expect(await inGuest(world, "command -v nvidia-container-runtime")).not.toBe("");
    const config = "/etc/nvidia-container-runtime/config.toml";
    expect(await inGuest(world, `cat ${config}`)).toContain("no-cgroups = true");
    await plain.up();
    expect(await inGuest(world, `cat /etc/docker/daemon.json; ls ${config} || true`)).not.toContain(
      'nvidia"',
    );
    expect(await differing(plain)).toEqual([]);
  });

  test("has Docker of its distribution instead of Docker's own, once that is what is declared", async () => {
    await declared(world, "docker").up();
    await declared(world, "docker", { options: { repository: "distribution" } }).up();
    const packages = await inGuest(world, "dpkg -l");
    expect(packages).toMatch(/^ii docker\.io /m);
    expect(packages).not.toMatch(/^ii docker-ce /m);
    expect(await inGuest(world, "ls /etc/apt/sources.list.d /etc/apt/keyrings")).not.toContain(
      "phoenix",
    );
  });

  test("takes packages and installers from the mirror", async () => {
    const mirror = (host: string) => [`https://${host}`, `http://mirror.phoenix.internal/${host}`];
    const hosts = ["us.download.nvidia.com", "developer.download.nvidia.com"];
    const mirrors = Object.fromEntries(hosts.map(mirror)) as Record<string, string>;
    const nvidia = features["nvidia"]?.settings;
    await declared(world, "nvidia", { ...nvidia, downloads: { mirrors } }).up();
    const journal = world.embedded.journal
      .entries()
      .map(({ what }) => what)
      .join("\n");
    expect(journal).not.toMatch(/https:\/\/\w+\.download\.nvidia\.com/);
    const sources = await inGuest(world, "cat /etc/apt/sources.list.d/phoenix-cuda.sources");
    expect(sources).toContain(
      "URIs: http://mirror.phoenix.internal/developer.download.nvidia.com/",
    );
  });

  test("has no archive of packages that is signed with another key", async () => {
    const docker = declared(world, "docker");
    await docker.up();
    await inGuest(
      world,
      "cp /etc/apt/sources.list.d/phoenix-docker.sources /etc/apt/sources.list.d/x.sources; sed -i s/phoenix-docker/x/ /etc/apt/sources.list.d/x.sources; apt-get remove -y docker-ce",
    );
    await expect(docker.up()).rejects.toThrow(/NO_PUBKEY 7EA0A9C3F273FCD8/);
  });

  test("shows that the node's driver is another release, and gets that release once it is declared", async () => {
    const nvidia = declared(world, "nvidia", features["nvidia"]?.settings);
    await nvidia.up();
    const next = "580.95.05";
    const url = `https://us.download.nvidia.com/XFree86/Linux-x86_64/${next}/NVIDIA-Linux-x86_64-${next}.run`;
    await world.shell("pct stop 900 && modprobe -r nvidia_uvm nvidia_drm nvidia_modeset nvidia");
    await world.shell(`curl -fsSL -o /root/next.run ${url} && sh /root/next.run --silent --dkms`);
    await world.shell("pct start 900");
    expect(await differing(nvidia)).toEqual(["driver.node", "gpus"]);
    await expect(nvidia.up()).rejects.toThrow(/driver.node is 580.95.05, want 580.76.05/);
    const settings = { gpus: 2, options: { driver_version: next } };
    expect(await declared(world, "nvidia", settings).up()).toBe("created");
    expect(await inGuest(world, "nvidia-smi")).toContain(`Driver Version: ${next}`);
  });
});
