import { describe, expect, it } from 'vitest'
import { hashPassword, isSameHash, newSalt, OWASP, saltOf, TooManyHashesError } from './password-hash.ts'
import { passwordProblem } from './password-rules.ts'

describe('the hash of a password', () => {
  it('is scrypt with its parameters and salt beside it', async () => {
    const salt = newSalt()
    const hash = await hashPassword('una frase lunga', salt)
    expect(hash).toMatch(/^scrypt\$\d+\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
    expect(OWASP).toEqual({ cost: 15, blockSize: 8, parallelization: 3 })
    expect(saltOf(hash)).toBe(salt)
    expect(isSameHash(await hashPassword('una frase lunga', salt), hash)).toBe(true)
    expect(isSameHash(await hashPassword('una frase lungA', salt), hash)).toBe(false)
    expect(isSameHash('', hash)).toBe(false)
  })

  it('is the same however a keyboard writes an accent', async () => {
    const salt = newSalt()
    expect(await hashPassword('perch\u00e9 no, davvero', salt)).toBe(
      await hashPassword('perche\u0301 no, davvero', salt),
    )
  })

  it('has to wait for its turn, and is refused where too many do', async () => {
    // Parameters so small that it takes no time.
    const salt = `scrypt$1$8$1$${Buffer.alloc(16).toString('base64url')}`
    const made = await Promise.allSettled(Array.from({ length: 80 }, () => hashPassword('x', salt)))
    const refused = made.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(80 - 2 - 64)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(TooManyHashesError)
    await expect(hashPassword('x', salt)).resolves.toContain(salt)
  })
})

describe('a password', () => {
  it.each([
    'undici cara',
    'passwordpassword',
    'Password123456',
    'P4ssw0rd!2026',
    'qwertyuiop12',
    '123456789012',
    'aaaaaaaaaaaa',
    'abababababab',
    'lucia.rossi-2026',
    'xx lucia.rossi@example.com xx',
    'ciaociaociao',
  ])('cannot be %j', (password) => {
    expect(passwordProblem(password, 'lucia.rossi@example.com')).toBeDefined()
  })

  it.each([
    'una frase che nessuno indovina',
    'zeppelin-marmo-7',
    'correct horse staple battery',
    '🐎🔋📎✅🐎🔋📎✅🐎🔋📎✅',
  ])('may be %j', (password) => {
    expect(passwordProblem(password, 'lucia.rossi@example.com')).toBeUndefined()
  })
})
