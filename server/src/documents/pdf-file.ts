// Finds objects in a PDF through its cross-reference (ISO 32000-1, 7.5), or by looking for them when that is damaged.
import { openWithoutPassword } from './pdf-encryption.ts'
import type { StreamDecryption } from './pdf-encryption.ts'
import { inflate, unpredict } from './pdf-inflate.ts'
import { findObjects, findPacks, findRoots, startXref, trailerAround } from './pdf-search.ts'
import { packedOffsets, streamSections, tableSection, withoutFree } from './pdf-sections.ts'
import type { Place, Section } from './pdf-sections.ts'
import { asBuffer, isCount, isDict, isName, isWord, latin1, PdfReader, PdfScanEnd } from './pdf-syntax.ts'
import type { PdfDict, PdfRef, PdfValue, PdfWork } from './pdf-syntax.ts'

/** An object; of a stream also where its bytes begin, and its number and generation, which keys depend on. */
type Found = { value: PdfValue; stream?: { dataAt: number; number: number; generation: number } }
type Pack = { data: Uint8Array; offsets: Map<number, number> }

const maxSections = 5_000
/** Hashing hundreds of times takes a few milliseconds. */
const stepsToDecrypt = 20_000

/**
 * Opens `bytes`, whose `%PDF-` stands at `headerAt`, with the empty password where it is encrypted. Throws `PdfScanEnd`
 * when no catalog can be reached, or none without a password.
 */
export class PdfFile {
  trailer: PdfDict = { is: 'dict', entries: new Map() }
  /** True when the cross-reference was of no use and the objects were looked for. */
  recovered = false
  private decryption: StreamDecryption | undefined
  private sections: Section[] = []
  private readonly values = new Map<number, Found | undefined>()
  private readonly packs = new Map<number, Pack>()
  private index: Map<number, number> | undefined
  private packNumbers: number[] | undefined
  private readonly bytes: Uint8Array
  private readonly headerAt: number
  private readonly work: PdfWork

  constructor(bytes: Uint8Array, headerAt: number, work: PdfWork) {
    this.bytes = bytes
    this.headerAt = headerAt
    this.work = work
    const end = startXref(bytes, work)
    this.readChain(end.offset)
    // Without its end mark a file may have been cut short anywhere: then its cross-reference at least must stand.
    if (!end.isMarked && this.sections.length === 0) throw new PdfScanEnd('no end of file mark')
    if (!this.hasRoot()) this.recover()
  }

  /** Is it encrypted, though it opens without a password. */
  get isEncrypted(): boolean {
    return this.decryption !== undefined
  }

  /** The object a reference leads to (through further references, 20 at most); other values are themselves. */
  resolve(value: PdfValue | undefined): PdfValue {
    let here = value ?? null
    // Paid for what is known already too: pages by annotations make many of few objects.
    this.work.step(1 / 4)
    for (let hop = 0; hop < 20; hop += 1) {
      if (!isRef(here)) return here
      this.work.step()
      here = this.load(here.number)?.value ?? null
    }
    return null
  }

  /** The dictionary under `key`, resolved; `undefined` when there is none. */
  dict(from: PdfDict, key: string): PdfDict | undefined {
    const value = this.resolve(from.entries.get(key))
    return isDict(value) ? value : undefined
  }

  /** The first items of the array under `key`, which is resolved; none when it is not an array. */
  items(from: PdfDict, key: string, most = Infinity): PdfValue[] {
    const value = this.resolve(from.entries.get(key))
    if (typeof value !== 'object' || value?.is !== 'array') return []
    this.work.step(Math.min(value.items.length, most) / 8)
    return value.items.slice(0, most)
  }

  /** A stream's dictionary and its bytes in clear, still filtered; nothing for other objects. */
  stream(value: PdfValue | undefined): { dict: PdfDict; data: Uint8Array } | undefined {
    const found = isRef(value) ? this.load(value.number) : undefined
    const data = found && this.clearBytes(found)
    return data !== undefined && isDict(found?.value) ? { dict: found.value, data } : undefined
  }

  private hasRoot(): boolean {
    this.decrypt()
    const root = this.dict(this.trailer, 'Root')
    const type = root && this.resolve(root.entries.get('Type'))
    // Viewers do not mind a catalog that does not say what it is, as long as it leads to pages.
    return root !== undefined && (type === null || isName(type, 'Catalog')) && this.dict(root, 'Pages') !== undefined
  }

  private decrypt(): void {
    const encrypt = this.dict(this.trailer, 'Encrypt')
    if (encrypt !== undefined) this.work.step(stepsToDecrypt)
    this.decryption = encrypt && openWithoutPassword(this, encrypt)
    if (encrypt === undefined) return
    // What was read before may have been read without the key.
    this.values.clear()
    this.packs.clear()
  }

