import { z } from "zod";
import { applied, inert, later, part } from "../fields/field";
import { address, nameserver } from "../scalars/addresses";
import { hostname, version } from "../scalars/names";
import { url } from "../scalars/paths";
import { boolean, line, listOf, object, oneOf, text } from "../scalars/text";

const DNS = "DNS server";
const CA = "certificates";

/** The driver on the node. */
export const driverDocument = object({
  install: applied("Whether Phoenix installs the driver; true where absent.", boolean),
  version: applied("Version of the driver: exactly this one.", version),
  kernel_module: applied(
    "Which of the driver's kernel modules: open works from Turing on and is needed from Blackwell on, proprietary is needed before Turing; what fits the cards where absent.",
    oneOf(["open", "proprietary"]),
  ),
  runfile_url: applied("NVIDIA's installer; the one for the version at NVIDIA where absent.", url),
  runfile_sha256: applied(
    "SHA-256 of the installer, which is checked before it is run; not checked where absent.",
    text("a SHA-256 in hexadecimal, 64 digits", /^[0-9a-fA-F]{64}$/),
  ),
  cuda_version: applied(
    "Version of the CUDA toolkit in guests that have the feature nvidia, such as 12.8; the feature's own where absent.",
    version,
  ),
  install_vllm_libs: inert("features install vLLM in guests", "Libraries on the node.", boolean),
});

/** One address record. */
export const dnsRecord = object({
  hostname: later(
    DNS,
    "Name inside the zone.",
    text("a DNS name, @ or *", /^(?:@|\*|(?:\*\.)?[A-Za-z0-9_][A-Za-z0-9._-]*)?$/),
  ),
  ip: later(DNS, "Address.", address),
  ip_internal: later(DNS, "Address for guests.", address),
  ip_external: later(DNS, "Address for others.", address),
});

/** The node's DNS server. */
export const dnsDocument = object({
  enabled: later(DNS, "Whether it runs.", boolean),
  upstream_servers: later(
    DNS,
    "Servers that are asked in turn.",
    listOf("DNS servers", nameserver),
  ),
  authoritative_zones: later(
    DNS,
    "Zones that it answers itself.",
    listOf(
      "zones",
      object({
        zone_name: part("Domain.", hostname),
        records: later(DNS, "Records.", listOf("records", dnsRecord)),
      }),
    ),
  ),
});

/** The certificate authority. */
export const stepCaDocument = object({
  root_ca_name: later(CA, "Name of the root.", line),
  intermediate_ca_name: later(CA, "Name of the intermediate.", line),
  dns_name: later(CA, "Host name of the authority.", hostname),
  provisioner_name: later(CA, "Name of the provisioner.", line),
});

/** Portainer's API. */
export const portainerDocument = object({
  admin_user: later("Portainer", "Administrator.", line),
  admin_password: later(
    "Portainer",
    "A placeholder; the password belongs into the stack's secrets.",
    line,
  ),
  portainer_hostname: later("Portainer", "Host name.", hostname),
  api_key: later(
    "Portainer",
    "A placeholder or null; the key belongs into the stack's secrets.",
    z.union([line, z.null()], {
      error: "must be text or null",
    }),
  ),
});
