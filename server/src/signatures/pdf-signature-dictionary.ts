// The dictionary in which a signature of a PDF stands (ISO 32000-2, 12.8.1), found from its byte range.
import { DateTime } from 'luxon'
import {
  asBuffer,
  isCount,
  isDict,
  isName,
  latin1,
  PdfReader,
  PdfScanEnd,
  pdfLimits,
  PdfWork,
} from '../documents/pdf-syntax.ts'
import type { PdfDict, PdfValue } from '../documents/pdf-syntax.ts'

/** `[0 holeFrom holeTo …]`: the end of the first part and the beginning of the second; up to `to` it is covered. */
export interface ByteRange {
  holeFrom: number
  holeTo: number
  to: number
}

export interface SignatureDictionary {
  /** A document time stamp (ETSI EN 319 142-1, 5.4.3) in the place of a signature. */
  isTimeStamp: boolean
  /** The entry M, a claim of the signer's: PAdES forbids the attribute signing-time in its favour. */
  claimedAt?: Date
}

const FARTHEST_BACK = 65_536
const MOST_TRIES = 60

/**
 * What the dictionary of the byte range written at `at` says, in whatever order its entries are. Only what the
 * signature covers is read. Nothing said when it cannot be found.
 */
export function signatureDictionary(pdf: Uint8Array, at: number, range: ByteRange): SignatureDictionary {
  const dict = dictionaryAround(pdf, Math.min(at, range.holeFrom), range)
  const isTimeStamp =
    isName(dict?.entries.get('SubFilter'), 'ETSI.RFC3161') || isName(dict?.entries.get('Type'), 'DocTimeStamp')
  const claimedAt = timeOf(dict?.entries.get('M'))
  return { isTimeStamp, ...(claimedAt === undefined ? {} : { claimedAt }) }
}

/** Others may begin between its own beginning and `from`: the nearest that has this byte range is meant. */
function dictionaryAround(pdf: Uint8Array, from: number, range: ByteRange): PdfDict | undefined {
  const text = asBuffer(pdf)
  const work = new PdfWork(pdfLimits)
  let begin = from
  try {
    for (let tries = 0; tries < MOST_TRIES && begin > 0; tries += 1) {
      begin = text.lastIndexOf('<<', begin - 1)
      if (begin === -1 || from - begin > FARTHEST_BACK) return undefined
      const found = new PdfReader(pdf.subarray(begin, range.to), 0, work).value()
      if (isDict(found) && hasRange(found.entries.get('ByteRange'), range)) return found
    }
  } catch (error) {
    if (!(error instanceof PdfScanEnd)) throw error
  }
  return undefined
}

function hasRange(value: PdfValue | undefined, { holeFrom, holeTo }: ByteRange): boolean {
  return typeof value === 'object' && value?.is === 'array' && value.items[1] === holeFrom && value.items[2] === holeTo
}

/** `D:YYYYMMDDHHmmSSOHH'mm'` (7.9.4), of which everything after the year may be missing. */
function timeOf(value: PdfValue | undefined): Date | undefined {
  if (typeof value !== 'object' || value?.is !== 'string') return undefined
  const found = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?/.exec(
    textOf(value.bytes),
  )
  if (found === null || Number(found[9] ?? 0) > 23) return undefined
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(numberIn)
  const [, , , , , , , utc, sign, hours, minutes = '00'] = found
  // Without an offset it is the clock on a wall; of those who sign here, nearly always an Italian one.
  const zone = utc !== undefined ? 'utc' : sign === undefined ? 'Europe/Rome' : `UTC${sign}${hours ?? '00'}:${minutes}`
  const time = DateTime.fromObject({ year, month, day, hour, minute, second }, { zone })
  return time.isValid ? time.toJSDate() : undefined
}

function numberIn(digits: string | undefined): number | undefined {
  const number = Number(digits)
  return isCount(number) ? number : undefined
}

function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2))
  return latin1(bytes, 0, bytes.length)
}
