// QR codes in pictures, by zxing compiled to WebAssembly: it reads from its own file, never from the network.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

let ready: Promise<unknown> | undefined

/** The texts of the QR codes in a JPEG or PGM; none when it is no picture. Rejects when there is no reader for now. */
export async function readQrCodes(picture: Uint8Array): Promise<string[]> {
  ready ??= prepare().catch((error: unknown) => {
    ready = undefined
    throw error
  })
  await ready
  try {
    // Trying harder takes ten times as long on a picture full of corners of codes, and finds no more in scans.
    const gently = { tryHarder: false, tryInvert: false }
    const found = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 8, ...gently })
    return found.filter(({ isValid }) => isValid).map(({ text }) => text)
  } catch {
    return []
  }
}

async function prepare(): Promise<unknown> {
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  const wasm = await readFile(path)
  const wasmBinary = new Uint8Array(wasm).buffer
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}
