// Code that is compiled once, for as long as its thread lives: a failure does not stay.
import { readFile } from 'node:fs/promises'
import { expect, it, vi } from 'vitest'
import { readQrCodes } from '../signatures/qr-reader.ts'
import { startPdfium } from './pdfium.ts'

vi.mock('node:fs/promises', async (original) => {
  const own = await original<{ readFile: typeof readFile }>()
  return { ...own, readFile: vi.fn(own.readFile) }
})

it.each([
  ['PDFium', async () => (await startPdfium()).memory.buffer.byteLength],
  ['the reader of QR codes', async () => (await readQrCodes(Buffer.from('no picture'))).length],
])('%s starts the second time where the first one could not be read', async (_, start) => {
  vi.mocked(readFile).mockRejectedValueOnce(new Error('EMFILE'))
  await expect(start()).rejects.toThrow('EMFILE')
  expect(await start()).toBeGreaterThanOrEqual(0)
})
