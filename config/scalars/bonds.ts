/** How a bond uses its slaves (PVE/API2/Network.pm, bond_mode; without Open vSwitch's). */
export const bondModes = [
  "balance-rr",
  "active-backup",
  "balance-xor",
  "broadcast",
  "802.3ad",
  "balance-tlb",
  "balance-alb",
] as const;

/** How a balance-xor or 802.3ad bond chooses among them (PVE/API2/Network.pm, bond_xmit_hash_policy). */
export const hashPolicies = ["layer2", "layer2+3", "layer3+4"] as const;
