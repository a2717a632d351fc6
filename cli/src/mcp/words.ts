// What fits some words best: whole words count more than parts, and every word must be somewhere.

/** A text of something, and how much a word in it counts. */
export interface Weighed {
  text: string
  weight: number
}

/** The things that have all the words, best first; all of them, in their order, where there are no words. */
export function byWords<T>(things: readonly T[], query: string, textsOf: (thing: T) => readonly Weighed[]): T[] {
  const words = wordsIn(query).slice(0, 12)
  return things
    .map((thing) => ({ thing, score: scoreOf(words, textsOf(thing)) }))
    .filter(({ score }) => score !== undefined)
    .sort((one, other) => (other.score ?? 0) - (one.score ?? 0))
    .map(({ thing }) => thing)
}

const wordsIn = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** undefined where a word is nowhere. */
function scoreOf(words: readonly string[], texts: readonly Weighed[]): number | undefined {
  const looked = texts.map(({ text, weight }) => ({ text: text.toLowerCase(), whole: new Set(wordsIn(text)), weight }))
  let score = 0
  for (const word of words) {
    const each = looked.map(
      ({ text, whole, weight }) => (whole.has(word) ? 2 : text.includes(stem(word)) ? 1 : 0) * weight,
    )
    const best = Math.max(0, ...each)
    if (best === 0) return undefined
    score += best
  }
  return score
}

// Enough for "mailboxes" to find "mailbox" and "renewal" to find "renew".
const stem = (word: string) => (word.length > 5 ? word.replace(/(?:es|s|al|ing|ed|tion)$/, '') : word)
