// Edits of a signed file that know what it is made of: elements with tag, length and content, in each other.
import fc from 'fast-check'

/** An element of ASN.1; `written` says how its length is. */
interface Node {
  tag: number
  content: Uint8Array | Node[]
  written: 'definite' | 'indefinite' | 'long' | { length: number }
}

/** One edit: at which of the places it fits, and with what. */
export interface P7mEdit {
  kind: keyof typeof editors
  at: number
  with: number
}

const LARGEST_BYTES = 400_000

/** Some edits, one after the other. */
export function p7mEdits(): fc.Arbitrary<P7mEdit[]> {
  const edit = fc.record({ kind: fc.constantFrom(...kindsOfEdits()), at: fc.nat(10_000), with: fc.nat(100_000) })
  return fc.array(edit, { minLength: 1, maxLength: 6 })
}

function kindsOfEdits() {
  const isKind = (name: string): name is keyof typeof editors => Object.hasOwn(editors, name)
  return Object.keys(editors).filter(isKind)
}

/** The file after all edits; one that grows over `most` bytes is left out. */
export function editP7m(der: Uint8Array, edits: readonly P7mEdit[], most = LARGEST_BYTES): Buffer {
  let bytes = Buffer.from(der)
  for (const { kind, at, with: choice } of edits) {
    const edited = editors[kind](bytes, at, choice)
    if (edited.length <= most) bytes = Buffer.from(edited)
  }
  return bytes
}

const chosen = <T>(list: readonly [T, ...T[]], choice: number): T => list[choice % list.length] ?? list[0]
const OID_DATA = Buffer.from('2a864886f70d010701', 'hex')
const OID_SIGNED = Buffer.from('2a864886f70d010702', 'hex')

/** An edit of one element of the tree; the root is the whole file. A file that is no tree any more stays as it is. */
function inTree(edit: (node: Node, choice: number, all: readonly Node[]) => void) {
  return (bytes: Uint8Array, at: number, choice: number): Uint8Array => {
    const root = parse(bytes)
    if (root === undefined) return bytes
    const all = nodesOf(root)
    const node = all[at % all.length]
    if (node !== undefined) edit(node, choice, all)
    return write(root)
  }
}

/** The same, of one that has others in it. */
const inParent = (edit: (children: Node[], choice: number, all: readonly Node[]) => void) =>
  inTree((node, choice, all) => {
    const parents = all.filter(({ content }) => Array.isArray(content))
    const start = Math.max(0, parents.indexOf(node))
    const { content } = parents[start] ?? parents[choice % Math.max(1, parents.length)] ?? { content: [] }
    if (Array.isArray(content)) edit(content, choice, all)
  })

