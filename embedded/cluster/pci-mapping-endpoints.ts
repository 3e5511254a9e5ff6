import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { parsePropertyString } from "../api/schema/check";
import { configIdFormat } from "../api/schema/formats";
import type { Properties } from "../api/schema/property";
import { optionalText, requiredText } from "../api/schema/property";
import type { EmbeddedNode } from "../node/embedded-node";
import { loadMappings, saveMappings } from "./pci-mappings";

/** The keys of a device of a mapping (PVE::Mapping::PCI, $map_fmt). */
const mapProperties: Properties = {
  node: requiredText(),
  id: requiredText({ pattern: /[0-9a-fA-F]{4}:[0-9a-fA-F]{4}/ }),
  path: requiredText({ pattern: /(?:[a-f0-9]{4,}:[a-f0-9]{2}:[a-f0-9]{2}(?:\.[a-f0-9])?;?)+/ }),
  iommugroup: { type: "integer", optional: true },
  "subsystem-id": optionalText({ pattern: /[0-9a-fA-F]{4}:[0-9a-fA-F]{4}/ }),
  description: optionalText({ maxLength: 4096 }),
};

const path = "/cluster/mapping/pci";
const idParameter = requiredText({ format: configIdFormat });

const list: Endpoint = {
  method: "GET",
  path,
  parameters: {},
  handle: ({ node, rights }) =>
    [...loadMappings(node)]
      .filter(([id]) => rights.has(`/mapping/pci/${id}`, ["Mapping.Audit"]))
      .map(([id, lines]) => ({ id, map: mapsOf(lines) })),
};

const create: Endpoint = {
  method: "POST",
  path,
  protected: true,
  parameters: { id: idParameter, map: requiredText(), description: optionalText() },
  authorize: ({ rights }) => {
    rights.require("/mapping/pci", ["Mapping.Modify"]);
  },
  handle: (request) => {
    const id = required(request.params, "id");
    const mappings = loadMappings(request.node);
    if (mappings.has(id)) throw failure(`pci ID '${id}' already defined`);
    mappings.set(id, linesOf(request));
    saveMappings(request.node, mappings);
    return null;
  },
};

const change: Endpoint = {
  method: "PUT",
  path: `${path}/{id}`,
  protected: true,
  parameters: {
    id: idParameter,
    map: optionalText(),
    description: optionalText(),
    delete: optionalText(),
    digest: optionalText({ maxLength: 64 }),
  },
  authorize: mayModify,
  handle: (request) => {
    const { node, params } = request;
    const id = required(params, "id");
    const mappings = loadMappings(node);
    existing(mappings, id);
    if (params.has("map")) mappings.set(id, linesOf(request));
    saveMappings(node, mappings);
    return null;
  },
};

const remove: Endpoint = {
  method: "DELETE",
  path: `${path}/{id}`,
  protected: true,
  parameters: { id: idParameter },
  authorize: mayModify,
  handle: ({ node, params }) => {
    const mappings = loadMappings(node);
    mappings.delete(required(params, "id"));
    saveMappings(node, mappings);
    return null;
  },
};

export const pciMappingEndpoints: readonly Endpoint[] = [list, create, change, remove];

function mayModify({ rights, params }: Request): void {
  rights.require(`/mapping/pci/${required(params, "id")}`, ["Mapping.Modify"]);
}

function existing(mappings: ReadonlyMap<string, readonly string[]>, id: string): void {
  if (!mappings.has(id)) throw failure(`pci '${id}' does not exist`);
}

function linesOf({ node, params }: Request): string[] {
  const map = required(params, "map");
  checkDevice(node, parsePropertyString(mapProperties, map));
  const description = params.get("description");
  return [...(description === undefined ? [] : [`description ${description}`]), `map ${map}`];
}

/** Refuses a node that there is not; whether the device is what it says is looked at when a machine starts. */
function checkDevice(node: EmbeddedNode, values: ReadonlyMap<string, string>): void {
  const name = values.get("node") ?? "";
  if (name !== node.name && !node.files.exists(`/etc/pve/nodes/${name}`)) {
    throw failure(`no such cluster node '${name}'`);
  }
}

function mapsOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^map (.+)$/.exec(line)?.[1] ?? []);
}
