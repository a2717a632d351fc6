// Patterns of LIST: `*` stands for anything, `%` for anything within one level (RFC 3501 6.3.8).

const LONGEST = 255

/** Whether a name fits a pattern. A longer pattern than any name fits none. */
export function fitsPattern(pattern: string, name: string): boolean {
  const short = pattern.replace(/[*%]*\*[*%]*/g, '*').replace(/%+/g, '%')
  if (short.length > LONGEST) return false
  // Step by step, which beginnings of the name the pattern so far can stand for.
  let reached = [true, ...Array.from(name, () => false)]
  for (const sign of isInbox(short, name) ? 'INBOX' : short) reached = advance(reached, sign, name)
  return reached[name.length] === true
}

/** INBOX is the one name in which case does not matter. */
const isInbox = (pattern: string, name: string) => name === 'INBOX' && pattern.toUpperCase() === 'INBOX'

function advance(reached: readonly boolean[], sign: string, name: string): boolean[] {
  const next = Array.from(reached, () => false)
  for (let at = 0; at < reached.length; at += 1) {
    const before = name[at - 1]
    if (sign === '*') next[at] = reached[at] === true || next[at - 1] === true
    else if (sign === '%') next[at] = reached[at] === true || (next[at - 1] === true && before !== '/')
    else next[at] = at > 0 && reached[at - 1] === true && before === sign
  }
  return next
}
