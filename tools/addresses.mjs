import { onStack } from "./lib/on-stack.mjs";

/** `npm run addresses [-- --hosts | --dnsmasq] [--domain DOMAIN]`: prints the addresses that guests have. */
onStack("tools/addresses.ts");
