interface Layered {
  readonly is_template?: boolean;
  readonly template_snapshot_name?: string;
}

/** True for a template layer: a guest of which others are clones, stopped unless it is worked on. */
export function isLayer(guest: Layered): boolean {
  return guest.is_template === true || guest.template_snapshot_name !== undefined;
}

/** Whether a guest should run: as it says, and otherwise guests do and layers do not. */
export function shouldRun(guest: Layered & { readonly running?: boolean }): boolean {
  return guest.running ?? !isLayer(guest);
}

/** Whether something is installed or checked in a virtual machine, which its guest agent has to do. */
export function needsAgent({
  features = [],
  docker_stacks = [],
  health_checks = [],
}: {
  readonly features?: readonly unknown[] | undefined;
  readonly docker_stacks?: readonly unknown[] | undefined;
  readonly health_checks?: readonly unknown[] | undefined;
}): boolean {
  return features.length + docker_stacks.length + health_checks.length > 0;
}
