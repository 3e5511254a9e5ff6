import { configIdFormat, nodeFormat, vmidFormat } from "../api/schema/formats";
import type { Properties, Property } from "../api/schema/property";
import { requiredText } from "../api/schema/property";

export const nodeParameter: Property = requiredText({ format: nodeFormat });

export const vmidParameter: Property = {
  type: "integer",
  format: vmidFormat,
  minimum: 100,
  maximum: 999999999,
};

/** What every path below `/nodes/{node}/lxc/{vmid}` has. */
export const guestParameters: Properties = { node: nodeParameter, vmid: vmidParameter };

export const snapnameParameter: Property = requiredText({ format: configIdFormat, maxLength: 40 });
