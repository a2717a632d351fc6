// Which of some known texts a mistyped one was meant to be.

/** The known texts nearest to one, where any is near enough to have been meant; the nearest first. */
export function nearest(text: string, known: readonly string[], most = 3): string[] {
  const enough = Math.max(1, Math.floor(text.length / 3))
  return [...new Set(known)]
    .map((one) => ({ one, far: distance(text, one) }))
    .filter(({ far }) => far <= enough)
    .sort((one, other) => one.far - other.far)
    .slice(0, most)
    .map(({ one }) => one)
}

/** How many letters have to be changed, put in, left out or swapped with the next to make one text of the other. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const at = (up: number, left: number) => rows[i - up]?.[j - left] ?? Infinity
      const isSame = one[i - 1] === other[j - 1]
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      const changed = at(1, 1) + (isSame ? 0 : 1)
      row.push(Math.min(at(1, 0) + 1, (row[j - 1] ?? Infinity) + 1, changed, isSwapped ? at(2, 2) + 1 : Infinity))
    }
    rows.push(row)
  }
  return rows.at(-1)?.at(-1) ?? Infinity
}
