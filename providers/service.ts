import { z } from "zod";
import { UserError } from "../host/errors";
import { enableUnits, type UnitState } from "../host/units";
import type { Bag, Lifecycle, Refusal } from "./lifecycle";

/** Without these nobody reaches the node any more, Phoenix included. */
const vital =
  /^(?:sshd?|networking|systemd-.*|dbus|pve-cluster|pvedaemon|pveproxy|pvestatd|pve-guests)\.(?:service|socket)$/;

/** A unit of systemd on the node. */
const serviceSchema = z.strictObject({
  unit: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9:_.\\-]*\.(?:service|socket|timer|path|mount|target)$/,
      "must be a unit's name with its ending, and no instance of a template",
    ),
  /** Whether it is started with the node. */
  enabled: z.enum(["enabled", "disabled"]).optional(),
  /** Whether it runs now. */
  active: z.enum(["active", "inactive"]).optional(),
});

export type ServiceSpec = z.infer<typeof serviceSchema>;

const parts = ["units", "unitNames"] as const;

/** A unit belongs to a package: it is adopted, and let go as it is. */
export const serviceLifecycle: Lifecycle<ServiceSpec, UnitState, (typeof parts)[number]> = {
  kind: "service",
  parts,
  schema: serviceSchema.refine(
    ({ unit, enabled, active }) =>
      !vital.test(unit) || (enabled !== "disabled" && active !== "inactive"),
    { path: ["unit"], message: "must stay on: without it nobody reaches the node any more" },
  ),
  id: (spec) => spec.unit,
  units: (spec) => [spec.unit],
  find: ({ units }, spec) => units.get(spec.unit),
  observe: (live, spec): Bag => ({
    ...(spec.enabled !== undefined && { enabled: enabledOf(live, spec.enabled) }),
    ...(spec.active !== undefined && { active: live.active }),
  }),
  refuse: ({ spec, live }) => (live === undefined ? [] : cannotBe(spec, live)),
  async converge({ spec, live, inspection: { unitNames }, context: { host } }) {
    if (live === undefined) throw missing(spec, unitNames);
    const { shell } = host;
    if (spec.enabled !== undefined && enabledOf(live, spec.enabled) !== spec.enabled) {
      if (spec.enabled === "enabled") await enableUnits(shell, [spec.unit]);
      else await shell.run(["systemctl", "disable", spec.unit]);
    }
    if (spec.active !== undefined && live.active !== spec.active) {
      await shell.run(["systemctl", spec.active === "active" ? "start" : "stop", spec.unit]);
    }
  },
};

/** A unit's full name; one without an ending is a service's, as for systemctl(1). */
export function unitNamed(name: string): string {
  return /\.[a-z]+$/.test(name) ? name : `${name}.service`;
}

/** What is not enabled by its file is off, if that is what is wanted; whoever else starts it has a reason. */
function enabledOf({ enabled }: UnitState, wanted: string): string {
  return wanted === "disabled" && /^(?:static|masked|indirect)$/.test(enabled) ? wanted : enabled;
}

function cannotBe({ unit, enabled, active }: ServiceSpec, live: UnitState): Refusal[] {
  if (live.enabled === "alias") {
    const reason = `service ${unit}: is another name of a unit; declare that, which \`systemctl status ${unit}\` names first.`;
    return [{ property: "unit", reason }];
  }
  if (live.enabled === "masked" && (enabled === "enabled" || active === "active")) {
    const reason = `service ${unit}: somebody has masked it; \`systemctl unmask ${unit}\` lets it be started again.`;
    return [{ property: "unit", reason }];
  }
  if (enabled === "enabled" && /^(?:static|indirect|generated|transient)$/.test(live.enabled)) {
    const reason = `service ${unit}: cannot be enabled, because it is ${live.enabled}: something else starts it. Leave "enabled" out.`;
    return [{ property: "enabled", reason }];
  }
  return [];
}

function missing({ unit }: ServiceSpec, names: ReadonlySet<string>): UserError {
  const [stem = ""] = unit.split(".");
  const near = [...names].find((name) => name.startsWith(stem));
  return new UserError(
    `service ${unit}: the node has no such unit${near === undefined ? "" : `, but ${near}`}; declare the package that brings it in packages.`,
  );
}
