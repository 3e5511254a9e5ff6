import type { Fields } from "./body";

/** An upload as browsers and clients send it: fields and one file. */
export interface Upload {
  readonly fields: Fields;
  readonly file: { readonly name: string; readonly content: Buffer } | undefined;
}

/** Reads multipart/form-data; undefined where the content type names no boundary. */
export function parseMultipart(contentType: string, body: Buffer): Upload | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const fields: Fields = {};
  let file: Upload["file"];
  for (const part of split(body, `--${boundary}`)) {
    const end = part.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const headers = part.subarray(0, end).toString("utf8");
    const content = part.subarray(end + 4, part.length - 2);
    const name = /\bname="([^"]*)"/i.exec(headers)?.[1];
    const fileName = /\bfilename="([^"]*)"/i.exec(headers)?.[1];
    if (fileName !== undefined) file = { name: fileName, content };
    else if (name !== undefined) fields[name] = content.toString("utf8");
  }
  return { fields, file };
}

/** What stands between the boundaries, each part with its line end. */
function split(body: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = [];
  let from = body.indexOf(boundary);
  while (from >= 0) {
    const next = body.indexOf(boundary, from + boundary.length);
    if (next < 0) break;
    parts.push(body.subarray(from + boundary.length + 2, next));
    from = next;
  }
  return parts;
}
