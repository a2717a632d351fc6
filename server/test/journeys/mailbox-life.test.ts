// Whole lives of mailboxes over the API: random operations and clock advances, compared with a model.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { boxTypes, boxTypesAbove } from '../../src/model/box-types.ts'
import type { BoxType } from '../../src/model/box-types.ts'
import { addYears } from '../../src/model/italian-date.ts'
import { memberOf } from '../../src/testing/caller.ts'
import type { Reply } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { propertySeed } from '../../src/testing/property-seed.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'

const RUNS = 14
const STEPS = 40
const A_DAY = 86_400
const seed = propertySeed('mailbox lives over the API')
const types = ['STANDARD', 'BRONZE', 'SILVER', 'GOLD', 'PECMASSIVA'] as const
const words = ['', '', 'errati.', 'annullata.'] as const
const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }

type Act =
  | { do: 'register'; tipo: BoxType; word: (typeof words)[number]; autorinnovo: boolean }
  | { do: 'submit' | 'revoke' | 'resize' | 'preserve' | 'addUser'; of: number }
  | { do: 'renew'; of: number; anni: number }
  | { do: 'upgrade'; of: number; to: BoxType }
  | { do: 'wait'; days: number }
  | { do: 'top up'; cents: number }

const of = fc.nat(3)
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('register'),
      tipo: fc.constantFrom(...types),
      word: fc.constantFrom(...words),
      autorinnovo: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit'), of }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('revoke', 'resize', 'preserve', 'addUser'), of }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('renew'), of, anni: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('upgrade'), of, to: fc.constantFrom(...types.slice(0, 4)) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait'), days: fc.constantFrom(1, 1, 1, 30, 89, 91, 200, 364, 366) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('top up'), cents: fc.integer({ min: 100, max: 20_000 }) }) },
)

/** The model of a mailbox; times in Unix seconds. */
interface Life {
  id: string
  tipo: BoxType
  word: string
  autorinnovo: boolean
  stato: string
  registered: number
  /** When documents were last submitted to the provider. */
  submitted: number
  submissions: number
  expires: number
  tryAt: number | undefined
  /** Expired with autorinnovo, it waits for credit. */
  waits: boolean
  spaces: { disco: number; storico: number; conservazione: number }
  users: number
}

const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })

it('does what the model predicts, over months and years', { timeout: 180_000 }, async () => {
  const document = await pdfText()
  let steps = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: STEPS, maxLength: STEPS }), async (acts) => {
      const model = new Model(await world.customer({ creditCents: 30_000 }), document)
      for (const one of acts) {
        await model.take(one)
        steps += 1
      }
    }),
    { seed, numRuns: RUNS },
  )
  expect(steps).toBeGreaterThanOrEqual(RUNS * STEPS)
})

/** The model of a customer's mailboxes and credit. */
class Model {
  readonly lives: Life[] = []
  credit = 30_000
  /** When credit last rose. */
  risen = 0
  readonly customer: Customer
  readonly document: string

  constructor(customer: Customer, document: string) {
    this.customer = customer
    this.document = document
  }

  async take(one: Act): Promise<void> {
    // Of two that fall due in the same second the older goes first, and ids are as old as their second.
    const { clock } = world.context
    clock.setOffsetMs(clock.offsetMs() + 1000)
    const what = JSON.stringify(one)
    if (one.do === 'wait') await this.wait(one.days)
    else if (one.do === 'top up') await this.topUp(one.cents)
    else if (one.do === 'register') await this.register(one)
    else {
      const life = this.lives[one.of % Math.max(this.lives.length, 1)]
      if (life !== undefined) await this.operate(one, life)
    }
    expect(Number(await this.customer.credit()), what).toBeCloseTo(this.credit / 100, 2)
    for (const life of this.lives) await this.compare(life, what)
  }