  private load(number: number): Found | undefined {
    if (this.values.has(number)) return this.values.get(number)
    this.work.step(4)
    // Set first, so that an object that needs itself (a stream's own Length) finds nothing instead of looping.
    this.values.set(number, undefined)
    const found = this.find(number)
    this.values.set(number, found)
    return found
  }

  private find(number: number): Found | undefined {
    const place = this.recovered ? undefined : this.lookUp(number)
    if (place?.is === 'packed') return this.unpack(place.stream, number)
    if (place?.is === 'free') return undefined
    if (place?.is === 'offset') {
      const found = this.objectNear(place.offset, number)
      if (found !== undefined) return found
    }
    if (place === undefined && !this.recovered) return undefined
    const offset = this.recoveredIndex().get(number)
    if (offset !== undefined) return this.objectAt(offset, number)
    return this.packedAnywhere(number)
  }

  private lookUp(number: number): Place | undefined {
    this.work.step(this.sections.length / 16)
    for (const section of this.sections) {
      if (number < section.first || number >= section.first + section.count) continue
      this.work.step()
      const place = section.place(number - section.first)
      if (place !== undefined) return place
    }
    return undefined
  }

  private objectNear(offset: number, number: number): Found | undefined {
    return (
      this.objectAt(offset, number) ?? (this.headerAt > 0 ? this.objectAt(offset + this.headerAt, number) : undefined)
    )
  }

  private objectAt(offset: number, number?: number): Found | undefined {
    const reader = new PdfReader(this.bytes, offset, this.work)
    const own = reader.value()
    const generation = reader.value()
    if (!isCount(own) || !isCount(generation) || !isWord(reader.value(), 'obj')) return undefined
    if (number !== undefined && own !== number) return undefined
    const value = reader.value() ?? null
    if (!isDict(value)) return { value }
    if (!isWord(reader.value(), 'stream')) return { value }
    return { value, stream: { dataAt: afterLineEnd(this.bytes, reader.at), number: own, generation } }
  }

  private unpack(stream: number, number: number): Found | undefined {
    const pack = this.pack(stream)
    const offset = pack.offsets.get(number)
    if (offset === undefined) return undefined
    return { value: new PdfReader(pack.data, offset, this.work).value() ?? null }
  }

  /** Where the objects inside an object stream stand (7.5.7). */
  private pack(stream: number): Pack {
    const known = this.packs.get(stream)
    if (known !== undefined) return known
    const pack: Pack = { data: new Uint8Array(0), offsets: new Map() }
    this.packs.set(stream, pack)
    const found = this.load(stream)
    if (found === undefined || !isDict(found.value) || !isName(found.value.entries.get('Type'), 'ObjStm')) return pack
    const first = this.resolve(found.value.entries.get('First'))
    const count = this.resolve(found.value.entries.get('N'))
    const data = this.streamData(found)
    if (data === undefined || !isCount(first) || !isCount(count)) return pack
    pack.data = data
    pack.offsets = packedOffsets(data, first, count, this.work)
    return pack
  }

  private streamData(found: Found): Uint8Array | undefined {
    const data = this.clearBytes(found)
    if (data === undefined || !isDict(found.value)) return undefined
    const filters = this.list(found.value.entries.get('Filter'))
    if (filters.length === 0) return data
    if (filters.length > 1 || !filters.every((filter) => isName(filter, 'FlateDecode') || isName(filter, 'Fl'))) {
      return undefined
    }
    const parms = this.list(found.value.entries.get('DecodeParms'))[0]
    const inflated = inflate(data, this.work)
    return inflated === undefined || !isDict(parms) ? inflated : this.unpredict(inflated, parms)
  }

  private clearBytes({ value, stream }: Found): Uint8Array | undefined {
    if (!isDict(value) || stream === undefined) return undefined
    const { dataAt, number, generation } = stream
    const data = this.bytes.subarray(dataAt, this.streamEnd(value, dataAt))
    // Cross-reference streams are never encrypted (7.5.8.2).
    if (this.decryption === undefined || isName(value.entries.get('Type'), 'XRef')) return data
    this.work.step(data.length / 64)
    return this.decryption(data, number, generation)
  }

  private streamEnd(dict: PdfDict, dataAt: number): number {
    const length = this.resolve(dict.entries.get('Length'))
    if (isCount(length)) {
      const after = latin1(this.bytes, dataAt + length, dataAt + length + 16)
      if (after.trimStart().startsWith('endstream')) return dataAt + length
    }
    const found = asBuffer(this.bytes).indexOf('endstream', dataAt)
    this.work.step((found === -1 ? this.bytes.length - dataAt : found - dataAt) / 256)
    return found === -1 ? this.bytes.length : found
  }

