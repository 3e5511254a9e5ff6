import { parse } from "just-bash";
import type { ScriptNode } from "just-bash";
import { withStatus } from "./assignment-status";
import { withHooks } from "./exit-hook";

/** What an interpreter's `registerTransformPlugin` takes. */
export interface Transform {
  readonly name: string;
  transform(given: { ast: ScriptNode }): { ast: ScriptNode };
}

/** What is handed to the interpreter in place of a script whose tree is known. */
export const placeholder = ":";

/**
 * Has an interpreter run a script in place of the placeholder that is its first. What takes long is done once for each
 * text: an inspection is the same tens of kilobytes at every preview.
 *
 * @throws ParseException when it runs, as the interpreter itself does for the script
 */
export function parsedScript(script: string): Transform {
  let isFirst = true;
  const hooks = /\btrap\b/.test(script);
  return {
    name: "parsed-script",
    transform({ ast }) {
      if (!isFirst) return { ast: prepared(ast, hooks) };
      isFirst = false;
      return { ast: known(script, hooks) };
    },
  };
}

const trees = new Map<string, ScriptNode>();
const maxTrees = 32;

function known(script: string, hooks: boolean): ScriptNode {
  const tree = trees.get(script) ?? prepared(parse(script), hooks);
  trees.delete(script);
  trees.set(script, tree);
  const [oldest] = trees.keys();
  if (trees.size > maxTrees && oldest !== undefined) trees.delete(oldest);
  return tree;
}

function prepared(ast: ScriptNode, hooks: boolean): ScriptNode {
  const tree = withStatus(ast);
  return hooks ? withHooks(tree) : tree;
}
