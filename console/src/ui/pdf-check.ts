// What can be said of a file before it is sent; the server judges it again.

/** What is wrong with a file that should be a PDF. */
export type PdfProblem = 'empty' | 'tooLarge' | 'image' | 'p7m' | 'notPdf' | 'cutOff' | 'locked'

/** What the server takes unless its operator says otherwise; it has the last word. */
export const MOST_MB = 15
const TAIL_BYTES = 4_096

/** Looks at the beginning and the end of a file. Undefined where nothing is wrong. */
export async function pdfProblem(file: File): Promise<PdfProblem | undefined> {
  if (file.size === 0) return 'empty'
  if (file.size > MOST_MB * 1024 * 1024) return 'tooLarge'
  const head = await latin(file.slice(0, 16))
  if (!head.startsWith('%PDF-')) return kindOf(head, file.name)
  const tail = await latin(file.slice(Math.max(0, file.size - TAIL_BYTES)))
  if (!tail.includes('%%EOF')) return 'cutOff'
  return /\/Encrypt\s/.test(tail) ? 'locked' : undefined
}

function kindOf(head: string, name: string): PdfProblem {
  if (/^(\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*)/.test(head) || /^.{4}ftyp(hei|mif)/s.test(head)) return 'image'
  return /\.p7m$/i.test(name) || head.startsWith('\x30\x82') ? 'p7m' : 'notPdf'
}

const latin = async (part: Blob) => new TextDecoder('latin1').decode(await part.arrayBuffer())
