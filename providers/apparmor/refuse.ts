import type { PathFacts } from "../../host/paths";
import type { Refusal, RefuseInput } from "../lifecycle";
import { pathOf, type AppArmorProfileSpec } from "./schema";

/** What is somebody else's, and a node that cannot load profiles. */
export function refuseProfile({
  spec,
  live,
  inspection: { apparmor },
}: RefuseInput<AppArmorProfileSpec, PathFacts, "apparmor">): Refusal[] {
  const path = pathOf(spec);
  if (!apparmor.isEnabled) {
    return refusal(
      spec,
      "the node's kernel runs without AppArmor: take apparmor=0 off its command line and restart the node",
    );
  }
  if (!apparmor.hasParser) {
    return refusal(spec, "the node has no apparmor_parser: install the package apparmor");
  }
  if (live !== undefined && live.type !== "regular file") {
    return refusal(spec, `${path} is a ${live.type} on the node, and only a file is replaced`);
  }
  const there = apparmor.files.get(path) ?? [];
  if (there.length > 0 && !there.includes(spec.name)) {
    return refusal(
      spec,
      `${path} is there and defines ${there.join(", ")}, not ${spec.name}: it is somebody else's. Declare another name, or remove that file`,
    );
  }
  const elsewhere = [...apparmor.files].flatMap(([file, names]) =>
    file !== path && names.includes(spec.name) ? [file] : [],
  );
  if (elsewhere.length === 0) return [];
  return refusal(
    spec,
    `${elsewhere.join(", ")} defines a profile of this name already. Declare another name, or remove it there`,
  );
}

function refusal({ name: profile }: AppArmorProfileSpec, reason: string): Refusal[] {
  return [{ property: "name", reason: `apparmorprofile ${profile}: ${reason}.` }];
}
