import { secondCard } from "./gpu-modes-spec";

/** The mapping of the reference machine's second card. */
export const mappingSpec = {
  name: "gpu1",
  path: secondCard.replace(/\.0$/, ""),
  device: "current",
};
