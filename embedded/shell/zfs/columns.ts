/** How a column of zfs(8) or zpool(8) output is laid out. */
export interface Column {
  readonly title: string;
  readonly right: boolean;
  /** Narrowest width, in characters. */
  readonly width?: number;
}

/**
 * Rows under a heading, two blanks between columns. The last column is not padded, unless it is aligned to the
 * right (print_header of libzfs).
 */
export function layOut(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map((column) => column.title);
  const widths = columns.map((column, at) =>
    Math.max(column.width ?? 0, ...[titles, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  return [titles, ...rows]
    .map((row) => {
      const cells = row.map((cell, at) => {
        const width = widths[at] ?? 0;
        if (columns[at]?.right) return cell.padStart(width);
        return at === columns.length - 1 ? cell : cell.padEnd(width);
      });
      return `${cells.join("  ")}\n`;
    })
    .join("");
}

/** Tab-separated rows, as `-H` prints them. */
export function tabbed(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.join("\t")}\n`).join("");
}
