import type { InterfaceSettings } from "../host/interface-settings";
import { valuesOf } from "../host/interfaces-file";
import { cardsOf, type Network } from "../host/network";
import type { Refusal } from "./lifecycle";
import { driftedInterfaces, settingsOf } from "./network-observe";
import { foreignChanges } from "./network-pending";
import { standsOn } from "./network-plan";
import type { NetworkSpec } from "./network-schema";

/** Why the interfaces cannot be brought to what is declared; told before anything is changed. */
export function networkRefusals(spec: NetworkSpec, network: Network): Refusal[] {
  const live = settingsOf(network.file, network);
  return [
    ...pendingOfOthers(spec, network),
    ...sourcedElsewhere(spec, network),
    ...missingDevices(spec, network, live),
    ...takenPorts(spec, live),
    ...otherGateways(spec, live),
    ...lostByApi(spec, network, live),
  ];
}

function refusal(reason: string): Refusal {
  return { property: "interfaces", reason: `network: ${reason}` };
}

function pendingOfOthers(spec: NetworkSpec, network: Network): Refusal[] {
  if (network.pending === undefined) return [];
  const foreign = foreignChanges(spec, network, network.pending);
  if (foreign.length === 0) return [];
  const told = foreign.map(({ iface, changes }) => `\n  ${iface}: ${changes.join(", ")}`);
  return [
    refusal(
      `changes that are not of this stack wait on the node to be applied:${told.join("")}\n` +
        "Apply or revert them first (System → Network on the node, or pvesh set / pvesh delete /nodes/NODE/network).",
    ),
  ];
}

/** PVE does not read these files, and ifupdown2 takes both stanzas. */
function sourcedElsewhere(spec: NetworkSpec, { sourced }: Network): Refusal[] {
  return sourced.flatMap(([path, interfaces]) =>
    Object.keys(spec.interfaces)
      .filter((name) => interfaces.has(name))
      .map((name) =>
        refusal(
          `${path} sets up ${name} as well, which Proxmox VE does not see. Move what it says into the ` +
            "declaration, and remove it there.",
        ),
      ),
  );
}

function missingDevices(
  spec: NetworkSpec,
  { links }: Network,
  live: ReadonlyMap<string, InterfaceSettings>,
): Refusal[] {
  const cards = cardsOf(links);
  const isThere = (name: string) =>
    links.has(name) || live.has(name) || spec.interfaces[name] !== undefined;
  return Object.entries(spec.interfaces).flatMap(([name, wanted]) => {
    const missing = standsOn(name, wanted).filter(
      // A VLAN that only its bridge names is made with it.
      (device) => !isThere(device) && !isThere(device.replace(/\.\d+$/, "")),
    );
    if (wanted.type === "eth" && !cards.includes(name)) missing.push(name);
    return missing.map((device) =>
      refusal(
        `${device === name ? name : `${device}, which ${name} stands on,`} is no interface of the node; ` +
          `its network cards are ${cards.join(", ") || "none"}.`,
      ),
    );
  });
}

function takenPorts(spec: NetworkSpec, live: ReadonlyMap<string, InterfaceSettings>): Refusal[] {
  const keeps = (name: string, key: "bridge_ports" | "slaves") =>
    spec.interfaces[name]?.[key] === undefined ? (live.get(name)?.[key] ?? []) : [];
  const declared = Object.entries(spec.interfaces).filter(([, { type }]) => type !== "vlan");
  return declared.flatMap(([name, wanted]) =>
    [...(wanted.bridge_ports ?? []), ...(wanted.slaves ?? [])].flatMap((port) =>
      [...live.keys()]
        .filter((other) => other !== name)
        .filter((other) =>
          [...keeps(other, "bridge_ports"), ...keeps(other, "slaves")].includes(port),
        )
        .map((other) =>
          refusal(
            `${name} is declared with ${port}, which ${other} has. Declare ${other} without it as well, ` +
              "so that both change at once.",
          ),
        ),
    ),
  );
}

/** A node has one default gateway of each family. */
function otherGateways(spec: NetworkSpec, live: ReadonlyMap<string, InterfaceSettings>): Refusal[] {
  return (["gateway", "gateway6"] as const).flatMap((key) =>
    Object.entries(spec.interfaces)
      .filter(([, wanted]) => typeof wanted[key] === "string")
      .flatMap(([name]) =>
        [...live]
          .filter(([other, each]) => other !== name && each[key] !== undefined)
          .filter(([other]) => spec.interfaces[other]?.[key] === undefined)
          .map(([other, each]) =>
            refusal(
              `${name} is declared with a ${key}, and ${other} has ${each[key] ?? ""} already. ` +
                `Remove it there, or declare the ${key} of ${other} instead.`,
            ),
          ),
      ),
  );
}

/** What PVE's API cannot say, and would drop: of the whole file several addresses, of a changed interface DHCP. */
function lostByApi(
  spec: NetworkSpec,
  network: Network,
  live: ReadonlyMap<string, InterfaceSettings>,
): Refusal[] {
  const drifted = driftedInterfaces(spec, live);
  if (drifted.length === 0) return [];
  return [...network.file].flatMap(([name, found]) => {
    const several = ["inet", "inet6"].filter(
      (family) => valuesOf(found, "address", family).length > 1,
    );
    const dynamic = found.stanzas.find(
      ({ method = "manual" }) => !["static", "manual", "loopback"].includes(method),
    );
    return [
      ...several.map((family) =>
        refusal(
          `${name} has several addresses (${valuesOf(found, "address", family).join(", ")}), of which Proxmox VE's ` +
            "API would keep the last whenever it writes the file. Put the others into an interface of their own " +
            `(${name}:1) in /etc/network/interfaces.d, or remove them.`,
        ),
      ),
      ...(dynamic !== undefined && drifted.includes(name)
        ? [
            refusal(
              `${name} gets its address by ${dynamic.method ?? ""} (iface ${name} ${dynamic.family ?? ""} ` +
                `${dynamic.method ?? ""}), which Proxmox VE's API would drop with any change. Remove that ` +
                "stanza on the node, or do not declare the interface.",
            ),
          ]
        : []),
    ];
  });
}
