import type { MountedFiles } from "../files/mounted-files";
import { refused } from "./daemon-error";

/** What is known of an image without looking into it. */
interface Exposed {
  /** Whether it says how the daemon asks what runs of it. */
  readonly hasHealth: boolean;
  /** Where it listens in the network of the machine, for an environment. */
  hostPorts(environment: readonly string[]): string[];
}

/** What an image brings, by the end of its repository's name. */
export function exposedBy(image: string): Exposed {
  const name = repositoryOf(image).replace(/^.*\//, "");
  const [variable, port] = listens[name] ?? [];
  return {
    hasHealth: name === "open-webui",
    hostPorts(environment) {
      if (variable === undefined || port === undefined) return [];
      const said = environment.find((line) => line.startsWith(`${variable}=`));
      return [said?.replace(/^.*[=:]/, "") ?? port];
    },
  };
}

/** The variable that says where a program listens, and where it does without. */
const listens: Readonly<Record<string, readonly [string, string]>> = {
  grafana: ["GF_SERVER_HTTP_PORT", "3000"],
  "dcgm-exporter": ["DCGM_EXPORTER_LISTEN", "9400"],
};

/** Gets an image from its registry unless it is there; true where it was not. */
export function pull(files: MountedFiles, image: string, record: (what: string) => void): boolean {
  const known = imagesIn(files);
  if (known.includes(image)) return false;
  const host = registryOf(image);
  if (!registries.test(host)) {
    throw refused(`Get "https://${host}/v2/": dial tcp: lookup ${host}: no such host`);
  }
  if (!/[:@]/.test(image.slice(image.lastIndexOf("/") + 1))) {
    return pull(files, `${image}:latest`, record);
  }
  files.write(list, JSON.stringify([...known, image]));
  record(`docker pull ${image}`);
  return true;
}

/** The images that were got, as they were asked for. */
export function imagesIn(files: MountedFiles): string[] {
  return JSON.parse(files.readText(list) ?? "[]") as string[];
}

const list = "/var/lib/docker/image/overlay2/repositories.json";

const registries = /^(?:docker\.io|ghcr\.io|nvcr\.io|docker\.n8n\.io|mirror\.phoenix\.internal)$/;

/** A name whose first part is no host is Docker Hub's (splitDockerDomain of distribution/reference). */
function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return isHost ? first : "docker.io";
}

function repositoryOf(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^/:]+$/, "");
}
