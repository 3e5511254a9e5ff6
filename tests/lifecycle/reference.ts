import { declareProgram, type Declared } from "../engine/declared";
import { Resource, type World } from "./world";

/** What the components declare for the reference inventory of the stack `dev`, in an order in which it can be made. */
export function declareReference(): Promise<readonly Declared[]> {
  return declareProgram();
}

/** The same as resources of a world, in the same order. */
export function resourcesOf(
  world: World,
  declared: readonly Omit<Declared, "needs">[],
): Resource[] {
  return declared.map(({ kind, inputs }) => new Resource(world, kind, inputs));
}
