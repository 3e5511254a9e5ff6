import { allContents, contentsFor, filled, givenValues, isEmpty } from "../feature-contents";
import { fieldSources } from "../guest-fields";
import type { GuestFeature } from "../guest-features";
import type { Rule, RuleContext } from "./context";
import { featuredGuests, type FeaturedGuest } from "./featured-guests";

/** What comes of the manifests of a guest's features with the values that count there. */
export const featureValueRules: Rule[] = [missingValues, missingSecrets, distributions, mirrors];

/** An option whose value nobody says, or the configuration says wrongly for it. */
function missingValues(context: RuleContext): void {
  for (const [guest, feature] of allFeatures(context)) {
    const { kind, path } = guest.at("features");
    const { name, manifest, options } = feature;
    // What does nothing here needs no values.
    if (isEmpty(contentsFor(manifest, circumstances(feature)))) continue;
    for (const [option, { configuration, field, pattern }] of Object.entries(manifest.options)) {
      const value = options[option];
      const said = guest.options[name]?.[option];
      if (value === undefined && field !== undefined) {
        const message = `${name} needs ${fieldSources[field]}`;
        context.report.error(kind, path, "feature-options", message);
      } else if (value === undefined) {
        const place = configuration === undefined ? "" : `${configuration} or `;
        const message = `${name} needs ${place}feature_options.${name}.${option}`;
        context.report.error(kind, path, "feature-options", message);
      } else if (said === undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
        const message = `${name} takes no ${JSON.stringify(value)} as its ${option}; it must match ${pattern}`;
        context.report.error(kind, path, "feature-options", message);
      }
    }
  }
}

function missingSecrets(context: RuleContext): void {
  for (const [guest, { name, manifest, secrets }] of allFeatures(context)) {
    for (const [secret, { required }] of Object.entries(manifest.secrets)) {
      if (!required || secrets[secret] !== undefined) continue;
      const message = `${name} needs feature_secrets.${name}.${secret}`;
      const { kind, path } = guest.at("features");
      context.report.error(kind, path, "feature-secrets", message);
    }
  }
}

/** An archive has packages for some distributions, and a feature may be made for some. */
function distributions(context: RuleContext): void {
  for (const [guest, feature] of allFeatures(context)) {
    const { name, distribution } = feature;
    // What it stands on is not known, which another rule says.
    if (feature.template === undefined) continue;
    const { repositories } = contentsFor(feature.manifest, circumstances(feature));
    const wants = [
      ...Object.entries(repositories).map(([archive, { distributions: known }]) => ({
        known,
        what: `${name} takes packages from the archive ${archive}, which has them for`,
      })),
      { known: feature.manifest.needs.distributions, what: `${name} is made for` },
    ];
    for (const { known, what } of wants) {
      const own = distribution === undefined ? "" : `${distribution.id} ${distribution.release}`;
      if (known === undefined || known.includes(own)) continue;
      const is =
        own === ""
          ? `its ${guest.container === undefined ? "image" : "OS template"} does not say what it is`
          : `this is ${own}`;
      const message = `${what} ${known.join(", ")}; ${is}`;
      const { kind, path } = guest.at("features");
      context.report.error(kind, path, "feature-distribution", message);
    }
  }
}

/** A mirror of something that nothing is downloaded from. */
function mirrors(context: RuleContext): void {
  const declared = Object.keys(context.declaration.hypervisor?.downloads?.mirrors ?? {});
  if (declared.length === 0 || !context.hasContainersFor("mirror-unused")) return;
  const used = allFeatures(context).flatMap(([, feature]) => urlsOf(feature));
  for (const mirrored of declared) {
    if (used.some((url) => isBelow(url, mirrored))) continue;
    const message = "is nothing that a feature of a declared guest downloads from";
    const path = ["downloads", "mirrors", mirrored];
    context.report.warning("hypervisor", path, "mirror-unused", message);
  }
}

function allFeatures(context: RuleContext): (readonly [FeaturedGuest, GuestFeature])[] {
  return featuredGuests(context).flatMap((guest) =>
    guest.resolved().map((feature) => [guest, feature] as const),
  );
}

function circumstances({ options, gpus }: GuestFeature) {
  return { options, gpus, proxy: false };
}

function urlsOf(feature: GuestFeature): string[] {
  const values = { ...givenValues(feature), ...feature.options };
  const { repositories, downloads } = allContents(feature.manifest);
  return [...Object.values(repositories), ...Object.values(downloads)].map(({ url }) =>
    filled(url, values),
  );
}

function isBelow(url: string, mirrored: string): boolean {
  return `${url}/`.startsWith(`${mirrored.replace(/\/+$/, "")}/`);
}
