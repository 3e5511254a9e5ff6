import { featureNames } from "../../config/features";
import { readFeature } from "../../providers/features";

const distribution = { id: "ubuntu", release: "24.04", codename: "noble" } as const;

test.each([0, 1])(
  "with %d GPUs no file of a feature says an option's name where its value should stand",
  (gpus) => {
    const left = featureNames.flatMap((feature) => {
      const read = readFeature(feature, { gpus, distribution });
      return JSON.stringify(read ?? "").match(/\{ ?[a-z]+_[a-z_]+ ?\}/g) ?? [];
    });
    expect(left).toEqual([]);
  },
);
