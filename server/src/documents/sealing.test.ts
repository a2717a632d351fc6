import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyId, open, openText, seal, SealBrokenError, sealText } from './sealing.ts'

const key = Buffer.alloc(32, 1)
const other = Buffer.alloc(32, 2)

describe('seal and open', () => {
  it.each([0, 1, 1_048_575, 1_048_576, 2_500_001])('give back %d bytes', async (length) => {
    const plain = randomBytes(length)
    const sealed = await seal(key, 'mailbox:1:a.pdf', plain)
    expect(Buffer.from(await open([other, key], 'mailbox:1:a.pdf', sealed)).equals(plain)).toBe(true)
  })

  it('notice any changed bit, and every truncation', async () => {
    const sealed = await seal(key, 'owner', Buffer.from('secret document'))
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 0x10
      await expect(open([key], 'owner', changed)).rejects.toThrow(SealBrokenError)
      await expect(open([key], 'owner', sealed.subarray(0, at))).rejects.toThrow(SealBrokenError)
    }
  })

  it('are bound to the owner', async () => {
    const sealed = await seal(key, 'mailbox:1:a.pdf', Buffer.from('x'))
    await expect(open([key], 'mailbox:2:a.pdf', sealed)).rejects.toMatchObject({ why: 'changed or not the owner' })
  })

  it('do not mix parts of two objects', async () => {
    const [one, two] = [await seal(key, 'o', Buffer.from('one')), await seal(key, 'o', Buffer.from('two'))]
    const mixed = Buffer.concat([one.subarray(0, 69), two.subarray(69)])
    await expect(open([key], 'o', mixed)).rejects.toMatchObject({ why: 'changed or not the owner' })
  })

  it('say when the key is not at hand', async () => {
    const sealed = await seal(key, 'o', Buffer.from('x'))
    await expect(open([other], 'o', sealed)).rejects.toMatchObject({ why: 'unknown key' })
    expect(Buffer.from(sealed).toString('hex', 5, 9)).toBe(keyId(key))
  })

  it('never seal twice alike, and never show the plain text', async () => {
    const plain = Buffer.alloc(64, 'A')
    const [one, two] = [Buffer.from(await seal(key, 'o', plain)), Buffer.from(await seal(key, 'o', plain))]
    expect(one.subarray(9).equals(two.subarray(9))).toBe(false)
    expect(one.includes('AAAA')).toBe(false)
  })

  it('refuse a key of another length', async () => {
    await expect(seal(randomBytes(16), 'o', Buffer.from('x'))).rejects.toThrow('32 bytes')
  })

  it('survive any bytes given to open', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expect(open([key], 'o', bytes)).rejects.toThrow(SealBrokenError)
      }),
    )
  })
})

describe('sealText and openText', () => {
  it('give back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(openText([key], 'o', sealText(key, 'o', text))).toBe(text)
      }),
    )
  })

  it('refuse another owner, and what is not sealed', () => {
    expect(() => openText([key], 'p', sealText(key, 'o', 'x'))).toThrow(SealBrokenError)
    expect(() => openText([key], 'o', 'whsec_plain')).toThrow(SealBrokenError)
  })
})