  private async compare(life: Life, what: string): Promise<void> {
    const { data } = await this.customer.get(`/pec/${life.id}`)
    expect(data, `${what} ${JSON.stringify(life)}`).toMatchObject({
      stato: life.stato,
      tipo_casella: life.tipo,
      spazio_disco: life.spaces.disco,
      spazio_storico: life.spaces.storico,
      spazio_conservazione: life.spaces.conservazione,
      ...(life.users > 0 ? { multiutenza: Array.from({ length: life.users }, () => ({})) } : {}),
      timestamp: life.expires > 0 ? { scadenza: life.expires } : {},
    })
  }

  private async register({ tipo, word, autorinnovo }: Extract<Act, { do: 'register' }>): Promise<void> {
    if (this.lives.length === 4) return
    const price = world.context.prices.base[`mailbox ${tipo}`].cents
    const domain = boxTypes[tipo].addressDomains.sandbox[0]
    const address = `${word}${this.customer.accountId}.${this.lives.length}.${this.credit}@${domain ?? ''}`
    const reply = await this.customer.post(
      '/pec',
      registration({ casella_pec: address, tipo_casella: tipo, autorinnovo }),
    )
    if (price > this.credit) return void expect(reply.error, reply.text).toBe(262)
    expect(reply.error, reply.text).toBeNull()
    this.credit -= price
    this.lives.push({
      id: String(memberOf(reply.data, 'id')),
      tipo,
      word,
      autorinnovo,
      stato: 'registrata',
      registered: momentOf(reply, 'registrazione'),
      submitted: 0,
      submissions: 0,
      expires: 0,
      tryAt: undefined,
      waits: false,
      spaces: { disco: 0, storico: 0, conservazione: 0 },
      users: 0,
    })
  }

  private async operate(one: Extract<Act, { of: number }>, life: Life): Promise<void> {
    if (one.do === 'submit') return this.submit(life)
    const { customer } = this
    const path = `/pec/${life.id}`
    if (one.do === 'revoke') {
      const reply = await customer.delete(path)
      if (life.stato !== 'evasa') return void expect(reply.error).toBe(life.stato === 'revocata' ? 303 : 304)
      expect(reply.error, reply.text).toBeNull()
      life.stato = 'revocata'
      life.waits = false
      return
    }
    if (one.do === 'renew') {
      const price = world.context.prices.base[`mailbox ${life.tipo}`].cents * one.anni
      const reply = await customer.get(`${path}/rinnovo?anni=${one.anni}`)
      const allowed = ['evasa', 'revocata'].includes(life.stato)
      if (!this.pays(reply, { allowed, wrongState: 203, price, noCredit: 205 })) return
      const now = momentOf(reply, 'ultima_modifica')
      life.stato = 'evasa'
      life.waits = false
      life.expires = yearsAfter(Math.max(life.expires, now), one.anni)
      life.tryAt = life.autorinnovo ? Math.max(life.expires - A_DAY, now) : undefined
      return
    }
    if (one.do === 'upgrade') return this.upgrade(life, one.to)
    if (!boxTypes[life.tipo].canResize) return this.refusesItsType(life, one.do)
    const allowed = life.stato === 'evasa'
    if (one.do === 'resize') {
      const reply = await customer.patch(`${path}/modifica`, { spazio_disco: '+1024' })
      if (this.pays(reply, { allowed, wrongState: 281, price: 500, noCredit: 290 })) life.spaces.disco += 1024
    } else if (one.do === 'addUser') {
      const reply = await customer.post(`${path}/multiutenza`, user)
      if (this.pays(reply, { allowed, wrongState: 214, price: 500, noCredit: 220 })) life.users += 1
    } else {
      const reply = await customer.patch(`${path}/conservazione`, { documenti: this.document })
      const before = life.spaces.conservazione > 0
      if (allowed && before) return void expect(reply.error).toBe(293)
      if (this.pays(reply, { allowed, wrongState: 292, price: 900, noCredit: 297 })) life.spaces.conservazione = 512
    }
  }

