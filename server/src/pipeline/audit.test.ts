import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { routes } from '../api/routes.ts'
import { auditExport, auditList, auditVerify, verifyExport } from '../commands/audit.ts'
import { UsageError } from '../commands/command.ts'
import { memberOf } from '../testing/caller.ts'
import type { Caller } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'

const noted = { number: expect.any(Number), at: expect.any(Date) }

describe('what operators do', () => {
  const world = startServer()
  const listed = async (options: Record<string, string> = {}) => {
    const { data } = await auditList.run({ options, positionals: [], context: world.context })
    return Array.isArray(data) ? data : []
  }
  const operatorOf = async ({ token }: Caller) => {
    const { rows } = await world.context.database.pool.query<{ id: string; operator_id: string }>(
      'select id, operator_id from tokens where token_hash = sha256($1::bytea)',
      [Buffer.from(token)],
    )
    return { token_id: rows[0]?.id, operator_id: rows[0]?.operator_id, operator: 'test' }
  }

  it('is noted with the operator, the token and the document, newest first', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    const [one, other] = [await world.operator(), await world.operator()]
    const document = `${id}_0_attivazione.pdf`
    const seen = await one.get(`/v1/operator/documents/${id}/${document}`)
    expect(seen.status).toBe(200)
    const credit = { amount: '1.00', reason: 'prova' }
    await other.post(`/v1/operator/accounts/${customer.accountId}/credit`, credit)
    await one.get(`/v1/pec/${id}/checks`)
    await customer.get(`/v1/pec/${id}/checks`)
    const [byOne, byOther] = [await operatorOf(one), await operatorOf(other)]
    expect(await listed()).toEqual([
      {
        ...noted,
        ...byOne,
        operation: 'readApplicantChecks',
        subject: id,
        request_id: expect.any(String),
      },
      {
        ...noted,
        ...byOther,
        operation: 'creditAccount',
        subject: customer.accountId,
        request_id: expect.any(String),
      },
      {
        ...noted,
        ...byOne,
        operation: 'downloadDocument',
        subject: `${id}/${document}`,
        request_id: seen.headers.get('x-request-id'),
      },
    ])
    expect(await listed({ operator: String(byOther.operator_id) })).toMatchObject([{ operation: 'creditAccount' }])
    expect(await listed({ limit: '1' })).toMatchObject([{ operation: 'readApplicantChecks' }])
    await expect(listed({ limit: 'all' })).rejects.toThrow(UsageError)
  })

  const open = routes.filter(({ access }) => access === 'operator' || access === 'either')
  it.each(open.map((operation) => [operation.route, operation] as const))(
    'includes %s, also refused',
    async (_, call) => {
      const operator = await world.operator()
      const path = call.path.replaceAll(/\{\w+\}/g, '65a000000000000000000000')
      await operator.call(call.method, path, call.method === 'GET' ? undefined : {})
      const { operator_id } = await operatorOf(operator)
      expect(await listed({ operator: String(operator_id) })).toMatchObject([{ operation: call.name }])
    },
  )

  it('is kept without what is no name, and can be neither changed nor removed', async () => {
    const operator = await world.operator()
    for (const name of ['%00', 'Mario%20Rossi', `65a000000000000000000000${'x'.repeat(300)}`])
      expect((await operator.get(`/v1/operator/documents/${name}/a.pdf`)).error).toBe(109)
    const { operator_id } = await operatorOf(operator)
    expect((await listed({ operator: String(operator_id) })).map(({ subject }) => subject)).toEqual([null, null, null])
    const { pool } = world.context.database
    for (const change of [
      "update operator_actions set operation = ''",
      'delete from operator_actions',
      'truncate operator_actions',
    ])
      await expect(pool.query(change)).rejects.toMatchObject({ code: '42501' })
  })

  it('can be searched by who, what, about what and when, page by page', async () => {
    const { customer } = await world.given.registeredMailbox()
    const { data: mailboxes } = await customer.get('/pec')
    const id = String(memberOf(Array.isArray(mailboxes) ? mailboxes[0] : undefined, 'id'))
    const [one, other] = [await world.operator(), await world.operator()]
    await one.get(`/v1/operator/mailboxes/${id}`)
    await one.get(`/v1/pec/${id}/checks`)
    await other.get(`/v1/operator/mailboxes/${id}`)
    const found = async (query: string) => {
      const { data } = await one.get(`/v1/operator/audit?${query}`)
      const items = memberOf(data, 'items')
      return Array.isArray(items) ? items.map((item) => memberOf(item, 'operation')) : data
    }
    const { operator_id } = await operatorOf(one)
    const about = `subject=${id}`
    expect(await found(about)).toEqual(['readMailboxAsOperator', 'readApplicantChecks', 'readMailboxAsOperator'])
    expect(await found(`${about}&operator=${operator_id}`)).toEqual(['readApplicantChecks', 'readMailboxAsOperator'])
    expect(await found(`${about}&operation=readApplicantChecks`)).toEqual(['readApplicantChecks'])
    expect(await found(`${about}&from=2100-01-01`)).toEqual([])
    expect(await found(`${about}&to=2000-01-01`)).toEqual([])
    expect(await found(`${about}&from=2000-01-01&to=2100-01-01&limit=1`)).toEqual(['readMailboxAsOperator'])
    let cursor: unknown = ''
    const seen: unknown[] = []
    do {
      const { data } = await one.get(
        `/v1/operator/audit?${about}&limit=1${String(cursor) && `&cursor=${String(cursor)}`}`,
      )
      const items = memberOf(data, 'items')
      seen.push(...(Array.isArray(items) ? items.map((item) => memberOf(item, 'number')) : []))
      cursor = memberOf(data, 'next')
    } while (cursor !== null)
    expect(seen).toEqual([...seen].sort((a, b) => Number(b) - Number(a)))
    expect(seen).toHaveLength(3)
    expect((await one.get('/v1/operator/audit?cursor=x')).error).toBe(160)
    for (const hostile of ['from=x', 'to=2027-02-30', 'operator=%00', 'limit=0'])
      expect((await one.get(`/v1/operator/audit?${hostile}`)).error).toBe(110)
  })
})

