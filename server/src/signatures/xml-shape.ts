// How deep and how many the elements of an XML text are, before any library sees it.

const MOST_LEVELS = 64
const MOST_ELEMENTS = 500_000

/** Is the text too deep or too full to be parsed at leisure; libraries take quadratic time with depth. Never throws. */
export function isTooMuchXml(xml: string): boolean {
  let depth = 0
  let elements = 0
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', at)) {
    const end = endOfMarkup(xml, at)
    if (end === -1) return false
    const isElement = !/^<[!?/]/.test(xml.slice(at, at + 2))
    if (isElement && (elements += 1) > MOST_ELEMENTS) return true
    if (isElement && xml[end - 2] !== '/' && (depth += 1) > MOST_LEVELS) return true
    if (xml[at + 1] === '/') depth -= 1
    at = end
  }
  return false
}

/** Where the tag, comment, section or instruction at `at` ends; -1 when it does not, which no parser accepts. */
function endOfMarkup(xml: string, at: number): number {
  for (const [begin, end] of spans) {
    if (xml.startsWith(begin, at)) return after(xml, end, at + begin.length)
  }
  const stop = /["'>]/g
  for (stop.lastIndex = at + 1; ;) {
    const found = stop.exec(xml)
    if (found === null) return -1
    if (found[0] === '>') return found.index + 1
    const close = xml.indexOf(found[0], found.index + 1)
    if (close === -1) return -1
    stop.lastIndex = close + 1
  }
}

const spans = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  return at === -1 ? -1 : at + mark.length
}
