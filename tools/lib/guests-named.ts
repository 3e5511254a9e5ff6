import type { ContainerConfig } from "../../config/types";
import { UserError } from "../../host/errors";

/**
 * The containers that words name, by vmid or by name.
 *
 * @throws UserError for a word that names none, with those that there are
 */
export function guestsNamed(
  containers: readonly ContainerConfig[],
  words: readonly string[],
): ContainerConfig[] {
  return words.map((word) => {
    const found = containers.find(({ vmid, name }) => String(vmid) === word || name === word);
    if (found !== undefined) return found;
    const known = containers.map(({ vmid, name }) => `${vmid} ${name}`).join("\n  ");
    throw new UserError(
      `There is no guest ${JSON.stringify(word)} in the configuration. There are:\n  ${known}`,
    );
  });
}
