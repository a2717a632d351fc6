// Signs PDFs as in PAdES: an incremental update with a signature field, its byte range, and the signature in the gap.
import type { Authority, Issued } from './authority.ts'

const HOLE = 16_384

/**
 * Appends a signature of `signer` to a PDF. `subFilter`, the flags of `openssl cms` and the dictionary may differ:
 * `more` entries of it, and the signature before its byte range instead of after it.
 */
export async function signPdf(
  pdf: Uint8Array,
  authority: Authority,
  signer: Issued,
  options: {
    subFilter?: string
    flags?: readonly string[]
    number?: number
    more?: string
    contentsFirst?: boolean
  } = {},
): Promise<Buffer> {
  const { subFilter = 'ETSI.CAdES.detached', flags = [], number = 900, more = '', contentsFirst = false } = options
  const text = Buffer.from(pdf).toString('latin1')
  const start = [...text.matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1] ?? '0'
  const root = [...text.matchAll(/\/Root (\d+ \d+ R)/g)].at(-1)?.[1] ?? '1 0 R'
  const size = [...text.matchAll(/\/Size (\d+)/g)].at(-1)?.[1] ?? '10'
  const room = '[0 0000000000 0000000000 0000000000]'
  const entries = ` /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} ${more}/ByteRange ${room} `
  const head = `\n${number} 0 obj\n<<${contentsFirst ? ' ' : entries}/Contents `
  const tail = `${contentsFirst ? entries : ' '}>>\nendobj\n`
  const objectAt = pdf.length + 1
  const xrefAt = pdf.length + head.length + HOLE + 2 + tail.length
  const entry = `${String(objectAt).padStart(10, '0')} 00000 n \n`
  const trailer = `xref\n${number} 1\n${entry}trailer\n<< /Size ${Math.max(Number(size), number + 1)} /Root ${root} /Prev ${start} >>\nstartxref\n${xrefAt}\n%%EOF\n`
  const from = pdf.length + head.length
  const to = from + HOLE + 2
  const digits = [from, to, tail.length + trailer.length].map((one) => String(one).padStart(10, '0'))
  const range = `[0 ${digits.join(' ')}]`
  const first = Buffer.concat([pdf, Buffer.from(head.replace(room, range))])
  const last = Buffer.from(tail.replace(room, range) + trailer)
  const cms = await authority.sign(Buffer.concat([first, last]), signer, ['-detached', ...flags])
  return Buffer.concat([first, Buffer.from(`<${cms.toString('hex').padEnd(HOLE, '0')}>`), last])
}
