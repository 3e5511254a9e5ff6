import type { FeatureSettings } from "../../providers/features";
import type { Resource, World } from "../lifecycle/world";
import { declared, differing, inGuest } from "./guest-world";

/** What a person breaks in the guest, and the facts that then differ. */
type Break = readonly [command: string, facts: readonly string[]];

/** A feature with what is broken in it. */
export interface FeatureCase {
  /** Its name, where the case has another one. */
  readonly feature?: string;
  readonly settings?: FeatureSettings;
  /** A command that fails in the guest unless it does what it is for; where there is none, nothing is tried. */
  readonly works?: string;
  readonly breaks: readonly Break[];
}

/** Installs each feature in container 900 of a world, breaks it in every way, and looks that this is seen and healed. */
export function testFeatures(
  features: Readonly<Record<string, FeatureCase>>,
  open: () => Promise<World>,
): void {
  describe.each(Object.entries(features))(
    "%s",
    (title, { feature: name = title, settings = {}, works = "true", breaks }) => {
      let world: World;
      let feature: Resource;

      // What one case breaks, it heals, so that the next one may go on from there.
      beforeAll(async () => {
        world = await open();
        feature = declared(world, name, settings);
      });

      afterAll(() => world.close());

      test("is installed, verified, found unchanged by a second run, and adopted after a lost state", async () => {
        expect(await feature.up()).toBe("created");
        await inGuest(world, works);
        const before = world.mutations;
        expect(await feature.up()).toBe("unchanged");
        expect(await declared(world, name, settings).up()).toBe("created");
        expect(world.mutations).toBe(before);
      });

      test.each(breaks)("%s is seen, and healed", async (command, facts) => {
        await inGuest(world, command);
        expect(await differing(feature)).toEqual(facts);
        expect(await feature.up()).toBe("updated");
        expect(await feature.up()).toBe("unchanged");
      });
    },
  );
}
