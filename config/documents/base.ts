import { applied, part } from "../fields/field";
import { packageName, timeSourceName, timeSourceOption, unitName } from "../scalars/names";
import { boolean, listOf, object } from "../scalars/text";

/** Where the node's packages come from. */
export const aptDocument = object({
  repositories: applied(
    "Proxmox's repositories: true for on, false for off, left alone where absent. They are switched in their places, in both of apt's formats; entries of other people, mirrors as well, are left alone.",
    object({
      enterprise: applied(
        "Proxmox VE for customers; without a subscription it answers 401.",
        boolean,
      ),
      "no-subscription": applied("Proxmox VE without a subscription.", boolean),
      test: applied("Proxmox VE before it is released.", boolean),
      "ceph-enterprise": applied("Ceph for customers, of any release.", boolean),
      "ceph-no-subscription": applied(
        "Ceph without a subscription; of the release that the node's sources name, or Squid.",
        boolean,
      ),
      "ceph-test": applied("Ceph before it is released.", boolean),
    }),
  ),
});

/** Packages of the node. */
export const packagesDocument = listOf("packages", packageName);

/** Units of systemd on the node. */
export const servicesDocument = listOf(
  "services",
  object({
    name: part("Unit; without an ending it is a service.", unitName),
    enabled: applied("Whether it starts with the node; true where absent.", boolean),
    active: applied("Whether it runs; true where absent.", boolean),
  }),
);

const timeSource = object({
  name: part("Host name or address.", timeSourceName),
  options: applied(
    "Options of chrony.conf(5), with their values; iburst where absent.",
    listOf("options", timeSourceOption),
  ),
});

/** The node's clock. */
export const chronyDocument = object({
  pools: applied("Names that stand for several servers each.", listOf("pools", timeSource)),
  servers: applied("Single servers.", listOf("servers", timeSource)),
});
