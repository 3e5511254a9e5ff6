import type { Measured, Results } from "./results";

const size = { width: 760, height: 420, left: 56, right: 190, top: 40, bottom: 44 };
const plot = {
  width: size.width - size.left - size.right,
  height: size.height - size.top - size.bottom,
};
/** Told apart without colour as well. */
const styles: Partial<Record<Measured["what"], { colour: string; dashes: string }>> = {
  "resources that do nothing": { colour: "#767676", dashes: "2 4" },
  unchanged: { colour: "#0b6e4f", dashes: "" },
  "10 drifts": { colour: "#1f5fa8", dashes: "8 4" },
  "heal of 10": { colour: "#a8441f", dashes: "4 2" },
};

/** Seconds by the number of guests, both logarithmic, at one delay: an SVG picture that stands for itself. */
export function chart({ measured }: Pick<Results, "measured">, delay: number): string {
  const shown = measured.filter((each) => each.delay === delay && styles[each.what] !== undefined);
  const guests = [...new Set(shown.map((each) => each.guests))].sort((a, b) => a - b);
  const x = scale(guests, plot.width);
  const seconds = powersOfTwo(shown.map((each) => each.seconds));
  const y = scale(seconds, plot.height);
  const at = (each: Measured): string =>
    `${round(size.left + x(each.guests))},${round(size.top + plot.height - y(each.seconds))}`;
  const lines = Object.entries(styles).flatMap(([what, { colour, dashes }]) => {
    const points = shown
      .filter((each) => each.what === what)
      .sort((a, b) => a.guests - b.guests)
      .map((each) => ({ place: at(each), each }));
    const last = points.at(-1);
    if (last === undefined) return [];
    const [right = "0", height = "0"] = last.place.split(",");
    return [
      `<polyline points="${points.map(({ place }) => place).join(" ")}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>`,
      ...points.map(({ place, each }) => {
        const [cx = "0", cy = "0"] = place.split(",");
        return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"><title>${each.guests} guests, ${what}: ${each.seconds} s</title></circle>`;
      }),
      {
        right: Number(right),
        height: Number(height),
        text: `${what}, ${last.each.seconds} s`,
        colour,
      },
    ];
  });
  const drawn = lines.filter((line) => typeof line === "string");
  const labels = apart(lines.filter((line) => typeof line !== "string"));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    `<text x="${size.left}" y="22" font-size="14">Seconds of a run by the number of guests, ${delay} ms for each request</text>`,
    ...seconds.map((value) => {
      const height = round(size.top + plot.height - y(value));
      return `<path d="M${size.left} ${height}h${plot.width}" stroke="#ddd"/><text x="${size.left - 8}" y="${height + 4}" text-anchor="end">${value} s</text>`;
    }),
    ...guests.map((value) => {
      const place = round(size.left + x(value));
      return `<path d="M${place} ${size.top}v${plot.height}" stroke="#ddd"/><text x="${place}" y="${size.height - 20}" text-anchor="middle">${value}</text>`;
    }),
    ...drawn,
    ...labels.map(
      ({ right, height, text, colour }) =>
        `<text x="${right + 8}" y="${height + 4}" fill="${colour}">${text}</text>`,
    ),
    "</svg>\n",
  ].join("\n");
}

interface Label {
  readonly right: number;
  readonly height: number;
  readonly text: string;
  readonly colour: string;
}

/** The same labels, none on another one. */
function apart(labels: readonly Label[]): Label[] {
  let free = -Infinity;
  return [...labels]
    .sort((a, b) => a.height - b.height)
    .map((label) => {
      const height = Math.max(label.height, free);
      free = height + 15;
      return { ...label, height };
    });
}

/** From the values of an axis to its length; where there is one value alone, it stands at the beginning. */
function scale(values: readonly number[], length: number): (value: number) => number {
  const [least, most] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  return (value) => (most === least ? 0 : ((Math.log(value) - least) / (most - least)) * length);
}

function powersOfTwo(values: readonly number[]): number[] {
  const least = Math.floor(Math.log2(Math.min(...values)));
  const most = Math.ceil(Math.log2(Math.max(...values)));
  return Array.from({ length: most - least + 1 }, (_, index) => 2 ** (least + index));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
