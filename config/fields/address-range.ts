import type { z } from "zod";
import { address, addressWithPrefix } from "../scalars/addresses";
import { bridgeName } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { object } from "../scalars/text";
import { applied, required } from "./field";

/** Addresses that guests with `ip` auto are given. */
export const addressRange = object({
  bridge: applied("Bridge that the guests are on; vmbr0 where absent.", bridgeName),
  tag: applied("VLAN that they are in; none where absent.", whole(1, 4094)),
  first: required(
    "First address, with the network's prefix length, such as 10.0.0.210/24.",
    addressWithPrefix,
  ),
  last: required("Last address, such as 10.0.0.250.", address),
  gw: applied("Default gateway of those guests that name none; none where absent.", address),
});

export type AddressRange = z.output<typeof addressRange>;
