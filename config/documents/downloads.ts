import type { z } from "zod";
import { applied } from "../fields/field";
import { listOf, mapOf, object, text } from "../scalars/text";
import { url } from "../scalars/paths";

const proxy = text(
  "an HTTP proxy such as http://10.0.0.5:3128, without user and password",
  /^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?\/?$/,
);

const exempt = text(
  "a host name, a domain with a dot before it, an address or a network such as 10.0.0.0/24",
  /^[A-Za-z0-9.*[][A-Za-z0-9.:\]-]*(?:\/\d{1,3})?$/,
);

const address = text(
  "the beginning of an http or https URL, such as https://download.docker.com/linux",
  /^https?:\/\/[A-Za-z0-9._~:/@+-]+$/,
);

/** How guests reach what their features install. */
export const downloadsDocument = object({
  proxy: applied(
    "HTTP proxy for everything that features download in guests: packages, archives, Python packages, images of Docker.",
    proxy,
  ),
  no_proxy: applied(
    "What is reached without the proxy, beside the guest itself.",
    listOf("host names, domains and addresses", exempt),
  ),
  mirrors: applied(
    "Mirrors by the URL that they stand for: what features download from below it comes from below the mirror. Signatures and checksums are checked all the same.",
    mapOf(address, url),
  ),
});

/** How guests reach what their features install. */
export type Downloads = z.output<typeof downloadsDocument>;
