/** Scalars of a form or a JSON object. */
export type Fields = Record<string, string | number | boolean>;

/**
 * A form as pveproxy splits it: at `&` **and** `;`, and of a raw `=` only what stands before the next one counts
 * (PVE::APIServer::AnyEvent). Clients have to encode all three.
 */
export function parseForm(text: string): Fields {
  const fields: Fields = {};
  for (const pair of text.split(/[&;]/)) {
    const [name = "", value] = pair.split("=");
    if (name !== "" && value !== undefined) fields[decode(name)] = decode(value);
  }
  return fields;
}

/** A JSON body; undefined where it is no object of scalars. */
export function parseJson(text: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields: Fields = {};
  for (const [name, field] of Object.entries(value) as [string, unknown][]) {
    if (typeof field === "string" || typeof field === "number" || typeof field === "boolean") {
      fields[name] = field;
    } else if (field !== null) {
      return undefined;
    }
  }
  return fields;
}

function decode(text: string): string {
  const plain = text.replaceAll("+", " ");
  const bytes = Buffer.from(plain, "utf8")
    .toString("latin1")
    .replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
