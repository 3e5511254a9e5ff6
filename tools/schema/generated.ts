import { join } from "node:path";
import { featurePages } from "./feature-pages";
import { jsonSchemas } from "./json-schema";
import { reference } from "./reference";

/** Every file that is generated from the schemas, by its path in the project, with its text. */
export function generatedFiles(): Record<string, string> {
  const schemas = Object.entries(jsonSchemas()).map(([name, schema]): [string, string] => [
    join("config", "schema", `${name}.schema.json`),
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  const pages = Object.entries(featurePages()).map(([name, text]): [string, string] => [
    join("docs", "features", name),
    text,
  ]);
  return {
    ...Object.fromEntries([...schemas, ...pages]),
    [join("docs", "configuration.md")]: reference(),
  };
}
