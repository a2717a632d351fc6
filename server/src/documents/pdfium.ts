// PDFium compiled to WebAssembly: what a hostile document breaks in it is in a memory of its own, which is bounded.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { init } from '@embedpdf/pdfium'
import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

const MOST_MEMORY_MB = 256
const WASM_PAGES_A_MB = 16
const MEMORY_SECTION = 5

/** The library with an instance's memory. */
export interface Pdfium {
  library: WrappedPdfiumModule
  memory: WebAssembly.Memory
}

let compiled: Promise<WebAssembly.Module> | undefined

/** A new instance, which shares nothing with those before it but the code. */
export async function startPdfium(): Promise<Pdfium> {
  // What failed once, for want of memory or of the file for a moment, is tried again.
  compiled ??= compile().catch((error: unknown) => {
    compiled = undefined
    throw error
  })
  const code = await compiled
  let memory: WebAssembly.Memory | undefined
  const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
    void WebAssembly.instantiate(code, imports).then((instance) => {
      if (instance.exports['memory'] instanceof WebAssembly.Memory) memory = instance.exports['memory']
      done(instance)
    })
    return {}
  }
  const library = await init({ instantiateWasm })
  if (memory === undefined) throw new Error('PDFium has no memory')
  library.PDFiumExt_Init()
  return { library, memory }
}

async function compile(): Promise<WebAssembly.Module> {
  const file = await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'))
  return WebAssembly.compile(withMostMemory(new Uint8Array(file), MOST_MEMORY_MB))
}

/** The same code with another upper limit of its memory, which the engine keeps to. */
export function withMostMemory(wasm: Uint8Array<ArrayBuffer>, mostMb: number): Uint8Array<ArrayBuffer> {
  const bounded = wasm.slice()
  // After the magic number and the version: sections, each with its kind and size.
  for (let at = 8; at < wasm.length;) {
    const kind = wasm[at]
    const [size, from] = numberAt(wasm, at + 1)
    at = from + size
    if (kind !== MEMORY_SECTION) continue
    const [, flags] = numberAt(wasm, from)
    const [, most] = numberAt(wasm, flags + 1)
    const [, end] = numberAt(wasm, most)
    if (wasm[flags] !== 1) break
    return writeNumber(bounded, mostMb * WASM_PAGES_A_MB, most, end)
  }
  throw new Error('the code of PDFium declares no bounded memory')
}

/** A number in LEB128, and where it ends. */
function numberAt(bytes: Uint8Array, start: number): [value: number, end: number] {
  let [value, at] = [0, start]
  for (let shift = 0; ; shift += 7, at += 1) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, at + 1]
  }
}

/** In as many bytes as there are, so that nothing else moves. */
function writeNumber(
  bytes: Uint8Array<ArrayBuffer>,
  value: number,
  start: number,
  end: number,
): Uint8Array<ArrayBuffer> {
  let rest = value
  for (let at = start; at < end; at += 1, rest >>= 7) bytes[at] = (rest & 0x7f) | (at < end - 1 ? 0x80 : 0)
  if (rest !== 0) throw new Error('no room for so much memory')
  return bytes
}