  private async submit(life: Life): Promise<void> {
    const reply = await this.customer.patch(`/pec/${life.id}/attivazione`, { documenti: this.document })
    if (!['registrata', 'documenti_errati'].includes(life.stato)) return void expect(reply.error).toBe(267)
    expect(reply.error, reply.text).toBeNull()
    life.stato = 'in_evasione'
    life.submitted = momentOf(reply, 'ultima_modifica')
    life.submissions += 1
  }

  private async upgrade(life: Life, to: BoxType): Promise<void> {
    if (!boxTypes[life.tipo].canUpgrade) return this.refusesItsType(life, 'upgrade')
    const reply = await this.customer.patch(`/pec/${life.id}/trasformazione`, { tipo_casella: to })
    const allowed = life.stato === 'evasa'
    if (allowed && to === life.tipo) return void expect(reply.error).toBe(275)
    if (allowed && !boxTypesAbove(life.tipo).includes(to)) return void expect(reply.error).toBe(276)
    const prices = world.context.prices.base
    const price = prices[`mailbox ${to}`].cents - prices[`mailbox ${life.tipo}`].cents
    if (!this.pays(reply, { allowed, wrongState: 272, price, noCredit: 279 })) return
    life.tipo = to
    life.spaces.disco = Math.max(life.spaces.disco, boxTypes[to].spazio_disco)
    life.spaces.storico = Math.max(life.spaces.storico, boxTypes[to].spazio_storico)
  }

  private async refusesItsType(life: Life, what: 'upgrade' | 'resize' | 'preserve' | 'addUser'): Promise<void> {
    const path = `/pec/${life.id}`
    const asked = {
      upgrade: [393, () => this.customer.patch(`${path}/trasformazione`, { tipo_casella: 'GOLD' })],
      resize: [391, () => this.customer.patch(`${path}/modifica`, { spazio_disco: '+1024' })],
      preserve: [392, () => this.customer.patch(`${path}/conservazione`, { documenti: this.document })],
      addUser: [390, () => this.customer.post(`${path}/multiutenza`, user)],
    } as const
    const [number, ask] = asked[what]
    expect((await ask()).error).toBe(number)
  }

  /** Compares refusal and price with the model; returns whether the operation succeeded. */
  private pays(
    reply: Reply,
    { allowed, wrongState, price, noCredit }: { allowed: boolean; wrongState: number; price: number; noCredit: number },
  ): boolean {
    if (!allowed) expect(reply.error, reply.text).toBe(wrongState)
    else if (price > this.credit) expect(reply.error, reply.text).toBe(noCredit)
    else expect(reply.error, reply.text).toBeNull()
    if (reply.error !== null) return false
    this.credit -= price
    return true
  }

  private async topUp(cents: number): Promise<void> {
    const operator = await world.operator()
    const amount = (cents / 100).toFixed(2)
    const path = `/v1/operator/accounts/${this.customer.accountId}/credit`
    this.risen = Math.floor(world.context.clock.now().getTime() / 1000)
    expect((await operator.post(path, { amount, reason: 'test' })).error).toBeNull()
    this.credit += cents
  }

  private async wait(days: number): Promise<void> {
    const reply = await this.customer.post('/v1/sandbox/clock', { advance: `P${days}D` })
    expect(reply.error, reply.text).toBeNull()
    const until = Date.parse(String(memberOf(reply.data, 'now'))) / 1000
    for (;;) {
      const [next] = this.lives
        .flatMap((life) => this.nextOf(life))
        .sort((one, other) => one.at - other.at || one.rank - other.rank || one.since - other.since)
      if (next === undefined || next.at > until) return
      await next.happens()
    }
  }

