import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import type { Json } from "../contract";
import { guestParameters } from "../lxc/parameters";
import type { EmbeddedNode } from "../node/embedded-node";
import { agentOf } from "./agent";
import { isNetworkKey, parseNetwork } from "./network";

const path = "/nodes/{node}/qemu/{vmid}/agent";

const ping: Endpoint = {
  method: "POST",
  path: `${path}/ping`,
  protected: true,
  parameters: guestParameters,
  harmless: true,
  authorize: audit,
  handle: (request) => {
    askedOf(request);
    return { result: {} };
  },
};

const interfaces: Endpoint = {
  method: "GET",
  path: `${path}/network-get-interfaces`,
  protected: true,
  parameters: guestParameters,
  authorize: audit,
  handle: (request) => ({ result: interfacesOf(request.node, askedOf(request)) }),
};

export const machineAgentEndpoints: readonly Endpoint[] = [ping, interfaces];

function audit({ rights, params }: Request): void {
  rights.requireOnGuest(required(params, "vmid"), ["VM.GuestAgent.Audit"]);
}

/** The machine whose agent answers. */
function askedOf({ node, params }: Request): number {
  const vmid = Number(required(params, "vmid"));
  agentOf(node, vmid);
  return vmid;
}

/** What cloud-init has set up in it. */
function interfacesOf(node: EmbeddedNode, vmid: number): Json[] {
  const { options } = node.machines.load(vmid);
  return [...options].flatMap(([key, value]): Json[] => {
    if (!isNetworkKey(key)) return [];
    const ip = /(?:^|,)ip=([\d.]+)\/(\d+)/.exec(options.get(`ipconfig${key.slice(3)}`) ?? "");
    const address = {
      "ip-address": ip?.[1] ?? "",
      "ip-address-type": "ipv4",
      prefix: Number(ip?.[2] ?? 0),
    };
    return [
      {
        name: `eth${key.slice(3)}`,
        "hardware-address": (parseNetwork(value).get("macaddr") ?? "").toLowerCase(),
        "ip-addresses": ip === null ? [] : [address],
      },
    ];
  });
}
