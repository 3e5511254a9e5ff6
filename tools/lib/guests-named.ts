import { UserError } from "../../host/errors";

interface Named {
  readonly vmid?: number;
  readonly name: string;
}

/**
 * The guests that words name, by vmid or by name.
 *
 * @throws UserError for a word that names none, with those that there are
 */
export function guestsNamed<Guest extends Named>(
  guests: readonly Guest[],
  words: readonly string[],
): Guest[] {
  return words.map((word) => {
    const found = guests.find(({ vmid, name }) => String(vmid) === word || name === word);
    if (found !== undefined) return found;
    const known = guests.map(({ vmid, name }) => `${vmid} ${name}`).join("\n  ");
    throw new UserError(
      `There is no guest ${JSON.stringify(word)} in the configuration. There are:\n  ${known}`,
    );
  });
}
