import { expect, it } from 'vitest'
import { uploadReader } from './uploads.ts'
it('x', async () => {
  const r = uploadReader()
  expect(await r.read(Buffer.from('[]'), { base64: 'strict', pdf: 'prefix', maxDocumentBytes: 1 })).toEqual({
    is: 'not an object',
  })
  await r.close()
})