const editors = {
  tag: inTree((node, choice) => {
    node.tag = chosen(
      [0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x17, 0x18, 0x24, 0x30, 0x31, 0xa0, 0xa1, 0x80, 0x1f, 0x00],
      choice,
    )
  }),
  indefinite: inTree((node) => {
    node.written = 'indefinite'
  }),
  'all indefinite': inTree((_, __, all) => {
    for (const node of all) if (Array.isArray(node.content)) node.written = 'indefinite'
  }),
  'long length': inTree((node) => {
    node.written = 'long'
  }),
  'wrong length': inTree((node, choice) => {
    const size = sizeOf(node)
    node.written = { length: chosen([0, 1, size - 1, size + 1, size * 2, 2 ** 31, 2 ** 40, 127, 128], choice) }
  }),
  away: inParent((children, choice) => void children.splice(choice % Math.max(1, children.length), 1)),
  twice: inParent((children, choice) => {
    const one = children[choice % Math.max(1, children.length)]
    if (one === undefined) return
    // Not more than a file may be large: copies are trees, which take many times their bytes.
    const most = Math.ceil(LARGEST_BYTES / Math.max(1, sizeOf(one)))
    children.push(
      ...Array.from({ length: Math.min(most, chosen([1, 2, 25, 70, 3_000], choice >> 4)) }, () => copy(one)),
    )
  }),
  'in another order': inParent((children) => void children.reverse()),
  emptied: inTree((node) => {
    node.content = Array.isArray(node.content) ? [] : new Uint8Array()
  }),
  'another one': inTree((node, choice, all) => {
    const other = all[choice % all.length]
    if (other !== undefined) Object.assign(node, copy(other))
  }),
  'another content': inTree((node, choice, all) => {
    const alike = all.filter(({ tag }) => tag === node.tag)
    const other = alike[choice % Math.max(1, alike.length)]
    if (other !== undefined) node.content = copy(other).content
  }),
  wrapped: inTree((node, choice) => {
    for (let level = 0; level < chosen([1, 2, 60, 70, 2_000], choice); level += 1) {
      node.content = [copy(node)]
      node.tag = chosen([0x30, 0x31, 0xa0, 0x24, 0x3f], choice >> 3)
      node.written = chosen(['definite', 'indefinite'], choice >> 5)
    }
  }),
  'octets in pieces': inTree((_, choice, all) => {
    const octets = all.filter(({ tag, content }) => tag === 0x04 && !Array.isArray(content))
    const node = octets[choice % Math.max(1, octets.length)]
    if (node === undefined || Array.isArray(node.content)) return
    const size = chosen([1, 3, 1_000], choice)
    const { content } = node
    node.tag = 0x24
    node.content = Array.from({ length: Math.ceil(content.length / size) }, (__, piece) => ({
      tag: 0x04,
      written: 'definite',
      content: content.subarray(piece * size, (piece + 1) * size),
    }))
  }),
  bytes: inTree((node, choice) => {
    if (Array.isArray(node.content) || node.content.length === 0) return
    const changed = Uint8Array.from(node.content)
    changed[choice % changed.length] = choice >> 4
    node.content = changed
  }),
  'other bytes': inTree((node, choice) => {
    if (Array.isArray(node.content)) return
    node.content = Buffer.from(
      chosen(['', '00', '80', 'ff'.repeat(9), '7f'.repeat(300), '2a', '2a80', '8080808080808001', '30800000'], choice),
      'hex',
    )
  }),
  time: inTree((_, choice, all) => {
    const times = all.filter(({ tag }) => tag === 0x17 || tag === 0x18)
    const node = times[choice % Math.max(1, times.length)]
    if (node === undefined) return
    node.tag = chosen([0x17, 0x18], choice)
    node.content = Buffer.from(
      chosen(
        [
          '99999999999999Z',
          '991332256199Z',
          '',
          'Z',
          '0',
          '20260101000000.999999999999Z',
          '20260101000000+9999',
          '-1',
          '\0',
        ],
        choice >> 2,
      ),
    )
  }),
  'object identifier': inTree((_, choice, all) => {
    const oids = all.filter(({ tag }) => tag === 0x06)
    const [node, other] = [oids[choice % Math.max(1, oids.length)], oids[(choice >> 7) % Math.max(1, oids.length)]]
    if (node !== undefined && other !== undefined) node.content = copy(other).content
  }),
  'a time stamp of nothing': inTree((_, choice, all) => {
    const signers = all.filter(({ tag, content }) => tag === 0x30 && Array.isArray(content) && content.length >= 5)
    const content = signers[choice % Math.max(1, signers.length)]?.content
    const values = chosen<Node[]>([[], [leaf(0x30, Buffer.alloc(100_000))], [leaf(0x05, Buffer.alloc(0))]], choice >> 3)
    const attribute: Node = {
      tag: 0x30,
      written: 'definite',
      content: [
        leaf(0x06, Buffer.from('2a864886f70d010910020e', 'hex')),
        { tag: 0x31, written: 'definite', content: values },
      ],
    }
    if (Array.isArray(content)) content.push({ tag: 0xa1, written: 'definite', content: [attribute] })
  }),
  'itself inside': (bytes, _, choice) => {
    const root = parse(bytes)
    const octets = root && nodesOf(root).find(({ tag, content }) => tag === 0x04 && !Array.isArray(content))
    if (root === undefined || octets === undefined) return bytes
    for (let level = 0; level < chosen([1, 2, 3, 6], choice); level += 1) {
      octets.content = write(root)
      if (octets.content.length > 100_000) break
    }
    return write(root)
  },
  'only the frame': (_, at, choice) => {
    const oid = chosen([OID_DATA, OID_SIGNED], choice)
    const inside = chosen<Node[]>([[], [leaf(0x02, Buffer.of(1))], [leaf(0x30, Buffer.alloc(at))]], at)
    return write({
      tag: 0x30,
      written: 'definite',
      content: [leaf(0x06, oid), { tag: 0xa0, written: 'indefinite', content: inside }],
    })
  },
  'as text': (bytes, at, choice) => {
    const base64 = Buffer.from(bytes).toString('base64')
    const pem = `-----BEGIN PKCS7-----\n${base64}\n-----END PKCS7-----\n`
    const texts = [
      base64,
      pem,
      `\ufeff${pem}`,
      `a\n${pem}b`,
      pem + pem,
      pem.slice(0, -9),
      `${base64}=`,
      pem.replaceAll('\n', '\r'),
    ] as const
    return Buffer.from(chosen(texts, choice + at))
  },
  'bytes after': (bytes, at, choice) => Buffer.concat([bytes, Buffer.alloc(1 + (at % 9), choice)]),
  cut: (bytes, at) => bytes.subarray(0, Math.floor((bytes.length * (at % 1_000)) / 1_000)),
  'a byte': (bytes, at, choice) => {
    const changed = Uint8Array.from(bytes)
    if (changed.length > 0) changed[(at * 7) % changed.length] = choice
    return changed
  },
} satisfies Record<string, (bytes: Uint8Array, at: number, choice: number) => Uint8Array>

