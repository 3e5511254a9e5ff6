import type { Container } from "../../host/inspection";
import { bearsMark, markOf, readNotes, type Keeps } from "../guest/mark";
import { isBeingMade } from "../guest/being-made";
import { mountPoints } from "./observe";
import { ownVolumes, volumeText, type OwnVolume } from "./own-volumes";
import type { ContainerSpec } from "./schema";

/** A container that keeps the data volumes of another one while that is made anew; it is never started. */
export interface Holder {
  readonly container: Container;
  readonly keeps: Keeps;
  readonly volumes: readonly OwnVolume[];
}

type Containers = ReadonlyMap<number, Container>;

/** What such a container keeps; undefined for all others, whatever they are called. */
export function keepsOf({ vmid, config }: Container, owner: string): Keeps | undefined {
  // Every guest asks it of every other one, and hardly any has such a line.
  if (!config.current.description.includes("keeps ")) return undefined;
  if (!bearsMark(config, markOf(owner, vmid))) return undefined;
  const { keeps, layer } = readNotes(config.current);
  // People's notes may have such a line as well; a holder is no copy of anything, and has a name of its own.
  if (keeps === undefined || layer !== undefined) return undefined;
  const names = [holderName(keeps.vmid), doneName(keeps.vmid)];
  return names.includes(config.current.values["hostname"] ?? "") ? keeps : undefined;
}

/** The containers that keep volumes of a guest: one, or more where runs were cut off. */
export function holdersOf(containers: Containers, owner: string, vmid: number): Holder[] {
  return [...containers.values()].flatMap((container) => {
    const keeps = keepsOf(container, owner);
    if (keeps?.vmid !== vmid || isBeingMade(container)) return [];
    return [{ container, keeps, volumes: ownVolumes(container) }];
  });
}

/** What one holder has for its guest. */
export interface Waiting {
  readonly holder: Holder;
  /** What the guest gets back. */
  readonly returning: readonly OwnVolume[];
  /** What it has no use for: its mount point is not declared any more, or has another volume. */
  readonly staying: readonly OwnVolume[];
  /** Mount paths of volumes that are neither in a holder nor in the guest. */
  readonly missing: readonly string[];
  /** Whether it has nothing more to keep. */
  readonly isDone: boolean;
  /** What its notes have to say from now on, where the guest has got something back. */
  readonly keepsNow?: Keeps;
}

/** What waits for a guest, which may not be there. */
export function waitingFor(
  { vmid, owner, mp }: Pick<ContainerSpec, "vmid" | "owner" | "mp">,
  containers: Containers,
): Waiting[] {
  const holders = holdersOf(containers, owner, vmid);
  const live = containers.get(vmid);
  const mounted = new Set(
    mountPoints(live?.config.current.values ?? {}).map(({ target }) => target),
  );
  const kept = new Set(holders.flatMap(({ volumes }) => volumes.map(({ target }) => target)));
  const returns = ({ target }: OwnVolume): boolean =>
    target === undefined || (isDeclared(mp, target) && !mounted.has(target));
  return holders.map((holder) => {
    const { keeps, volumes } = holder;
    const missing = keeps.paths.filter((path) => !kept.has(path) && !mounted.has(path));
    const isDone = volumes.length === 0 && missing.length === 0;
    const held = new Set(volumes.map(({ target }) => target));
    const paths = keeps.paths.filter((path) => held.has(path) || missing.includes(path));
    return {
      holder,
      returning: volumes.filter(returns),
      staying: volumes.filter((volume) => !returns(volume)),
      missing,
      isDone,
      ...(!isDone && paths.length < keeps.paths.length && { keepsNow: { ...keeps, paths } }),
    };
  });
}

/** Whether a mount point with a volume is declared there. */
export function isDeclared(mp: ContainerSpec["mp"], target: string): boolean {
  const declared = mp[target];
  return declared !== undefined && "size" in declared;
}

/** What a guest's holders still have to do, as it shows in a preview: an input that nobody declares. */
export function observeKept(
  spec: Pick<ContainerSpec, "vmid" | "owner" | "mp">,
  containers: Containers,
): { readonly kept?: Readonly<Record<string, readonly string[]>> } {
  const open = waitingFor(spec, containers).filter(
    ({ returning, isDone, keepsNow }) => isDone || keepsNow !== undefined || returning.length > 0,
  );
  if (open.length === 0) return {};
  return {
    kept: Object.fromEntries(
      open.map(({ holder, returning }) => [
        `container ${holder.container.vmid}`,
        returning.map(volumeText),
      ]),
    ),
  };
}

/** What there is to know of them, which is no change. */
export function remarksOnKept(
  spec: Pick<ContainerSpec, "vmid" | "owner" | "mp">,
  containers: Containers,
): string[] {
  return waitingFor(spec, containers).flatMap(({ holder, returning, staying, missing }) => {
    const { vmid } = holder.container;
    return [
      ...(returning.length === 0
        ? []
        : [
            `gets its volumes back from container ${vmid}: ${returning.map(volumeText).join(", ")}`,
          ]),
      ...staying.map((volume) => {
        const isOther = isDeclared(spec.mp, volume.target ?? "");
        return (
          `container ${vmid} keeps its volume ${volumeText(volume)}: ` +
          `${isOther ? "it has another one there" : "none is declared there any more"}. ` +
          // Whoever follows this at once must lose nothing that is still to be given back.
          (returning.length > 0 || missing.length > 0
            ? "It can be destroyed once the others are back"
            : `To destroy what ${vmid} keeps: pct set ${vmid} --protection 0 && pct destroy ${vmid}`)
        );
      }),
      ...(missing.length === 0 ? [] : [missingText(holder, missing)]),
    ];
  });
}

/** Why a guest is not given empty volumes in place of those that a holder has lost. */
export function missingText(
  { container: { vmid }, keeps, volumes }: Holder,
  paths: readonly string[],
): string {
  const [path = ""] = paths;
  return (
    `container ${vmid} was to keep its volume of ${paths.join(", ")}, and neither has it. Look for it with: pct rescan. ` +
    (volumes.length === 0
      ? `Where it is gone, destroy ${vmid}, so that an empty one is made`
      : `Where it is found as unusedN of ${vmid}: pct set ${vmid} --protection 0, then ` +
        `pct set ${vmid} --mp9 VOLUME,mp=${path}. Where it is gone, take ${path} out of the line ` +
        `"keeps ${keeps.vmid} …" of the notes of ${vmid}, so that an empty one is made; ${vmid} has other volumes: do not destroy it`)
  );
}

/** Containers of this stack that are called as if they kept volumes of a guest, and do not say which. */
export function muteHolders(containers: Containers, owner: string, vmid: number): number[] {
  return [...containers.values()]
    .filter(({ config }) => config.current.values["hostname"] === holderName(vmid))
    .filter((container) => bearsMark(container.config, markOf(owner, container.vmid)))
    .filter((each) => keepsOf(each, owner) === undefined && !isBeingMade(each))
    .map((container) => container.vmid);
}

/** What a container is called that keeps volumes of a guest. */
export function holderName(vmid: number): string {
  return `keeps-${vmid}`;
}

/** What it is called once it keeps none any more: whoever has thought of it as it was is told that it is another one. */
export function doneName(vmid: number): string {
  return `kept-${vmid}`;
}
