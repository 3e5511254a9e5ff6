import fs from "node:fs";

/** `PROJECT+STACK`, as the marks of a stack's guests have it. */
export function ownerOf(stack: string): string {
  const project = /^name:\s*(\S+)/m.exec(fs.readFileSync("Pulumi.yaml", "utf8"))?.[1] ?? "";
  return `${project}+${stack}`.toLowerCase();
}