describe('the chain of what operators did', () => {
  const world = startServer()
  const run = (command: typeof auditVerify, options: Record<string, string> = {}) =>
    command.run({ options, positionals: [], context: world.context })
  async function exportedFrom(after = '0'): Promise<unknown[]> {
    const said: unknown[] = []
    const say = async (line: string) => void said.push(JSON.parse(line))
    await auditExport.run({ options: { after }, positionals: [], context: world.context, say })
    return said
  }
  /** Changes the table as only somebody with all of the database could. */
  async function tamper(...statements: string[]): Promise<void> {
    const { pool } = world.context.database
    await pool.query('alter table operator_actions disable trigger user')
    await pool.query('grant update, delete on operator_actions to current_user')
    for (const statement of statements) await pool.query(statement)
    await pool.query('alter table operator_actions enable trigger user')
  }

  it('has a number for each, without a gap, also for many at once', async () => {
    const operator = await world.operator()
    await Promise.all(Array.from({ length: 40 }, () => operator.get('/v1/operator/queue')))
    const exported = await exportedFrom()
    expect(exported).toMatchObject(Array.from({ length: 40 }, (_, n) => ({ number: n + 1, operation: 'listQueue' })))
    expect(await exportedFrom('38')).toEqual(exported.slice(38))
    const verified = await run(auditVerify)
    expect(verified).toMatchObject({ data: { rows: 40 }, lines: ['40 rows, none altered', expect.any(String)] })
    expect(verified.failed).toBeUndefined()
  })

  it.each([
    ['a row altered', ["update operator_actions set subject = 'x' where number = 20"], 'row 20 was altered'],
    [
      'its time',
      ["update operator_actions set at = at + interval '1 microsecond' where number = 7"],
      'row 7 was altered',
    ],
    ['a row taken out', ['delete from operator_actions where number = 30'], 'row 30 is missing'],
    ['the last one taken out', ['delete from operator_actions where number = 40'], 'row 40 is missing'],
    [
      'one added without the chain',
      [
        'insert into operator_actions (operator_id, token_id, operation, request_id, at, number, hash) ' +
          'select operator_id, token_id, operation, request_id, at, 41, hash from operator_actions where number = 3',
      ],
      'row 41 was altered',
    ],
  ])('names %s', async (_, statements, line) => {
    const { pool } = world.context.database
    await pool.query('drop table if exists kept; ')
    await pool.query('create table kept as select * from operator_actions')
    await tamper(...statements)
    expect(await run(auditVerify)).toMatchObject({ failed: true, lines: [line] })
    await tamper(
      'delete from operator_actions',
      'insert into operator_actions (number, hash, operator_id, token_id, operation, subject, request_id, at) ' +
        'select number, hash, operator_id, token_id, operation, subject, request_id, at from kept',
    )
    expect((await run(auditVerify)).failed).toBeUndefined()
  })

  it('that was written anew from a row on does not hold a head noted before', async () => {
    const { data } = await run(auditVerify)
    const since = String(memberOf(data, 'head'))
    expect((await run(auditVerify, { since })).failed).toBeUndefined()
    await tamper(
      'delete from operator_actions where number > 35',
      'update audit_head h set number = a.number, hash = a.hash from operator_actions a where a.number = 35',
    )
    expect((await run(auditVerify)).failed).toBeUndefined()
    expect(await run(auditVerify, { since })).toMatchObject({ failed: true, lines: ['row 36 is missing'] })
    const operator = await world.operator()
    for (let n = 0; n < 5; n += 1) await operator.get('/v1/operator/queue')
    expect(await run(auditVerify, { since })).toMatchObject({
      failed: true,
      lines: ['row 40 or one before it was altered'],
    })
    for (const hostile of ['40', '40:', `x:${'a'.repeat(64)}`])
      await expect(run(auditVerify, { since: hostile })).rejects.toThrow(UsageError)
    await expect(run(auditExport, { after: '-1' })).rejects.toThrow(UsageError)
  })
})

