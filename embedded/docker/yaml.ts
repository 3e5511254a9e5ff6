import { Bash } from "just-bash";
import { ProgramError } from "../contract";

/** A document in YAML, of which JSON is a part, as a value; `path` is for the complaint. */
export async function readYaml(text: string, path: string): Promise<unknown> {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON is most likely YAML, which a shell of its own has a program for.
  }
  const bash = new Bash({ files: { "/in.yaml": text } });
  const { stdout, exitCode } = await bash.exec("yq -o json . /in.yaml");
  if (exitCode !== 0 || stdout.trim() === "") {
    throw new ProgramError(`yaml: ${path}: could not find expected ':'`, 15);
  }
  return JSON.parse(stdout) as unknown;
}
