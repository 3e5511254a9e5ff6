import { createHash } from "node:crypto";
import type { FeatureManifest, FeatureSecret } from "../config/feature-library";
import type { Facts } from "../host/inspection";

/** A secret that a feature has in a guest. */
export interface OwnedSecret extends Pick<FeatureSecret, "mode" | "owner" | "path" | "variable"> {
  /** What the feature calls it. */
  readonly name: string;
  /** What the stack calls it. */
  readonly source: string;
}

/** What a fact says of a secret that is the stack's; of the secret itself nothing is ever told. */
const asDeclared = "as declared";

/** The secrets that a guest names, and the paths of those that it could name and does not. */
export function ownedSecrets(
  { secrets }: FeatureManifest,
  named: Readonly<Record<string, string>>,
): { readonly owned: readonly OwnedSecret[]; readonly absent: readonly string[] } {
  const owned = Object.entries(secrets).flatMap(([name, secret]): OwnedSecret[] => {
    const source = named[name];
    return source === undefined ? [] : [{ name, source, ...secret }];
  });
  const absent = Object.entries(secrets).filter(([name]) => named[name] === undefined);
  return { owned, absent: absent.map(([, { path }]) => path) };
}

/** The facts of all secrets that a feature knows, where all is well. */
export function secretFacts(
  { secrets }: FeatureManifest,
  named: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(secrets).map((name) => [
      `${prefix}${name}`,
      named[name] === undefined ? "missing" : asDeclared,
    ]),
  );
}

/** What stands in a secret's file. */
export function contentOf({ variable }: Pick<OwnedSecret, "variable">, secret: string): string {
  // systemd takes a backslash before each of these in double quotes (systemd.exec(5), EnvironmentFile=).
  return variable === undefined
    ? secret
    : `${variable}="${secret.replace(/["\\`$]/g, (character) => `\\${character}`)}"\n`;
}

/**
 * A guest's facts, where secret_fact of features/facts.sh told owner, mode, salt and salted SHA-256 of a secret's file:
 * what that comes to.
 */
export function readSecretFacts(
  facts: Facts,
  owned: readonly OwnedSecret[],
  values: ReadonlyMap<string, string>,
): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([key, said]) => {
      if (!key.startsWith(prefix) || said === "missing") return [key, said];
      const secret = owned.find(({ name }) => `${prefix}${name}` === key);
      return [key, secret === undefined ? "there" : stateOf(secret, said, values)];
    }),
  );
}

const prefix = "secret.";

function stateOf(secret: OwnedSecret, said: string, values: ReadonlyMap<string, string>): string {
  const value = values.get(secret.source);
  const { owner, mode } = secret;
  const content = value === undefined ? undefined : contentOf(secret, value);
  return secretOf(said, { owner, mode, content });
}

/** What it comes to that secret_fact told owner, mode, salt and salted SHA-256 of a file which has to be this one. */
export function secretOf(
  said: string,
  file:
    | { readonly owner: string; readonly mode: string; readonly content: string | undefined }
    | undefined,
): string {
  if (file === undefined) return "there";
  const [owner = "", mode = "", salt = "", sum = ""] = said.split(" ");
  if (owner !== file.owner || mode !== file.mode) return `${owner} ${mode}`;
  if (file.content === undefined) return "another one";
  const wanted = createHash("sha256")
    .update(salt + file.content)
    .digest("hex");
  return sum === wanted ? asDeclared : "another one";
}
