// The thread in which upload bodies are taken apart, hashed and scanned, so that the event loop never is.
import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import type { Base64Rule } from './base64.ts'
import { scanPdf, scanPdfPrefix } from './pdf-scanner.ts'
import type { PdfVerdict } from './pdf-scanner.ts'
import { pdfLimits, pdfRequestLimits, PdfWork } from './pdf-syntax.ts'
import { splitBody } from './upload-body.ts'
import { isForm } from '../model/form.ts'
import { splitForm } from './upload-form.ts'
import type { DecodedEntry } from './upload-document.ts'

/** How one upload is to be read: contract 7.2, one column for the sandbox, one for production. */
export interface UploadRules {
  base64: Base64Rule
  /** `structure`: a PDF by its structure. `prefix`: that, or anything beginning with `%PDF`. */
  pdf: 'structure' | 'prefix'
  maxDocumentBytes: number
  /** The body's content type, which may say that it is a form or how its text is encoded. */
  contentType?: string | undefined
}

/** One document, decoded, with its SHA-256 in hex and what the scanner says of it. */
export interface UploadedDocument {
  bytes: Uint8Array
  sha256: string
  pdf: PdfVerdict
}

/** One element of `documenti`. */
export type UploadedEntry = { is: 'document'; document: UploadedDocument } | Exclude<DecodedEntry, { is: 'bytes' }>

/** What the worker makes of a body. */
export type WorkerAnswer =
  | {
      is: 'parsed'
      body: Record<string, unknown>
      documenti: UploadedEntry[] | 'absent' | 'wrong type' | 'too many'
    }
  | { is: 'not json' }
  | { is: 'not an object' }
  | { is: 'too large'; limitBytes: number }

/** What the worker is sent. */
export interface WorkerQuestion {
  raw: Uint8Array
  rules: UploadRules
}

const port = parentPort
port?.on('message', ({ raw, rules }: WorkerQuestion) => {
  const answer = readUpload(raw, rules)
  port.postMessage(answer, transferable(answer))
})

function readUpload(raw: Uint8Array, rules: UploadRules): WorkerAnswer {
  const split = isForm(raw, rules.contentType) ? splitForm(raw, rules) : splitBody(raw, rules)
  if (split.is !== 'split') return split
  const { body, documenti } = split
  if (typeof documenti === 'string') return { is: 'parsed', body, documenti }
  const together = new PdfWork(pdfRequestLimits)
  return { is: 'parsed', body, documenti: documenti.map((entry) => examine(entry, rules, together)) }
}

function examine(entry: DecodedEntry, rules: UploadRules, together: PdfWork): UploadedEntry {
  if (entry.is !== 'bytes') return entry
  const { bytes } = entry
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const work = new PdfWork(pdfLimits, together)
  const pdf = rules.pdf === 'structure' ? scanPdf(bytes, work) : scanPdfPrefix(bytes, work)
  return { is: 'document', document: { bytes, sha256, pdf } }
}

function transferable(answer: WorkerAnswer): ArrayBuffer[] {
  if (answer.is !== 'parsed' || typeof answer.documenti === 'string') return []
  return answer.documenti.flatMap((entry) => {
    const buffer = entry.is === 'document' ? entry.document.bytes.buffer : undefined
    return buffer instanceof ArrayBuffer ? [buffer] : []
  })
}
