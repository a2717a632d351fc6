// Runs of plain characters in JSON strings, four bytes at a look: nearly all bytes of an upload are in one.

// What ends or interrupts one: quote, backslash, control characters.
const special = new Uint8Array(256).fill(1, 0, 0x20)
special[0x22] = special[0x5c] = 1

/** Returns where the run of plain characters in `bytes` that begins at `from` ends: at a special one, or at `end`. */
export type PlainRuns = (from: number, end: number) => number

/** Looks through `bytes`. */
export function plainRunsIn(bytes: Uint8Array): PlainRuns {
  const ahead = (4 - (bytes.byteOffset & 3)) & 3
  const count = Math.floor((bytes.length - ahead) / 4)
  const words = count > 0 ? new Int32Array(bytes.buffer, bytes.byteOffset + ahead, count) : new Int32Array(0)
  return (from, end) => {
    let at = from
    // Up to where four of them are a word, and after the last whole word, one by one.
    while (at < end && ((at - ahead) & 3) !== 0 && special[bytes[at] ?? 0] === 0) at += 1
    if (((at - ahead) & 3) === 0) {
      let word = (at - ahead) >> 2
      const last = (end - ahead) >> 2
      while (word < last && isPlain(words[word] ?? 0)) word += 1
      at = Math.max(at, ahead + 4 * word)
    }
    while (at < end && special[bytes[at] ?? 0] === 0) at += 1
    return at
  }
}

/** The usual test for a byte below 0x20 among four, and for a zero byte in the difference to one looked for. */
function isPlain(word: number): boolean {
  const quotes = word ^ 0x22222222
  const backslashes = word ^ 0x5c5c5c5c
  const found =
    ((word - 0x20202020) & ~word) | ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes)
  return (found & 0x80808080) === 0
}
