import { ConnectionError, UserError } from "../../host/errors";
import { openHost } from "../../host/host";
import { withSecrets } from "../../host/secret-references";
import { readSettings, type GetSetting } from "../../host/settings";

/**
 * Uses exactly the access that the stack now has, as the program will: the API with the token, the shell with the key.
 *
 * @throws UserError where one of them does not work, with what to do
 */
export async function prove(get: GetSetting, privileges: readonly string[]): Promise<void> {
  const host = openHost(readSettings(await withSecrets(get)));
  try {
    await host.inspect();
    const held = (await host.api.request("GET", "/access/permissions", { path: "/" })) as Record<
      string,
      Record<string, unknown>
    >;
    const missing = privileges.filter((privilege) => held["/"]?.[privilege] === undefined);
    if (missing.length > 0) {
      throw new UserError(
        `The API token lacks ${missing.join(", ")}: make it anew with --new-token.`,
      );
    }
  } catch (error) {
    if (!(error instanceof ConnectionError) || !/refuses the token/.test(error.message))
      throw error;
    throw new UserError(`${error.message} Make it anew with --new-token.`, { cause: error });
  } finally {
    await host.close();
  }
}
