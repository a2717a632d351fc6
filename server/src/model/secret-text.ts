const LEAST_LENGTH = 32
const LEAST_CHARACTERS = 9

/**
 * Whether a text may have been drawn at random as a secret: at least 32 characters, 9 different ones, no repetition of a
 * shorter text, and mostly no runs such as `1234`, `dcba` or `0000`. 32 random hexadecimal digits fail once in a million.
 */
export function looksRandom(text: string): boolean {
  if (text.length < LEAST_LENGTH || new Set(text).size < LEAST_CHARACTERS) return false
  return !isRepetition(text) && steps(text) < text.length / 2
}

/** Whether the text is a shorter one over and over, the last time perhaps cut off. */
function isRepetition(text: string): boolean {
  const most = Math.floor(text.length / 2)
  return Array.from({ length: most }, (_, n) => n + 1).some((period) => text.startsWith(text.slice(period)))
}

/** How many characters are the one before, or its neighbour. */
function steps(text: string): number {
  const isStep = (at: number) => Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1
  return Array.from(text, (_, at) => at).filter((at) => at > 0 && isStep(at)).length
}