describe('an export of what operators did', () => {
  const world = startServer()

  it('is exported by a call, as by the command, and checked from the file, which names what was altered', async () => {
    const operator = await world.operator()
    for (let n = 0; n < 40; n += 1) await operator.get('/v1/operator/queue')
    const { text, headers } = await operator.get('/v1/operator/audit/export')
    expect(headers.get('content-disposition')).toBe('attachment; filename="audit.jsonl"')
    const exported = text.trimEnd().split('\n')
    const said: string[] = []
    const say = async (line: string) => void said.push(line)
    await auditExport.run({ options: {}, positionals: [], context: world.context, say })
    expect(exported).toEqual(said)
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ operation: 'exportAudit' })
    expect((await operator.get('/v1/operator/audit/export?after=38')).text.split('\n')[0]).toBe(exported[38])

    const folder = await mkdtemp(join(tmpdir(), 'ceralacca-audit-'))
    const path = join(folder, 'audit.jsonl')
    const verify = async (lines: readonly string[], ...options: string[]) => {
      await writeFile(path, `${lines.join('\n')}\n`)
      return verifyExport([path, ...options])
    }
    const headOf = (line = '') => {
      const { number, hash } = Object(JSON.parse(line))
      return `${number}:${hash}`
    }
    expect((await verify(exported)).data).toEqual({ rows: exported.length, head: headOf(exported.at(-1)) })
    const tail = exported.slice(20)
    expect((await verify(tail)).lines).toContain('row 21 itself can be checked with --since 20:HASH')
    expect((await verify(tail, '--since', headOf(exported[19]))).lines).toHaveLength(2)
    const wrong = { ...JSON.parse(exported[20] ?? ''), subject: 'x' }
    const line = JSON.stringify(wrong)
    for (const [lines, told] of [
      [exported.with(20, line), 'row 21 was altered'],
      [exported.toSpliced(20, 1), 'row 21 is missing'],
      [exported.with(20, '{}'), 'line 21 is no entry of an export'],
      [exported.with(20, 'x'), 'line 21 is no entry of an export'],
    ] as const)
      expect(await verify(lines), told).toMatchObject({ failed: true, lines: [told] })
    expect(await verify([line, ...tail.slice(1)], '--since', headOf(exported[19]))).toMatchObject({
      failed: true,
      lines: ['row 21 was altered'],
    })
    expect(await verify(exported.slice(0, 30), '--since', headOf(exported[35]))).toMatchObject({
      failed: true,
      lines: ['row 31 is missing'],
    })
    await rm(folder, { recursive: true })
    expect(await verifyExport([path])).toMatchObject({ failed: true, lines: [`${path} cannot be read`] })
    await expect(verifyExport([path, path])).rejects.toThrow(UsageError)
  })

  it('has a name for operators without one: their e-mail, or id', async () => {
    const operator = await world.operator()
    const nameless = { email: 'senza.nome@example.com', role: 'reviewer' }
    const { data } = await operator.post('/v1/operator/operators', nameless)
    const id = String(memberOf(data, 'id'))
    await world.stranger().post('/v1/operator/invitations/accept', { secret: memberOf(data, 'invitation') })
    const listed = (await operator.get(`/v1/operator/audit?operator=${id}`)).data
    expect(memberOf(listed, 'items')).toMatchObject([{ operator: 'senza.nome@example.com', operator_id: id }])
    const { rows } = await world.context.database.pool.query<{ id: string }>(
      'update operators set email = null where id = $1 returning id',
      [id],
    )
    expect(rows).toHaveLength(1)
    const again = (await operator.get(`/v1/operator/audit?operator=${id}`)).data
    expect(memberOf(again, 'items')).toMatchObject([{ operator: id }])
  })
})
