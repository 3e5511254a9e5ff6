import { whole } from "../scalars/numbers";
import { hostname } from "../scalars/names";
import { object, oneOf, text } from "../scalars/text";
import { applied, required } from "./field";

/** One server of nginx that passes everything on to another one. */
export const nginxSite = object({
  name: applied("Host name that clients ask for; any where absent.", hostname),
  port: required("Port that nginx listens on.", whole(1, 65535)),
  upstream: required(
    "Who answers, as VMID:PORT of a declared container with an address of its own, or HOST:PORT.",
    text(
      "VMID:PORT or HOST:PORT, such as 950:8000 or 10.0.0.5:8000",
      /^(?=.{1,260}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?:\d{1,5}$/,
    ),
  ),
  scheme: applied("How nginx speaks to it; http where absent.", oneOf(["http", "https"])),
});
