// What is known of a person goes when its time is over or when they ask for it, never while it is in use; what was paid and
// what happened stays.
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personErase, personExport } from '../../src/commands/person.ts'
import type { Options } from '../../src/commands/command.ts'
import { forget } from '../../src/jobs/forget.ts'
import { erasePerson } from '../../src/privacy/erase-person.ts'
import { namedBy } from '../../src/privacy/person.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { communication, pdfText } from '../../src/testing/fixtures.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer, GivenMailbox } from '../../src/testing/world.ts'

const A_DAY = 86_400_000

describe('personal data', () => {
  const world = startServer({
    KEEP_CANCELLED_DAYS: '5',
    KEEP_ENDED_DAYS: '30',
    KEEP_DELIVERIES_DAYS: '40',
    ABANDON_AFTER_DAYS: '3',
    EXPIRY_GRACE_DAYS: '1',
    CALLBACK_PRIVATE_ADDRESSES: 'allow',
  })
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-person-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const { given } = world
  const query = async (text: string, values: unknown[] = []) =>
    (await world.context.database.pool.query<Record<string, unknown>>(text, values)).rows
  const stored = async (id: string) => {
    const keys: string[] = []
    for await (const key of world.context.objects.list(`mailbox/${id}/`)) keys.push(key)
    return keys
  }
  const run = (command: typeof personErase, options: Options, ...positionals: string[]) =>
    command.run({ options, positionals, context: world.context })
  /** A mailbox that worked, was revoked and can no longer be renewed. */
  async function closed(changes: Record<string, unknown>, customer: Customer): Promise<GivenMailbox> {
    const mailbox = await given.workingMailbox(changes, customer)
    expect((await customer.delete(`/pec/${mailbox.id}`)).error).toBeNull()
    return mailbox
  }
  const deletions = () => query('select kind, sum(deleted)::int as deleted from deletions group by kind order by kind')

  it('goes after its days, and not before; what is in use stays', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, method: 'JSON' }
    const customer = await world.customer()
    const working = await given.workingMailbox(
      { casella_pec: 'resta@testcert.legalmail.it', callback, autorinnovo: true },
      customer,
    )
    const over = await closed({ casella_pec: 'finita@testcert.legalmail.it', callback }, customer)
    const { id } = await given.registeredMailbox({ casella_pec: 'mai.errati@testcert.legalmail.it' }, customer)
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await world.pass(A_DAY)
    await world.pass(3 * A_DAY)
    const cancelled = (await customer.get(`/pec/${id}`)).data
    expect(cancelled).toMatchObject({ stato: 'registrazione_annullata', cognome_richiedente: 'rossi' })
    expect(await stored(id)).toHaveLength(1)
    await world.pass(4 * A_DAY)
    expect((await customer.get(`/pec/${id}`)).data).toEqual(cancelled)
    await world.pass(2 * A_DAY)
    const erased = (await customer.get(`/pec/${id}`)).data
    expect(erased).toMatchObject({ id, stato: 'registrazione_annullata', cognome_richiedente: '', email: '' })
    expect(erased).toMatchObject({ casella_pec: `cancellata-${id}@testcert.legalmail.it` })
    expect(JSON.stringify(erased)).not.toMatch(/rossi|RSSMRA|mai\.errati/i)
    expect(await stored(id)).toEqual([])

    // The other one is closed when its year and the day of grace are over, and kept another month.
    await world.pass(400 * A_DAY)
    expect((await customer.get(`/pec/${over.id}`)).data).toMatchObject({
      stato: 'chiusa',
      casella_pec: over.casella_pec,
      codice_fiscale_richiedente: '',
      callback: false,
    })
    expect(await stored(over.id)).toEqual([])
    const [debit] = await query("select count(*)::int as n from ledger_entries where cause like '%' || $1", [over.id])
    expect(debit).toEqual({ n: 2 })
    expect((await query('select count(*)::int as n from history where subject_id = $1', [over.id]))[0]).toEqual({
      n: 5,
    })
    expect((await customer.get(`/pec/${working.id}`)).data).toMatchObject({ id: working.id })
    expect(await query('select erased_at from mailboxes where id = $1', [working.id])).toEqual([{ erased_at: null }])
    expect(await stored(working.id)).toHaveLength(1)
    const counted = await deletions()
    expect(counted).toContainEqual({ kind: 'cancelled-registrations', deleted: 1 })
    expect(counted).toContainEqual({ kind: 'closed-mailboxes', deleted: 1 })
    expect(counted).toContainEqual({ kind: 'deliveries', deleted: expect.any(Number) })
    expect(await query("select id from callback_deliveries where finished_at < now() - interval '1 year'")).toEqual([])
    expect(await forget.run(world.context, world.context.clock.now())).toBe(0)
    expect(await deletions()).toEqual(counted)
    expect(world.logLines.join('')).not.toMatch(/rossi|RSSMRA/i)
  })

  it('is given to whom it belongs, and erased when they ask; interrupted, it goes on', async () => {
    const customer = await world.customer()
    const person = {
      codice_fiscale_richiedente: 'BNCLSU80A41H501X',
      nome_richiedente: 'luisa',
      cognome_richiedente: 'bianchi',
    }
    const her = {
      ...person,
      sesso_richiedente: 'F',
      data_nascita_richiedente: '01/01/1980',
      email: 'Luisa.Bianchi@example.com',
    }
    const one = await closed({ ...her, casella_pec: 'luisa.uno@testcert.legalmail.it' }, customer)
    const two = await closed({ ...her, casella_pec: 'luisa.due@testcert.legalmail.it' }, customer)
    const other = await closed({ casella_pec: 'altri.tre@testcert.legalmail.it' }, customer)
    const asked = communication({ cf: person.codice_fiscale_richiedente, nome: 'luisa', cognome: 'bianchi' })
    const request = await customer.post('/comunica_pec', asked)
    const who = { 'fiscal-code': 'bnclsu80a41h501x' }

    // Not while they can be renewed, nor while the register is being told.
    const early = await run(personErase, { ...who, confirm: true })
    expect(early).toMatchObject({
      failed: true,
      data: { active: expect.arrayContaining([`mailbox ${one.id} (revocata)`]) },
    })
    expect(early.lines.join('\n')).not.toMatch(/bianchi/i)
    await query("update registry_requests set stato = 'comunicazione_evasa', check_at = null where cf = $1", [
      person.codice_fiscale_richiedente,
    ])
    await query("update mailboxes set stato = 'chiusa', renew_at = null, remind_at = null where id = any($1)", [
      [one.id, two.id, other.id],
    ])

    const file = join(folder, 'luisa.tar')
    expect((await run(personExport, who, file)).lines).toEqual([`${file}: person.json and 2 documents`])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const files = await filesIn(file)
    const told = JSON.parse(files.get('person.json')?.toString() ?? '{}')
    expect(told.resources).toHaveLength(3)
    expect(told.resources[0]).toMatchObject({
      mailboxes: { email: 'Luisa.Bianchi@example.com' },
      history: expect.any(Array),
    })
    expect(JSON.stringify(told)).not.toContain('object_key')
    const name = `${one.id}_0_attivazione.pdf`
    const bytes = files.get(`documents/${one.id}/1/${name}`) ?? Buffer.alloc(0)
    const [row] = await query('select sha256 from documents where owner_id = $1', [one.id])
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(row?.sha256)
    await expect(run(personExport, who, file)).rejects.toThrow('cannot be written (EEXIST)')

    const plan = await run(personErase, who)
    expect(plan.lines).toEqual([
      expect.stringMatching(/^would be erased \(with --confirm\): 2 mailboxes, 1 registry requests/),
    ])
    expect((await customer.get(`/pec/${one.id}`)).data).toMatchObject({ cognome_richiedente: 'bianchi' })

    // The process ends after the first rows, with the documents not discarded yet.
    const { vault } = world.context
    const dying = { ...world.context, vault: { ...vault, discardAllOf: () => new Promise<never>(() => undefined) } }
    void erasePerson(dying, namedBy('fiscal_code', who['fiscal-code']), { plan: false })
    await expect
      .poll(() => query('select from mailboxes where erased_at is not null and id = $1', [one.id]))
      .toHaveLength(1)
    expect(await stored(one.id)).toHaveLength(1)
    const ended = await run(personErase, { ...who, confirm: true })
    expect(ended.lines).toEqual([expect.stringMatching(/^erased: 0 mailboxes, 1 registry requests/)])
    await run(personErase, { id: one.id, confirm: true })
    await run(personErase, { id: two.id, confirm: true })
    for (const { id } of [one, two]) expect(await stored(id)).toEqual([])

    // Nothing names her any more but the address that nobody else is ever given.
    expect(await whereIs(/BNCLSU80A41H501X|Luisa\.Bianchi|"bianchi"/i)).toEqual([])
    expect((await customer.get(`/pec/${two.id}`)).data).toMatchObject({
      casella_pec: two.casella_pec,
      nome_richiedente: '',
    })
    expect((await customer.get(`/comunica_pec/${String(Object(request.data).id)}`)).data).toMatchObject({
      cf: '',
      nome: '',
    })
    expect((await customer.get(`/pec/${other.id}`)).data).toMatchObject({ cognome_richiedente: 'rossi' })
    expect(await run(personErase, { ...who, confirm: true })).toMatchObject({
      failed: true,
      lines: ['nothing names this person'],
    })
    const records = await query(
      'select act, ended_at is not null as ended, person_hash from person_records order by id',
    )
    expect(records.map(({ act, ended }) => [act, ended])).toEqual([
      ['export', true],
      ['erase', false],
      ['erase', true],
      ['erase', true],
      ['erase', true],
    ])
    expect(records[0]?.person_hash).toEqual(records[2]?.person_hash)
    expect(records[3]?.person_hash).not.toEqual(records[2]?.person_hash)
  })

  it('is given and erased by calls of administrators, who are noted; nobody else may', async () => {
    const customer = await world.customer()
    const [operator, reviewer] = [await world.operator('administrator'), await world.operator('reviewer')]
    const fiscal_code = 'VRDGPP80A01H501F'
    const his = { codice_fiscale_richiedente: fiscal_code, nome_richiedente: 'giuseppe', cognome_richiedente: 'verdi' }
    const mailbox = await closed({ ...his, casella_pec: 'giuseppe@testcert.legalmail.it' }, customer)
    const [exports, erasures] = ['/v1/operator/person-exports', '/v1/operator/person-erasures']
    for (const path of [exports, erasures]) {
      expect((await reviewer.post(path, { fiscal_code })).error).toBe(126)
      expect((await operator.post(path, { email: 'nobody@example.com' })).error).toBe(109)
      for (const body of [{}, { fiscal_code, email: 'a@example.com' }, { fiscal_code: 3 }])
        expect((await operator.post(path, body)).error).toBe(110)
    }
    const exported = await operator.post(exports, { fiscal_code: fiscal_code.toLowerCase() })
    expect(exported.headers.get('content-type')).toBe('application/x-tar')
    expect(exported.headers.get('content-disposition')).toBe('attachment; filename="person.tar"')
    const file = join(folder, 'by-call.tar')
    await writeFile(file, exported.bytes)
    expect([...(await filesIn(file)).keys()]).toEqual([
      'person.json',
      `documents/${mailbox.id}/1/${mailbox.id}_0_attivazione.pdf`,
    ])
    const early = await operator.post(erasures, { fiscal_code, confirm: true })
    expect([early.status, early.error]).toEqual([428, 178])
    expect(early.text).toContain(`in use, so nothing was erased: mailbox ${mailbox.id} (revocata)`)
    await query("update mailboxes set stato = 'chiusa', renew_at = null, remind_at = null where id = $1", [mailbox.id])
    const planned = await operator.post(erasures, { fiscal_code })
    expect(planned.data).toMatchObject({ state: 'planned', counts: { mailboxes: 1 } })
    expect((await customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ cognome_richiedente: 'verdi' })
    const key = { 'idempotency-key': 'cancella giuseppe' }
    const erased = await operator.post(erasures, { fiscal_code, confirm: true }, key)
    expect(erased.data).toMatchObject({ state: 'erased', counts: { mailboxes: 1, documents: 1 } })
    expect((await operator.post(erasures, { fiscal_code, confirm: true }, key)).text).toBe(erased.text)
    expect((await operator.post(erasures, { fiscal_code, confirm: true })).error).toBe(109)
    expect((await customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ cognome_richiedente: '' })
    const records = await query(
      `select r.act from person_records r join tokens t using (operator_id)
      where t.id = (select token_id from operator_actions where operation = 'erasePerson' order by at desc limit 1) order by r.id`,
    )
    expect(records.map(({ act }) => act)).toEqual(['export', 'erase'])
    expect(await whereIs(/VRDGPP80A01H501F/)).toEqual([])
    // More resources than anybody looks through at once.
    const { data } = await customer.post('/comunica_pec', communication({ cf: fiscal_code }))
    await query(
      `insert into registry_requests overriding user value
      select (jsonb_populate_record(r, jsonb_build_object('id', lpad(to_hex(n), 24, '0'), 'check_at', null))).*
      from registry_requests r, generate_series(1, 1000) n where r.id = $1`,
      [memberOf(data, 'id')],
    )
    for (const path of [exports, erasures]) {
      const many = await operator.post(path, { fiscal_code })
      expect([many.status, many.error]).toEqual([406, 179])
    }
  })

  it('of who was a member goes too, once they are removed', async () => {
    const owner = await world.customer()
    const member = await world.member('developer', owner)
    const [{ email = '' } = {}] = await query('select email from members where id = $1', [member.id])
    const who = { email: String(email).toUpperCase() }
    expect(await run(personErase, { ...who, confirm: true })).toMatchObject({
      data: { active: [`member ${member.id}`] },
    })
    expect((await owner.post(`/v1/members/${member.id}/password-reset`)).error).toBeNull()
    const file = join(folder, 'member.tar')
    await run(personExport, who, file)
    const told = JSON.parse((await filesIn(file)).get('person.json')?.toString() ?? '{}')
    expect(told.people).toEqual([
      expect.objectContaining({ kind: 'members', id: member.id, role: 'developer', reset_ends_at: expect.any(String) }),
    ])
    expect(Object.keys(told.people[0]).filter((name) => /hash|secret/.test(name))).toEqual([])
    expect((await owner.delete(`/v1/members/${member.id}`)).error).toBeNull()
    expect((await run(personErase, { ...who, confirm: true })).lines).toEqual([expect.stringContaining('1 people')])
    expect(await whereIs(new RegExp(String(email)))).toEqual([])
    await expect(run(personErase, {})).rejects.toThrow('give one of (--fiscal-code CODE | --email ADDRESS | --id ID)')
  })

  /** The tables with a row that matches. */
  async function whereIs(pattern: RegExp): Promise<string[]> {
    const tables = await query(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    )
    const found: string[] = []
    for (const { name } of tables) {
      const rows = await query(`select t::text as row from ${String(name)} t`)
      if (rows.some(({ row }) => pattern.test(String(row)))) found.push(String(name))
    }
    return found
  }
})

async function filesIn(path: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  const reading = extract()
  reading.end(await readFile(path))
  for await (const entry of reading) {
    const parts: Buffer[] = []
    for await (const part of entry) if (part instanceof Uint8Array) parts.push(Buffer.from(part))
    found.set(entry.header.name, Buffer.concat(parts))
  }
  return found
}
