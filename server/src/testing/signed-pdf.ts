// A PDF signed as PAdES does: an increment with a signature field, its byte range, and the signature in the hole.
import type { Authority, Issued } from './authority.ts'

const HOLE = 16_384

/** Appends a signature of `signer` to a PDF; `subFilter` and the flags of `openssl cms` may differ. */
export async function signPdf(
  pdf: Uint8Array,
  authority: Authority,
  signer: Issued,
  options: { subFilter?: string; flags?: readonly string[]; number?: number } = {},
): Promise<Buffer> {
  const { subFilter = 'ETSI.CAdES.detached', flags = [], number = 900 } = options
  const text = Buffer.from(pdf).toString('latin1')
  const start = [...text.matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1] ?? '0'
  const root = [...text.matchAll(/\/Root (\d+ \d+ R)/g)].at(-1)?.[1] ?? '1 0 R'
  const size = [...text.matchAll(/\/Size (\d+)/g)].at(-1)?.[1] ?? '10'
  const room = '[0 0000000000 0000000000 0000000000]'
  const head = `\n${number} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} /ByteRange ${room} /Contents `
  const tail = ` >>\nendobj\n`
  const objectAt = pdf.length + 1
  const xrefAt = pdf.length + head.length + HOLE + 2 + tail.length
  const entry = `${String(objectAt).padStart(10, '0')} 00000 n \n`
  const trailer = `xref\n${number} 1\n${entry}trailer\n<< /Size ${Math.max(Number(size), number + 1)} /Root ${root} /Prev ${start} >>\nstartxref\n${xrefAt}\n%%EOF\n`
  const from = pdf.length + head.length
  const to = from + HOLE + 2
  const digits = [from, to, tail.length + trailer.length].map((one) => String(one).padStart(10, '0'))
  const first = Buffer.concat([pdf, Buffer.from(head.replace(room, `[0 ${digits.join(' ')}]`))])
  const last = Buffer.from(tail + trailer)
  const cms = await authority.sign(Buffer.concat([first, last]), signer, ['-detached', ...flags])
  return Buffer.concat([first, Buffer.from(`<${cms.toString('hex').padEnd(HOLE, '0')}>`), last])
}
