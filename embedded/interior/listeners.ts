import { publishedPorts } from "../docker/containers";
import type { MountedFiles } from "../files/mounted-files";
import { parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import type { Services } from "./services";

/** Ports on which units listen while they are active, as their packages set them up. */
const ports: Readonly<Record<string, readonly number[]>> = {
  "nginx.service": [80],
  "ssh.service": [22],
  "smbd.service": [139, 445],
  "nfs-server.service": [2049],
  "prometheus.service": [9090],
  "prometheus-node-exporter.service": [9100],
};

/** `ss -ltn [-H] [sport = :PORT]` (ss(8)): the TCP ports on which something listens. */
export function ss(listening: () => readonly number[]): Program {
  return (args) => {
    const { flags, rest } = parseOptions(args, { short: "Hltn4", long: [] });
    const wanted = /^sport\s*=\s*:(\d+)$/.exec(rest.join(" "))?.[1];
    const rows = listening()
      .filter((port) => wanted === undefined || port === Number(wanted))
      .map((port) => `LISTEN 0      511          0.0.0.0:${port}       0.0.0.0:*\n`);
    const head = "State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n";
    return (flags.has("H") ? "" : head) + rows.join("");
  };
}

/** curl(1), which reaches what listens here itself, and for all else does what `remote` does. */
export function localCurl(listening: () => readonly number[], remote: Program): Program {
  return (args, io) => {
    const url = args.find((word) => /^http:\/\/(?:localhost|127\.0\.0\.1)(?:[:/]|$)/.test(word));
    if (url === undefined) return remote(args, io);
    const { hostname, port } = new URL(url);
    const number = port === "" ? 80 : Number(port);
    if (!listening().includes(number)) {
      const why = `Failed to connect to ${hostname} port ${number} after 0 ms: Couldn't connect to server`;
      return failed(args.includes("-s") ? "" : `curl: (7) ${why}`, 7);
    }
    const hasOutput = args.includes("-o");
    return hasOutput ? "" : "<!DOCTYPE html>\n<title>Welcome to nginx!</title>\n";
  };
}

/** The ports on which units and containers listen. */
export function listeningPorts(services: Services, files: MountedFiles): number[] {
  const isActive = (unit: string) => services.find(unit).active === "active";
  const packaged = Object.entries(ports)
    .filter(([unit]) => isActive(unit))
    .flatMap(([, numbers]) => numbers);
  const told = services
    .all()
    .map((name) => services.find(name))
    .filter(({ active }) => active === "active")
    .flatMap(({ content }) => toldPorts(content));
  const published = isActive("docker.service") ? publishedPorts(files) : [];
  return [...packaged, ...told, ...published].sort((a, b) => a - b);
}

/** The port that a unit's command line gives to a server, or the server's own where it gives none. */
function toldPorts(content: string): number[] {
  const line = /^ExecStart=(.*)$/m.exec(content)?.[1] ?? "";
  const server = Object.entries(servers).find(([command]) => line.startsWith(`${command} `));
  if (server === undefined) return [];
  const port = /\s--(?:port|bind-addr)[ =](?:[\d.]+:)?(\d+)(?:\s|$)/.exec(line)?.[1];
  return [port === undefined ? server[1] : Number(port)];
}

/** Servers by the command that starts them, with the port on which they listen by default. */
const servers: Readonly<Record<string, number>> = {
  "/opt/vllm/bin/vllm serve": 8000,
  "/opt/code-server/bin/code-server": 8080,
  "/opt/comfyui/bin/python3 -u /opt/comfyui/source/main.py": 8188,
  "/opt/llamacpp/bin/python3 -m llama_cpp.server": 8000,
};
