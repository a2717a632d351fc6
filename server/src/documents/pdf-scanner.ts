// Is it a PDF? Decided by its structure, within limits, so that no upload can keep a worker busy.
import { plainTextOf } from '../model/plain-text.ts'
import { isRef, PdfFile } from './pdf-file.ts'
import { isCount, isDict, isName, latin1, pdfLimits, PdfScanEnd, PdfWork } from './pdf-syntax.ts'
import type { NotPdfReason, PdfDict, PdfValue } from './pdf-syntax.ts'

/** What a scan found. `formMark` is the Keywords entry of a form issued by us, as plain text, beginning with `CERALACCA:`. */
export type PdfVerdict =
  | {
      is: 'pdf'
      version: string
      pages?: number
      /** It opens without a password all the same; its findings are those of any other file. */
      encrypted: boolean
      javascript: boolean
      attachments: boolean
      signatures: number
      formMark?: string
    }
  | { is: 'not pdf'; why: NotPdfReason }

type Findings = { javascript: boolean; attachments: boolean; signatures: number }

const headerWithin = 1_024
const mostFeatures = 2_000
const mostActions = 30
const longestMark = 2_048

/**
 * Says whether `bytes` are a PDF: a header, an end mark, a cross-reference (or objects that can be found without it)
 * and a catalog that leads to at least one page (ISO 32000-1, 7.5). Never throws for any input and never spends more
 * than `work` has. An encrypted file must open without a password. The other findings are best effort.
 */
export function scanPdf(bytes: Uint8Array, work = new PdfWork(pdfLimits)): PdfVerdict {
  try {
    return scan(bytes, work)
  } catch (error) {
    if (error instanceof PdfScanEnd) return { is: 'not pdf', why: error.why }
    throw error
  }
}

/** The sandbox's rule (contract 7.2): what `scanPdf` accepts, and besides anything that begins with `%PDF`. */
export function scanPdfPrefix(bytes: Uint8Array, work = new PdfWork(pdfLimits)): PdfVerdict {
  const verdict = scanPdf(bytes, work)
  if (verdict.is === 'pdf' || isClosed(verdict.why) || latin1(bytes, 0, 4) !== '%PDF') return verdict
  const version = /^%PDF-(\d\.\d)/.exec(latin1(bytes, 0, 8))?.[1] ?? ''
  return { is: 'pdf', version, encrypted: false, javascript: false, attachments: false, signatures: 0 }
}

/** What a refusal adds about a file that is a PDF, but one nobody can open; nothing about any other. */
export function whyNotOpened(why: NotPdfReason): string {
  if (!isClosed(why)) return ''
  return why === 'needs a password' ? ': this one needs a password' : ': this one is encrypted in a way not known here'
}

function isClosed(why: NotPdfReason): boolean {
  return why === 'needs a password' || why === 'encryption not known'
}

function scan(bytes: Uint8Array, work: PdfWork): PdfVerdict {
  if (bytes.length === 0) throw new PdfScanEnd('empty')
  const header = /%PDF-(\d\.\d)/.exec(latin1(bytes, 0, headerWithin))
  if (header?.[1] === undefined) throw new PdfScanEnd('no header')
  const file = new PdfFile(bytes, header.index, work)
  const encrypted = file.isEncrypted
  const root = file.dict(file.trailer, 'Root')
  const pages = root && file.dict(root, 'Pages')
  if (root === undefined || pages === undefined || !hasPage(file, pages)) throw new PdfScanEnd('no pages')
  const count = file.resolve(pages.entries.get('Count'))
  // Strings of encrypted files are not read, and a mark is one.
  const formMark = encrypted ? undefined : readFormMark(file)
  return {
    is: 'pdf',
    version: header[1],
    ...(isCount(count) ? { pages: count } : {}),
    encrypted,
    ...findFeatures(file, root, pages),
    ...(formMark === undefined ? {} : { formMark }),
  }
}

