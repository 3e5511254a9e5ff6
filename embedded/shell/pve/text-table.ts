import type { Json } from "../../contract";
import { text } from "./pve-client";

/** One column of a table that PVE's programs print. */
export interface Column {
  readonly name: string;
  /** Integers stand on the right. */
  readonly isInteger?: boolean;
}

/** The characters that tables are drawn with: one line for the top, below the head, between rows, and the bottom. */
interface Frame {
  readonly top: readonly [string, string, string, string];
  readonly head: readonly [string, string, string, string];
  readonly between: readonly [string, string, string, string];
  readonly bottom: readonly [string, string, string, string];
  readonly side: string;
}

const boxes: Frame = {
  top: ["┌", "─", "┬", "┐"],
  head: ["╞", "═", "╪", "╡"],
  between: ["├", "─", "┼", "┤"],
  bottom: ["└", "─", "┴", "┘"],
  side: "│",
};

const ascii: Frame = {
  top: ["+", "-", "+", "+"],
  head: ["+", "=", "+", "+"],
  between: ["+", "-", "+", "+"],
  bottom: ["+", "-", "+", "+"],
  side: "|",
};

/** A table as PVE::CLIFormatter draws it: of lines where the locale has them, of ASCII otherwise. */
export function textTable(
  columns: readonly Column[],
  rows: readonly { readonly [key: string]: Json }[],
  isUtf8: boolean,
): string {
  const frame = isUtf8 ? boxes : ascii;
  const cells = rows.map((row) => columns.map(({ name }) => cellText(row[name], isUtf8)));
  const widths = columns.map(({ name }, at) =>
    Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const rule = ([left, line, cross, right]: Frame["top"]) =>
    `${left}${widths.map((width) => line.repeat(width + 2)).join(cross)}${right}\n`;
  const print = (row: readonly string[], isHead: boolean) => {
    const padded = row.map((cell, at) => {
      const width = widths[at] ?? 0;
      const isRight = !isHead && columns[at]?.isInteger === true;
      return ` ${isRight ? cell.padStart(width) : cell.padEnd(width)} `;
    });
    return `${frame.side}${padded.join(frame.side)}${frame.side}\n`;
  };
  const names = columns.map(({ name }) => name);
  const body = cells.map((row) => print(row, false)).join(rule(frame.between));
  return `${rule(frame.top)}${print(names, true)}${rule(frame.head)}${body}${rule(frame.bottom)}`;
}

/** An object as a table of its keys and values. */
export function keyValueTable(data: { readonly [key: string]: Json }, isUtf8: boolean): string {
  const rows = Object.keys(data)
    .sort()
    .map((key) => ({ key, value: data[key] ?? "" }));
  return textTable([{ name: "key" }, { name: "value" }], rows, isUtf8);
}

function cellText(value: Json | undefined, isUtf8: boolean): string {
  const plain = typeof value === "object" && value !== null ? JSON.stringify(value) : text(value);
  return isUtf8 ? plain : plain.replace(/[^\p{ASCII}]/gu, "?");
}
