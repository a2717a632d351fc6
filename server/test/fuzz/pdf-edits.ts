// Edits of a PDF that know what a PDF is made of: objects, references, streams, filters, cross-reference, encryption.
// A file is text of one byte a character here.
import { deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'

/** One edit: at which of the places it fits, and with what. */
export interface PdfEdit {
  kind: keyof typeof editors
  at: number
  with: number
}

/** Some edits, one after the other. */
export function pdfEdits(): fc.Arbitrary<PdfEdit[]> {
  const edit = fc.record({ kind: fc.constantFrom(...kindsOfEdits()), at: fc.nat(100_000), with: fc.nat(100_000) })
  return fc.array(edit, { minLength: 1, maxLength: 8 })
}

function kindsOfEdits() {
  const isKind = (name: string): name is keyof typeof editors => Object.hasOwn(editors, name)
  return Object.keys(editors).filter(isKind)
}

/** The file after all edits; of `most` bytes at the most, for they multiply. */
export function editPdf(pdf: Uint8Array, edits: readonly PdfEdit[], most = 400_000): Buffer {
  let text = Buffer.from(pdf).toString('latin1')
  for (const { kind, at, with: choice } of edits) {
    const edited = editors[kind](text, at, choice)
    if (edited.length <= most) text = edited
  }
  return Buffer.from(text, 'latin1')
}

type Editor = (text: string, at: number, choice: number) => string

const chosen = <T>(list: readonly [T, ...T[]], choice: number): T => list[choice % list.length] ?? list[0]

/** Replaces the `at`-th match of a pattern, counted round and round. */
function replaceAt(text: string, pattern: RegExp, at: number, by: (found: string) => string): string {
  const found = [...text.matchAll(pattern)]
  const one = found[at % Math.max(1, found.length)]
  if (one === undefined) return text
  return text.slice(0, one.index) + by(one[0]) + text.slice(one.index + one[0].length)
}

const numbers = [
  '0',
  '1',
  '-1',
  '2',
  '3',
  '65535',
  '2147483648',
  '4294967295',
  '9007199254740993',
  '1e9',
  '0.5',
  '-.',
] as const
const names = [
  ...(['Type', 'Catalog', 'Pages', 'Page', 'Kids', 'Root', 'Prev', 'Size', 'Length', 'Filter', 'FlateDecode'] as const),
  ...([
    'ObjStm',
    'XRef',
    'XRefStm',
    'Encrypt',
    'W',
    'Index',
    'First',
    'N',
    'Predictor',
    'Columns',
    'Sig',
    'ByteRange',
  ] as const),
  ...([
    'Contents',
    'SubFilter',
    'DCTDecode',
    'Image',
    'XObject',
    'Resources',
    'Annots',
    'AcroForm',
    '',
    '#',
    '#00',
  ] as const),
] as const
const tokens = [
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  '<',
  'R',
  'obj',
  'endobj',
  'stream',
  'endstream',
  'xref',
  'trailer',
] as const
const entries = [
  ...(['/Prev 0', '/Prev 9', '/Prev 99999999', '/XRefStm 9', '/Root 1 0 R', '/Root 0 0 R', '/Pages 1 0 R'] as const),
  ...(['/Kids [1 0 R 1 0 R 2 0 R 3 0 R]', '/Kids 2 0 R', '/Parent 3 0 R', '/Type /ObjStm /N 100000 /First 0'] as const),
  ...([
    '/Type /XRef /W [8 8 8] /Index [0 1 0 99999999]',
    '/W [1 0 0]',
    '/W [0 0 0]',
    '/W [-1 2 1]',
    '/Size 99999999',
  ] as const),
  ...([
    '/Length 0',
    '/Length 99999999',
    '/Length 5 0 R',
    '/Extends 1 0 R',
    '/Filter [/FlateDecode /FlateDecode]',
  ] as const),
  ...(['/Filter [/ASCIIHexDecode /LZWDecode]', '/Filter 1 0 R', '/Filter [1 0 R]', '/Filter /Crypt'] as const),
  ...(['/DecodeParms <</Predictor 15 /Columns 1000>>', '/DecodeParms [<</Predictor 12/Columns 0>>]'] as const),
  ...(['/DecodeParms <</Predictor 12/Columns 5 0 R>>', '/Names <</JavaScript 1 0 R/EmbeddedFiles 1 0 R>>'] as const),
  ...([
    '/OpenAction 1 0 R',
    '/AA <</O 1 0 R>>',
    '/AF [1 0 R]',
    '/AcroForm <</Fields [1 0 R 2 0 R]>>',
    '/Encrypt 5 0 R',
  ] as const),
  ...([
    '/Encrypt <</Filter/Standard/V 1/R 2/O(a)/U(b)/P -4>>',
    '/Encrypt <</Filter/Standard/V 4/R 4/CF<<>>/StmF/X>>',
  ] as const),
  ...(['/Encrypt <</Filter/Standard/V 5/R 6/O<00>/U<00>/UE<00>/P 1.5/CF<</S<</CFM/AESV3>>>>/StmF/S/StrF/S>>'] as const),
  ...(['/Encrypt <</Filter/Standard/V 4/R 3/Length 128/CF<</S<</CFM/AESV2>>>>/StmF/S/StrF/S/P 1e99>>'] as const),
  ...([
    '/ID []',
    '/ID [<00>]',
    '/ByteRange [0 1 2 3]',
    '/ByteRange [0 99999999 1 2]',
    '/Width 6000 /Height 6000',
  ] as const),
  ...([
    '/BitsPerComponent 1',
    '/BitsPerComponent 16',
    '/V 1 0 R /FT /Sig',
    '/Keywords (CERALACCA:x)',
    '/M (D:99999999)',
  ] as const),
] as const
const texts = [
  ...([
    '\0',
    '\r',
    '%',
    '% \n',
    '()',
    '(\\',
    '<4',
    '\xff\xff',
    ' obj',
    '1 0 obj',
    '/Root 1 0 R',
    '%%EOF',
    '%PDF-9.9',
  ] as const),
  ...([
    'startxref\n0\n%%EOF\n',
    'xref\n0 9999\n',
    'xref\n0 0\n0 0\n0 0\n',
    'trailer <</Root 1 0 R>>',
    '/ByteRange',
  ] as const),
] as const
const OBJECT = /\d+ \d+ obj[\s\S]*?endobj\s*/g
const STREAM = /stream\r?\n[\s\S]*?endstream/g

const editors = {
  number: (text, at, choice) => replaceAt(text, /(?<![\w.])\d{1,10}(?![\w.])/g, at, () => chosen(numbers, choice)),
  'number a little': (text, at, choice) =>
    replaceAt(text, /(?<![\w.])\d{1,10}(?![\w.])/g, at, (found) => String(Number(found) + (choice % 5) - 2)),
  name: (text, at, choice) => replaceAt(text, /\/\w+/g, at, () => `/${chosen(names, choice)}`),
  reference: (text, at, choice) => replaceAt(text, /\d+ \d+ R/g, at, () => `${choice % 12} ${choice % 2} R`),
  token: (text, at, choice) =>
    replaceAt(
      text,
      /<<|>>|[[\]()]|\bR\b|endobj|\bobj\b|endstream|\bstream\b|startxref|xref|trailer|%%EOF/g,
      at,
      (found) => (choice % 3 === 0 ? '' : choice % 3 === 1 ? `${found} ${found}` : chosen(tokens, choice)),
    ),
  entry: (text, at, choice) => replaceAt(text, /<</g, at, (found) => `${found} ${chosen(entries, choice)} `),
  'entry of the last': (text, _, choice) =>
    text.replace(/<<(?![\s\S]*<<)/, (found) => `${found} ${chosen(entries, choice)} `),
  'object away': (text, at) => replaceAt(text, OBJECT, at, () => ''),
  'object twice': (text, at, choice) => replaceAt(text, OBJECT, at, (found) => found.repeat(2 + (choice % 40))),
  'object in another': (text, at, choice) => {
    const all = [...text.matchAll(OBJECT)].map(([whole]) => whole)
    return replaceAt(text, OBJECT, at, (found) => found.replace('endobj', `${all[choice % all.length] ?? ''} endobj`))
  },
  'object numbered anew': (text, at, choice) =>
    replaceAt(text, /\d+(?= \d+ obj)/g, at, () => chosen(['0', '1', '2', '3', '4', '99999999', '9999999999'], choice)),
  'stream inflated and edited': (text, at, choice) => inStream(text, at, (data) => repacked(data, choice)),
  'stream of noughts': (text, at, choice) =>
    inStream(text, at, () => deflateSync(Buffer.alloc(1 << (10 + (choice % 17)), choice % 3)).toString('latin1')),
  'stream cut': (text, at, choice) => inStream(text, at, (data) => data.slice(0, choice % (data.length + 1))),
  'length as it is': (text, at) =>
    replaceAt(text, /\/Length \d+(?=[^]*?stream\r?\n([\s\S]*?)\r?\n?endstream)/g, at, (found) => {
      const from = text.indexOf('stream', text.indexOf(found))
      return `/Length ${Math.max(0, text.indexOf('endstream', from + 6) - from - 8)}`
    }),
  deep: (text, at, choice) =>
    replaceAt(
      text,
      /<<|\[/g,
      at,
      (found) => chosen(['[', '<<', '<</A', '(', '[<<'], at).repeat(10 ** (choice % 5)) + found,
    ),
  long: (text, at, choice) =>
    replaceAt(
      text,
      /\s/g,
      at,
      (found) => found + chosen(['%', '(', '(\\', '/', '1', '<', 'x', ' ', '\\000'], at).repeat(10 ** (choice % 6)),
    ),
  'many references': (text, at, choice) =>
    replaceAt(text, /\[/g, at, (found) => found + `${choice % 8} 0 R `.repeat(10 ** (choice % 5))),
  text: (text, at, choice) => replaceAt(text, /\s/g, at, (found) => found + chosen(texts, choice) + found),
  'text before': (text, _, choice) =>
    chosen(['\n', 'junk\n', '%PDF-1.4\n', '\xef\xbb\xbf', ' '.repeat(1_000), '\0'], choice) + text,
  'text after': (text, _, choice) => text + chosen(texts, choice),
  cut: (text, at) => text.slice(0, Math.floor((text.length * (at % 1_000)) / 1_000)),
  bytes: (text, at, choice) => {
    const from = at % (text.length + 1)
    return text.slice(0, from) + String.fromCharCode(choice % 256) + text.slice(from + 1)
  },
  update: (text, at, choice) =>
    `${text}\n${at % 9} 0 obj\n<<${chosen(entries, at)} ${chosen(entries, choice)}>>\nendobj\nxref\n${at % 9} 1\n` +
    `${String(text.length + 1).padStart(10, '0')} 00000 n \ntrailer\n<</Size 99/Root ${choice % 3} 0 R/Prev ` +
    `${chosen([text.length + 30, 0, at], choice)}>>\nstartxref\n${text.length + chosen([0, 1, 40, 60], at)}\n%%EOF\n`,
} satisfies Record<string, Editor>

function inStream(text: string, at: number, edit: (data: string) => string): string {
  return replaceAt(text, STREAM, at, (found) => {
    const [head = ''] = /^stream\r?\n/.exec(found) ?? []
    return `${head}${edit(found.slice(head.length, -'endstream'.length))}\nendstream`
  })
}

/** What a stream holds, edited like a file of its own; as it is where it does not inflate. */
function repacked(data: string, choice: number): string {
  try {
    const plain = inflateSync(Buffer.from(data, 'latin1'), { maxOutputLength: 1_000_000 }).toString('latin1')
    const kind = chosen(['number', 'number a little', 'bytes', 'cut', 'token', 'long'] as const, choice)
    return deflateSync(Buffer.from(editors[kind](plain, choice, choice >> 3), 'latin1')).toString('latin1')
  } catch {
    return data
  }
}
