// BER elements (ITU-T X.690) of hostile bytes, read without recursion and within limits.

/** One element: its first byte, where it starts, where its content starts and ends, and where it ends. */
export interface Element {
  tag: number
  constructed: boolean
  indefinite: boolean
  from: number
  contentFrom: number
  contentTo: number
  to: number
}

/** How deep and how many elements a scan follows; `left` of all scans that share it, where there is one. */
export interface BerLimits {
  depth: number
  elements: number
  left?: number
}

/** Deeper than any certificate; as many as a signed file of 100 MB written in pieces of a kilobyte has. */
export const berLimits: BerLimits = { depth: 64, elements: 200_000 }

/**
 * For parts that are only walked past, such as lists of the revoked among unsigned attributes: those have an element in six
 * bytes. One purse for a whole file of `fileBytes`, as what has no length is walked once for each level it is in.
 */
export function skimLimits(fileBytes: number): BerLimits {
  const elements = FEW_ELEMENTS + Math.ceil(fileBytes / 3)
  return { depth: 64, elements, left: elements }
}

const FEW_ELEMENTS = 1_000_000

/** For what the library reads: sixty certificates and twenty signers have half as many. */
export const envelopeLimits: BerLimits = { depth: 64, elements: 20_000 }

export type BerFault = 'malformed' | 'too deep' | 'too many elements'

/** Ends the reading of bytes that are no BER within the limits. Never leaves the signatures room. */
export class BerError extends Error {
  readonly why: BerFault
  /** Of elements, where there were too many. */
  readonly limit: number

  constructor(why: BerFault, limit = 0) {
    super(why)
    this.why = why
    this.limit = limit
  }
}

const HIGH_TAG = 0x1f
const CONSTRUCTED = 0x20

/**
 * Where the element at `at` ends, after walking through everything in it. Throws BerError.
 * Walks with a list instead of calling itself, so that 10,000 levels cost no stack.
 */
export function endOf(bytes: Uint8Array, at: number, limit = bytes.length, limits = berLimits): number {
  return walk(bytes, { at, limit, limits, jumps: false })
}

/** `jumps`: over what says how long it is. */
function walk(
  bytes: Uint8Array,
  { at, limit, limits, jumps }: { at: number; limit: number; limits: BerLimits; jumps: boolean },
): number {
  // Of each open element where it must end at the latest; a negative one is indefinite and ends with its mark.
  const open: number[] = []
  let here = at
  let count = 0
  for (;;) {
    const top = open.at(-1)
    const most = top === undefined ? limit : Math.abs(top)
    if (top !== undefined && top >= 0 && here === top) {
      open.pop()
      if (open.length === 0) return here
      continue
    }
    if (limits.left !== undefined) limits.left -= 1
    if ((count += 1) > limits.elements || (limits.left ?? 0) < 0)
      throw new BerError('too many elements', limits.elements)
    if (top !== undefined && top < 0 && isEndMark(bytes, here, most)) {
      here += 2
      open.pop()
    } else {
      const head = header(bytes, here, most)
      if (head.constructed && (head.indefinite || !jumps)) {
        open.push(head.indefinite ? -most : head.contentTo)
        here = head.contentFrom
      } else here = head.contentTo
      if (open.length > limits.depth) throw new BerError('too deep')
    }
    if (open.length === 0) return here
  }
}

/** The element at `at`, which may reach to `limit`. Throws BerError. */
export function elementAt(bytes: Uint8Array, at: number, limit: number, limits = berLimits): Element {
  const head = header(bytes, at, limit)
  if (!head.indefinite) return { ...head, to: head.contentTo }
  const to = walk(bytes, { at, limit, limits, jumps: true })
  return { ...head, contentTo: to - 2, to }
}

/** What stands directly inside `parent`, whose grammar allows `most` elements. Throws BerError. */
export function childrenOf(bytes: Uint8Array, parent: Element, most: number, limits = berLimits): Element[] {
  const children: Element[] = []
  for (const child of eachOf(bytes, parent, limits)) {
    if (children.push(child) > most) throw new BerError('malformed')
  }
  return children
}

/** What stands directly inside `parent`, one after the other, however many they are. Throws BerError. */
export function* eachOf(bytes: Uint8Array, parent: Element, limits = berLimits): Generator<Element> {
  if (!parent.constructed) throw new BerError('malformed')
  for (let at = parent.contentFrom; at < parent.contentTo;) {
    const child = elementAt(bytes, at, parent.contentTo, limits)
    yield child
    at = child.to
  }
}

/** An element of definite length in DER around `parts`. */
export function wrap(tag: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const size: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256)
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | size.length, ...size]
  const whole = new Uint8Array(head.length + length)
  whole.set(head)
  let at = head.length
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function header(bytes: Uint8Array, at: number, limit: number): Element {
  const tag = bytes[at] ?? 0
  let here = at + 1
  if ((tag & HIGH_TAG) === HIGH_TAG) {
    while ((byteAt(bytes, here, limit) & 0x80) !== 0 && here - at < 5) here += 1
    here += 1
  }
  const constructed = (tag & CONSTRUCTED) !== 0
  let length = byteAt(bytes, here, limit)
  here += 1
  if (length === 0x80) {
    if (!constructed) throw new BerError('malformed')
    return { tag, constructed, indefinite: true, from: at, contentFrom: here, contentTo: limit, to: limit }
  }
  if (length > 0x80) {
    const size = length & 0x7f
    if (size > 6) throw new BerError('malformed')
    length = 0
    for (let i = 0; i < size; i += 1) length = length * 256 + byteAt(bytes, here + i, limit)
    here += size
  }
  if (tag === 0 || length > limit - here) throw new BerError('malformed')
  return {
    tag,
    constructed,
    indefinite: false,
    from: at,
    contentFrom: here,
    contentTo: here + length,
    to: here + length,
  }
}

function isEndMark(bytes: Uint8Array, at: number, limit: number): boolean {
  return at + 2 <= limit && bytes[at] === 0 && bytes[at + 1] === 0
}

function byteAt(bytes: Uint8Array, at: number, limit: number): number {
  const byte = at < limit ? bytes[at] : undefined
  if (byte === undefined) throw new BerError('malformed')
  return byte
}
