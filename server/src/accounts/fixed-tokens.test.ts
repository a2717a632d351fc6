import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../settings.ts'
import { revokeToken } from '../store/tokens.ts'
import { callerAt } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import { prepareOperator, prepareSandbox } from './sandbox.ts'
import { createOperatorToken } from './tokens.ts'

const ENCRYPTION_KEY = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')
const production = { MODE: 'production', ENCRYPTION_KEY, RATE_LIMIT: 'off' }
const FIRST = '6f1ed002ab5595859014ebf0951522d9'
const SECOND = '4a44dc15364204a80fe80e9039455cc1'
const nowhere = '/v1/operator/mailboxes/65a000000000000000000001/documents'

describe('OPERATOR_TOKEN', () => {
  const world = startServer(production)
  const startWith = (token: string) =>
    prepareOperator({ ...world.context, settings: readSettings({ ...production, OPERATOR_TOKEN: token }) })
  /** What a token is answered, whatever was known of it. */
  const answerTo = async (token: string) => {
    world.context.authenticator.forget()
    return (await callerAt(world.baseUrl, token).get(nowhere)).error
  }
  const idOf = async (token: string) => {
    const { rows } = await world.context.database.pool.query<{ id: string; operator_id: string }>(
      `select id, operator_id from tokens where token_hash = sha256($1::bytea)`,
      [Buffer.from(token)],
    )
    return { id: rows[0]?.id ?? '', operator: rows[0]?.operator_id }
  }

  it('ends the one before when it changes, of the same operator, and no other operator’s', async () => {
    const { token: others } = await createOperatorToken(world.context, 'somebody else')
    await startWith(FIRST)
    await startWith(FIRST)
    expect(await answerTo(FIRST)).toBe(109)
    await startWith(SECOND)
    expect([await answerTo(FIRST), await answerTo(SECOND), await answerTo(others)]).toEqual([125.22, 109, 109])
    expect((await idOf(SECOND)).operator).toBe((await idOf(FIRST)).operator)
  })

  it('that has ended or was revoked stays so at every start, which is said in the log', async () => {
    await startWith(SECOND)
    await startWith(FIRST)
    expect([await answerTo(FIRST), await answerTo(SECOND)]).toEqual([125.22, 109])
    expect(world.logLines.filter((line) => line.includes('OPERATOR_TOKEN'))).toHaveLength(1)
    expect(world.logLines.join()).not.toContain(FIRST)
    await revokeToken(world.context.database.kysely, (await idOf(SECOND)).id, world.context.clock.now())
    await startWith(SECOND)
    expect(await answerTo(SECOND)).toBe(125.22)
  })

  it('stands for an administrator again at every start, whatever became of them, unless its token was revoked', async () => {
    const third = 'b1946ac92492d2347c6235b4d2611184'
    await startWith(third)
    const { operator = '' } = await idOf(third)
    const row = async () => {
      const text = 'select role, state from operators where id = $1'
      return (await world.context.database.pool.query(text, [operator])).rows[0]
    }
    const boss = callerAt(world.baseUrl, (await createOperatorToken(world.context, 'boss')).token)
    await boss.patch(`/v1/operator/operators/${operator}`, { role: 'finance' })
    expect(await answerTo(third)).toBe(126)
    await startWith(third)
    expect([await answerTo(third), await row()]).toEqual([109, { role: 'administrator', state: 'active' }])
    await boss.delete(`/v1/operator/operators/${operator}`)
    await startWith(third)
    expect([await answerTo(third), await row()]).toEqual([125.22, { role: 'administrator', state: 'removed' }])
    const fourth = '2b00042f7481c7b056c4b410d28f33cf'
    await startWith(fourth)
    expect([await answerTo(fourth), await row()]).toEqual([109, { role: 'administrator', state: 'active' }])
  })

  it('that is a customer’s token makes nobody an operator, and leaves the customer theirs', async () => {
    const customer = await world.customer()
    await startWith(customer.token)
    expect(await answerTo(customer.token)).toBe(126)
    expect((await customer.get('/pec')).error).not.toBe(125.22)
  })
})

describe('the tokens of a sandbox', () => {
  const world = startServer()
  const startWith = (variables: Record<string, string>) => {
    const { dataFolder } = world.context
    return prepareSandbox(
      { ...world.context, settings: readSettings({ DATA_DIR: dataFolder, ...variables }) },
      world.baseUrl,
    )
  }
  const isValid = async (token: string) => {
    world.context.authenticator.forget()
    return (await callerAt(world.baseUrl, token).get('/v1/index')).error !== 125.22
  }

  it('stay as they are from start to start, and end when the settings fix others', async () => {
    const made = await startWith({})
    expect(await startWith({})).toEqual(made)
    const fixed = { SANDBOX_TOKEN: 'of-the-integration', OPERATOR_TOKEN: 'of-its-operator' }
    const { token, operatorToken } = await startWith(fixed)
    expect([token, operatorToken]).toEqual(['of-the-integration', 'of-its-operator'])
    for (const ended of [made.token, made.operatorToken]) expect(await isValid(ended)).toBe(false)
    expect(await startWith({})).toMatchObject({ token, operatorToken })
    for (const valid of [token, operatorToken]) expect(await isValid(valid)).toBe(true)
  })

  it('are replaced where the generated ones were revoked', async () => {
    const before = await startWith({})
    await world.context.database.pool.query('update tokens set revoked_at = now() where revoked_at is null')
    const { token, operatorToken } = await startWith({})
    expect([await isValid(before.token), await isValid(before.operatorToken)]).toEqual([false, false])
    expect([await isValid(token), await isValid(operatorToken)]).toEqual([true, true])
    const file: unknown = JSON.parse(await readFile(join(world.context.dataFolder, 'sandbox.json'), 'utf8'))
    expect(file).toMatchObject({ token, operatorToken })
  })

  it('go with the account when its e-mail changes', async () => {
    const { token } = await startWith({})
    await startWith({ SANDBOX_EMAIL: 'altro@example.com' })
    const { rows } = await world.context.database.pool.query(
      `select a.email from tokens t join accounts a on a.id = t.account_id where t.token_hash = sha256($1::bytea)`,
      [Buffer.from(token)],
    )
    expect(rows).toEqual([{ email: 'altro@example.com' }])
  })
})