  private list(value: PdfValue | undefined): PdfValue[] {
    const resolved = this.resolve(value)
    if (resolved === null) return []
    if (typeof resolved === 'object' && resolved.is === 'array')
      return resolved.items.slice(0, 8).map((item) => this.resolve(item))
    return [resolved]
  }

  private unpredict(data: Uint8Array, parms: PdfDict): Uint8Array | undefined {
    const predictor = this.resolve(parms.entries.get('Predictor'))
    if (!isCount(predictor) || predictor < 2) return data
    const columns = this.resolve(parms.entries.get('Columns')) ?? 1
    if (predictor < 10 || !isCount(columns) || columns < 1 || columns > 1_000) return undefined
    this.work.step(data.length / 24)
    return unpredict(data, columns)
  }

  private readChain(startAt: number): void {
    const seen = new Set<number>()
    const due = [startAt]
    for (let offset = due.shift(); offset !== undefined; offset = due.shift()) {
      if (seen.has(offset) || seen.size > 500) continue
      seen.add(offset)
      const trailer = this.readSection(offset)
      if (trailer === undefined) continue
      if (seen.size === 1 || !this.trailer.entries.has('Root')) this.trailer = trailer
      for (const key of ['XRefStm', 'Prev']) {
        const next = trailer.entries.get(key)
        if (isCount(next)) due.push(next)
      }
    }
  }

  private readSection(offset: number): PdfDict | undefined {
    for (const at of this.headerAt > 0 ? [offset, offset + this.headerAt] : [offset]) {
      const reader = new PdfReader(this.bytes, at, this.work)
      if (isWord(reader.value(), 'xref')) return this.readTable(reader)
      const stream = this.objectAt(at)
      if (stream !== undefined && isDict(stream.value) && isName(stream.value.entries.get('Type'), 'XRef')) {
        return this.readXrefStream(stream, stream.value)
      }
    }
    return undefined
  }

  private readTable(reader: PdfReader): PdfDict | undefined {
    const added: Section[] = []
    for (;;) {
      const first = reader.value()
      if (isWord(first, 'trailer')) break
      const count = reader.value()
      if (!isCount(first) || !isCount(count)) return undefined
      reader.space()
      this.work.step(4)
      const section = tableSection(this.bytes, reader.at, first, count)
      if (section === undefined) return undefined
      reader.at = section.end
      added.push(section)
      if (this.sections.length + added.length > maxSections) throw new PdfScanEnd('too much work')
    }
    const trailer = reader.value()
    if (!isDict(trailer)) return undefined
    // In a hybrid file (7.5.8.4) the table calls objects free that its stream knows: let the search go on.
    this.sections.push(...(trailer.entries.has('XRefStm') ? added.map(withoutFree) : added))
    return trailer
  }

  private readXrefStream(found: Found, dict: PdfDict): PdfDict | undefined {
    const widths = this.list(dict.entries.get('W'))
    const data = this.streamData(found)
    const [type = 0, second = 0, third = 0] = widths.filter(isCount)
    if (data === undefined || widths.length < 3 || type > 4 || second > 8 || third > 8 || type + second + third < 1)
      return undefined
    const size = dict.entries.get('Size')
    const index = this.items(dict, 'Index')
    const pairs = index.length > 0 ? index : [0, size ?? 0]
    const room = maxSections + 1 - this.sections.length
    this.sections.push(...streamSections(data, pairs.slice(0, 2 * room), [type, second, third]))
    return dict
  }

  /** Looks for objects and for a root, as every viewer does with files whose offsets are wrong. */
  private recover(): void {
    this.recovered = true
    this.values.clear()
    this.packs.clear()
    for (const at of findRoots(this.bytes)) {
      this.trailer = trailerAround(this.bytes, at, this.work)
      if (this.hasRoot()) return
    }
    throw new PdfScanEnd('no catalog')
  }

  private recoveredIndex(): Map<number, number> {
    return (this.index ??= findObjects(this.bytes, this.work))
  }

  private packedAnywhere(number: number): Found | undefined {
    this.packNumbers ??= findPacks(this.bytes, this.work)
    for (const stream of this.packNumbers) {
      this.work.step()
      const found = this.unpack(stream, number)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Is it a reference. */
export function isRef(value: PdfValue | undefined): value is PdfRef {
  return typeof value === 'object' && value?.is === 'ref'
}

function afterLineEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return at + 2
  return bytes[at] === 0x0a || bytes[at] === 0x0d ? at + 1 : at
}
