// Sets of sequence numbers or UIDs, such as 1:5,9,20:* (RFC 3501 9, sequence-set).

/** Ranges as they were written; `Infinity` stands for `*`. */
export type NumberSet = readonly (readonly [from: number, to: number])[]

const MOST_RANGES = 10_000
const HIGHEST = 0xffff_ffff

/** Reads a set; `undefined` for anything else. */
export function parseNumberSet(text: string): NumberSet | undefined {
  const parts = text.split(',', MOST_RANGES + 1)
  if (text === '' || parts.length > MOST_RANGES) return undefined
  const set: [number, number][] = []
  for (const part of parts) {
    const ends = part.split(':')
    const [from, to = from] = ends.map(parseEnd)
    if (ends.length > 2 || from === undefined || to === undefined) return undefined
    set.push([Math.min(from, to), Math.max(from, to)])
  }
  return set
}

function parseEnd(text: string): number | undefined {
  if (text === '*') return Infinity
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= HIGHEST ? number : undefined
}

/** Which of the numbers, sorted in rising order, are in the set; `*` is the last of them. The result is sorted. */
export function pick(set: NumberSet, numbers: readonly number[]): number[] {
  const last = numbers.at(-1)
  if (last === undefined) return []
  const picked: number[] = []
  let at = 0
  for (const [low, high] of inOrder(set, last)) {
    for (at = Math.max(at, firstFrom(numbers, low)); at < numbers.length; at += 1) {
      const number = numbers[at] ?? Infinity
      if (number > high) break
      picked.push(number)
    }
  }
  return picked
}

/** "9:*" has the last message in it, also when that is before the ninth. */
function inOrder(set: NumberSet, last: number): [low: number, high: number][] {
  const ranges = set.map(([from, to]): [number, number] =>
    to === Infinity ? [Math.min(from, last), last] : [from, to],
  )
  return ranges.sort(([one], [other]) => one - other)
}

/** Numbers as a set, the shortest way to write them in their order. */
export function formatNumberSet(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const number of numbers) {
    const range = ranges.at(-1)
    if (range !== undefined && range[1] + 1 === number) range[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',')
}

/** The index of the first number that is not below `low`. */
export function firstFrom(numbers: readonly number[], low: number): number {
  let [left, right] = [0, numbers.length]
  while (left < right) {
    const middle = (left + right) >> 1
    if ((numbers[middle] ?? Infinity) < low) left = middle + 1
    else right = middle
  }
  return left
}