/** Looks through the tree branch by branch: some of them may be empty, or lead back. */
function hasPage(file: PdfFile, pages: PdfDict): boolean {
  if (isName(file.resolve(pages.entries.get('Type')), 'Page')) return true
  const due = file.items(pages, 'Kids', mostFeatures).reverse()
  const seen = new Set<number>()
  for (let looks = 0; looks < mostFeatures; looks += 1) {
    const next = due.pop()
    if (next === undefined) return false
    if (isRef(next)) {
      if (seen.has(next.number)) continue
      seen.add(next.number)
    }
    const node = file.resolve(next)
    if (!isDict(node)) continue
    if (isName(file.resolve(node.entries.get('Type')), 'Page') || !node.entries.has('Kids')) return true
    due.push(...file.items(node, 'Kids', mostFeatures - looks).reverse())
  }
  return false
}

/** Walks catalog, name trees, form fields, pages and annotations; stops quietly when it has seen enough. */
function findFeatures(file: PdfFile, root: PdfDict, pages: PdfDict): Findings {
  const findings: Findings = { javascript: false, attachments: false, signatures: 0 }
  try {
    const names = file.dict(root, 'Names')
    findings.javascript = names?.entries.has('JavaScript') === true || runsScript(file, root, 'OpenAction')
    findings.attachments = names?.entries.has('EmbeddedFiles') === true || file.items(root, 'AF', 1).length > 0
    const form = file.dict(root, 'AcroForm')
    if (form) walk(file, form, 'Fields', (field) => notice(file, field, findings, true))
    walk(file, pages, 'Kids', (page) => noticePage(file, page, findings))
  } catch (error) {
    if (!(error instanceof PdfScanEnd)) throw error
  }
  return findings
}

function walk(file: PdfFile, tree: PdfDict, key: string, visit: (node: PdfDict) => void): void {
  const due = file.items(tree, key, mostFeatures)
  const seen = new Set<number>()
  for (let i = 0; i < due.length; i += 1) {
    const next = due[i]
    if (isRef(next)) {
      if (seen.has(next.number)) continue
      seen.add(next.number)
    }
    const node = file.resolve(next)
    if (!isDict(node)) continue
    visit(node)
    due.push(...file.items(node, 'Kids', mostFeatures - due.length))
  }
}

function noticePage(file: PdfFile, page: PdfDict, findings: Findings): void {
  notice(file, page, findings, false)
  for (const annotation of file.items(page, 'Annots', mostFeatures)) {
    const dict = file.resolve(annotation)
    if (isDict(dict)) notice(file, dict, findings, false)
  }
}

function notice(file: PdfFile, node: PdfDict, findings: Findings, isField: boolean): void {
  if (runsScript(file, node, 'A')) findings.javascript = true
  if (isName(file.resolve(node.entries.get('Subtype')), 'FileAttachment')) findings.attachments = true
  const signed = isField && isName(file.resolve(node.entries.get('FT')), 'Sig') && file.dict(node, 'V') !== undefined
  if (signed) findings.signatures += 1
}

function runsScript(file: PdfFile, node: PdfDict, key: string): boolean {
  if (isScript(file, node.entries.get(key))) return true
  let looks = 0
  for (const action of file.dict(node, 'AA')?.entries.values() ?? []) {
    if ((looks += 1) > mostActions) return false
    if (isScript(file, action)) return true
  }
  return false
}

function isScript(file: PdfFile, value: PdfValue | undefined): boolean {
  const action = file.resolve(value)
  return isDict(action) && isName(file.resolve(action.entries.get('S')), 'JavaScript')
}

function readFormMark(file: PdfFile): string | undefined {
  const info = file.dict(file.trailer, 'Info')
  const keywords = info && file.resolve(info.entries.get('Keywords'))
  if (typeof keywords !== 'object' || keywords?.is !== 'string') return undefined
  const text = textString(keywords.bytes.subarray(0, 2 * longestMark))
  return text.startsWith('CERALACCA:') ? plainTextOf(text, longestMark) : undefined
}

function textString(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2))
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder().decode(bytes)
  return latin1(bytes, 0, bytes.length)
}