  /** The next automatic events of a mailbox; at the same time, the lower rank comes first, then who expired first. */
  private nextOf(life: Life): { at: number; rank: number; since: number; happens: () => void | Promise<void> }[] {
    const price = world.context.prices.base[`mailbox ${life.tipo}`].cents
    const since = life.expires
    const givesBack = (at: number) => () => {
      life.stato = 'registrazione_annullata'
      this.credit += price
      this.risen = at
    }
    const isCancelled = life.word === 'annullata.'
    if (life.stato === 'in_evasione') return [{ at: life.submitted, rank: 0, since, happens: () => this.decided(life) }]
    if (life.stato === 'registrata' && isCancelled)
      return [{ at: life.registered, rank: 0, since, happens: givesBack(life.registered) }]
    if (life.stato === 'registrata' || life.stato === 'documenti_errati')
      return [{ at: life.registered + 90 * A_DAY, rank: 3, since, happens: givesBack(life.registered + 90 * A_DAY) }]
    if (life.stato === 'revocata') {
      const closing = { at: life.expires + 90 * A_DAY, rank: 2, since, happens: () => void (life.stato = 'chiusa') }
      const at = Math.max(life.expires, this.risen)
      const back = { at, rank: 1, since, happens: () => this.broughtBack(life, price, at) }
      return life.waits && price <= this.credit ? [closing, back] : [closing]
    }
    if (life.stato !== 'evasa') return []
    const tried = life.tryAt
    const expiry = { at: life.expires, rank: 2, since, happens: () => this.expired(life) }
    return tried === undefined
      ? [expiry]
      : [expiry, { at: tried, rank: 1, since, happens: () => this.renewed(life, price, tried) }]
  }

  private async decided(life: Life): Promise<void> {
    const { data } = await this.customer.get(`/pec/${life.id}`)
    if (life.word === 'annullata.') {
      life.stato = 'registrazione_annullata'
      this.credit += world.context.prices.base[`mailbox ${life.tipo}`].cents
      this.risen = life.submitted
    } else if (life.word === 'errati.' && life.submissions === 1) life.stato = 'documenti_errati'
    else {
      const evasione = Number(memberOf(memberOf(data, 'timestamp'), 'evasione'))
      expect(evasione - life.submitted).toBeGreaterThanOrEqual(0)
      expect(evasione - life.submitted).toBeLessThan(30)
      life.stato = 'evasa'
      life.expires = yearsAfter(evasione, 1)
      life.tryAt = life.autorinnovo ? life.expires - A_DAY : undefined
      const { spazio_disco: disco, spazio_storico: storico } = boxTypes[life.tipo]
      life.spaces = { disco, storico, conservazione: 0 }
    }
  }

  private expired(life: Life): void {
    life.stato = 'revocata'
    life.waits = life.autorinnovo
  }

  /** As soon as there was credit; the ledger has the second. */
  private async broughtBack(life: Life, price: number, about: number): Promise<void> {
    const { rows } = await world.context.database.pool.query<{ at: number }>(
      "select extract(epoch from created_at)::int as at from ledger_entries where kind = 'capture' and cause = $1",
      [`rinnovo ${life.id} scadenza ${life.expires}`],
    )
    const at = rows[0]?.at ?? 0
    expect(Math.abs(at - about), `brought back at ${at}, not about ${about}`).toBeLessThan(30)
    this.credit -= price
    life.stato = 'evasa'
    life.waits = false
    life.expires = yearsAfter(Math.max(life.expires, at), 1)
    life.tryAt = life.expires - A_DAY
  }

  private renewed(life: Life, price: number, at: number): void {
    if (price > this.credit) life.tryAt = at + A_DAY <= life.expires ? at + A_DAY : undefined
    else {
      this.credit -= price
      life.expires = yearsAfter(Math.max(life.expires, at), 1)
      life.tryAt = life.expires - A_DAY
    }
  }
}

const yearsAfter = (moment: number, years: number) => addYears(new Date(moment * 1000), years).getTime() / 1000
const momentOf = (reply: Reply, name: string) => Number(memberOf(memberOf(reply.data, 'timestamp'), name))
