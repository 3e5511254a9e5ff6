import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { upstream } from "./versions";

/** docker(1): its version, and its plugins; nothing runs in it here. */
export const docker: Program = async (args, io) => {
  const [command = "", ...rest] = args;
  if (command === "--version" || command === "-v") {
    const { stdout } = await io.spawn([
      ...["dpkg-query", "-W", "-f", "${Version}\\n"],
      ...["docker-ce-cli", "docker-cli", "docker.io"],
    ]);
    const [version = ""] = stdout.split("\n");
    return `Docker version ${upstream(version)}, build 0000000\n`;
  }
  const plugin = plugins.map((folder) => `${folder}/docker-${command}`);
  const found = plugin.find((path) => io.files.exists(path));
  if (found !== undefined) return io.spawn([found, command, ...rest], { stdin: io.stdin });
  return failed(
    `docker: unknown command: docker ${command}\n\nRun 'docker --help' for more information`,
  );
};

/** Where the client looks for plugins (cli-plugins/manager of docker/cli). */
const plugins = ["/usr/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins"];