const leaf = (tag: number, content: Uint8Array): Node => ({ tag, content, written: 'definite' })

const copy = ({ tag, content, written }: Node): Node => ({
  tag,
  content: Array.isArray(content) ? content.map(copy) : content,
  written,
})

function nodesOf(root: Node): Node[] {
  const nodes: Node[] = []
  const due = [root]
  for (let node = due.pop(); node !== undefined; node = due.pop()) {
    nodes.push(node)
    if (Array.isArray(node.content)) due.push(...node.content)
  }
  return nodes
}

function sizeOf({ content }: Node): number {
  return Array.isArray(content) ? content.reduce((sum, child) => sum + write(child).length, 0) : content.length
}

/** The bytes of a tree; deep ones are written by a list, as they are deeper than a stack. */
function write(root: Node): Uint8Array {
  const written = new Map<Node, Uint8Array>()
  for (const node of nodesOf(root).reverse()) {
    const { content } = node
    const inside = Array.isArray(content)
      ? Buffer.concat(content.map((child) => written.get(child) ?? new Uint8Array()))
      : content
    written.set(
      node,
      Buffer.concat([headOf(node, inside.length), inside, ...(node.written === 'indefinite' ? [Buffer.alloc(2)] : [])]),
    )
    if (Array.isArray(content)) for (const child of content) written.delete(child)
  }
  return written.get(root) ?? new Uint8Array()
}

function headOf({ tag, written }: Node, size: number): Buffer {
  if (written === 'indefinite') return Buffer.of(tag, 0x80)
  const length = typeof written === 'object' ? Math.max(0, written.length) : size
  if (length < 0x80 && written !== 'long') return Buffer.of(tag, length)
  const digits = length.toString(16)
  const bytes = Buffer.from(digits.padStart(written === 'long' ? 10 : digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes])
}

/** The tree of a file in DER or BER; undefined where it is none. */
function parse(bytes: Uint8Array): Node | undefined {
  const [node, end] = parseAt(bytes, 0, bytes.length, 0) ?? []
  return end === bytes.length ? node : undefined
}

const DEEPEST = 200

function parseAt(bytes: Uint8Array, at: number, limit: number, depth: number): [Node, number] | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || depth > DEEPEST || at + 2 > limit || (tag & 0x1f) === 0x1f)
    return undefined
  let from = at + 2
  let length = first
  if (first > 0x80) {
    length = 0
    for (let i = 0; i < (first & 0x7f); i += 1) length = length * 256 + (bytes[from + i] ?? 0)
    from += first & 0x7f
  }
  const isIndefinite = first === 0x80
  const to = isIndefinite ? limit : from + length
  if (to > limit) return undefined
  if ((tag & 0x20) === 0) return [leaf(tag, bytes.subarray(from, to)), to]
  const content: Node[] = []
  let here = from
  while (here < to) {
    if (isIndefinite && bytes[here] === 0 && bytes[here + 1] === 0)
      return [{ tag, content, written: 'indefinite' }, here + 2]
    const child = parseAt(bytes, here, to, depth + 1)
    if (child === undefined) return undefined
    content.push(child[0])
    here = child[1]
  }
  return isIndefinite ? undefined : [{ tag, content, written: 'definite' }, to]
}
