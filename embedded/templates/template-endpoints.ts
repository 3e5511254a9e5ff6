import { createHash } from "node:crypto";
import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import type { Json } from "../contract";
import { nodeParameter } from "../lxc/parameters";
import { durations } from "../node/durations";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Worker } from "../node/task-list";
import type { VolumeContent } from "../storage/backend";
import { contentFolders, fileContent } from "../storage/directory-layout";
import { contentAt, isKnownHost } from "../interior/internet";
import { storageParameter } from "../storage/storage-options";
import type { Appliance } from "./appliances";
import { applianceServer, applianceUrl, appliances } from "./appliances";

const checksumParameters: Properties = {
  checksum: optionalText({ requires: "checksum-algorithm" }),
  "checksum-algorithm": optionalText({
    enum: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"],
    requires: "checksum",
  }),
};

function fill({ rights, params }: Request): void {
  rights.require(`/storage/${required(params, "storage")}`, ["Datastore.AllocateTemplate"]);
}

const available: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/aplinfo",
  parameters: { node: nodeParameter },
  handle: () => appliances.map(describe),
};

const download: Endpoint = {
  method: "POST",
  path: "/nodes/{node}/aplinfo",
  protected: true,
  parameters: {
    node: nodeParameter,
    storage: storageParameter,
    template: requiredText({ maxLength: 255 }),
  },
  authorize: fill,
  handle: ({ node, params, authuser }) => {
    const name = required(params, "template");
    const appliance = appliances.find((each) => each.template === name);
    if (!appliance) throw parameterError({ template: "no such template" });
    const path = targetPath(node, required(params, "storage"), "vztmpl", name);
    return node.tasks.start("download", name, authuser, async (worker) => {
      await fetchFile(node, applianceUrl(appliance), path, worker);
    });
  },
};

const downloadUrl: Endpoint = {
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/download-url",
  protected: true,
  parameters: {
    node: nodeParameter,
    storage: storageParameter,
    content: requiredText({ enum: ["iso", "vztmpl", "import"] }),
    filename: requiredText({ maxLength: 255 }),
    url: requiredText({ pattern: /https?:\/\/.*/ }),
    ...checksumParameters,
    compression: optionalText(),
    "verify-certificates": optionalFlag,
  },
  authorize: (request) => {
    fill(request);
    if (!request.rights.has("/", ["Sys.Audit", "Sys.Modify"])) {
      request.rights.require(`/nodes/${request.node.name}`, ["Sys.AccessNetwork"]);
    }
  },
  handle: ({ node, params, authuser }) => {
    const content = required(params, "content") as VolumeContent;
    const name = required(params, "filename");
    const path = targetPath(node, required(params, "storage"), content, name);
    return node.tasks.start("download", name, authuser, (worker) =>
      fetchFile(node, required(params, "url"), path, worker, params),
    );
  },
};

const upload: Endpoint = {
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/upload",
  protected: true,
  parameters: {
    node: nodeParameter,
    storage: storageParameter,
    content: requiredText({ enum: ["iso", "vztmpl", "import"] }),
    filename: requiredText({ maxLength: 255 }),
    ...checksumParameters,
    tmpfilename: optionalText({ pattern: /\/var\/tmp\/pveupload-[0-9a-f]+/ }),
  },
  authorize: fill,
  handle: ({ node, params, authuser }) => {
    const content = required(params, "content") as VolumeContent;
    const path = targetPath(
      node,
      required(params, "storage"),
      content,
      required(params, "filename"),
    );
    const from = params.get("tmpfilename");
    if (from === undefined) throw failure("missing temporary file name");
    return node.tasks.start("imgcopy", "", authuser, (worker) => {
      worker.print(`starting file import from: ${from}`);
      worker.print(`target node: ${node.name}`);
      worker.print(`target file: ${path}`);
      checkSum(node, from, params);
      node.files.rename(from, path);
    });
  },
};

export const templateEndpoints: readonly Endpoint[] = [available, download, downloadUrl, upload];

function describe(appliance: Appliance): Record<string, Json> {
  const { template, os, version, headline, section } = appliance;
  return {
    ...{ template, os, version, headline, section, type: "lxc", architecture: "amd64" },
    ...{ package: template.replace(/_.*$/, ""), source: `http://${applianceServer}/images` },
    ...{
      infopage: "https://pve.proxmox.com/wiki/Linux_Container",
      location: applianceUrl(appliance),
    },
    ...{ maintainer: "Proxmox Support Team <support@proxmox.com>", description: headline },
    sha512sum: createHash("sha512").update(template).digest("hex"),
  };
}

function targetPath(
  node: EmbeddedNode,
  storage: string,
  content: VolumeContent,
  name: string,
): string {
  const entry = node.storages.enabled(storage);
  if (!node.storages.content(entry).includes(content)) {
    throw parameterError({ storage: `storage '${storage}' does not support '${content}' content` });
  }
  if (fileContent(content, name) === undefined || name.includes("/")) {
    throw parameterError({ filename: `invalid filename or wrong extension` });
  }
  const backend = node.storages.backend(entry);
  backend.activate();
  return `${entry.options.get("path") ?? ""}/${contentFolders[content]}/${name}`;
}

/** The node's network reaches the server of the index's templates, and those that are known here (interior/internet). */
async function fetchFile(
  node: EmbeddedNode,
  url: string,
  path: string,
  worker: Worker,
  params: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  worker.print(`downloading ${url} to ${path}`);
  if (node.files.exists(path)) {
    if (params.has("checksum")) worker.print("calculating checksum of existing file...");
    checkSum(node, path, params);
    worker.print("OK, got correct file already, no need to re-download");
    return;
  }
  const { hostname, port, protocol, pathname } = new URL(url);
  const address = `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
  const content = contentAt(url);
  if (content !== undefined) {
    await worker.takes(durations.download);
    const temporary = `${path}.tmp_dwnl`;
    node.files.write(temporary, content);
    try {
      checkSum(node, temporary, params);
    } catch (error) {
      node.files.remove(temporary);
      throw error;
    }
    node.files.rename(temporary, path);
    worker.print(`download of '${url}' to '${path}' finished`);
    return;
  }
  if (hostname !== applianceServer && !isKnownHost(hostname)) {
    const why = /^[\d.]+$/.test(hostname) ? "Connection refused" : "Name or service not known";
    throw failure(`download failed: Connecting to ${address}... failed: ${why}.`);
  }
  const appliance = appliances.find((each) => pathname.endsWith(`/${each.template}`));
  if (!appliance) throw failure("download failed: ERROR 404: Not Found.");
  await worker.takes(durations.download);
  node.files.write(path, `${appliance.template}\n`);
  node.files.truncate(path, appliance.size);
  worker.print(`download of '${url}' to '${path}' finished`);
}

function checkSum(node: EmbeddedNode, path: string, params: ReadonlyMap<string, string>): void {
  const [expected, algorithm] = [params.get("checksum"), params.get("checksum-algorithm")];
  if (expected === undefined || algorithm === undefined) return;
  const content = node.files.read(path) ?? Buffer.alloc(0);
  const actual = createHash(algorithm).update(content).digest("hex");
  if (actual !== expected.toLowerCase()) {
    throw failure(`checksum mismatch: got '${actual}' != expect '${expected}'`);
  }
}
