// Revocation checks of submitted signed files: what is refused, what is accepted, and what is recorded.
import { mkdtempSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importIndex } from '../../src/pec-index/import.ts'
import { testAuthority } from '../../src/testing/authority.ts'
import type { Authority } from '../../src/testing/authority.ts'
import { backdated } from '../../src/testing/backdated.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { communication, inProduction, productionRegistration } from '../../src/testing/fixtures.ts'
import { rfcIndex } from '../../src/testing/pec-index.ts'
import { refusing, revocationServer } from '../../src/testing/revocation-server.ts'
import type { RevocationServer } from '../../src/testing/revocation-server.ts'
import { signPdf } from '../../src/testing/signed-pdf.ts'
import { startServer } from '../../src/testing/world.ts'

const YESTERDAY = new Date(new Date().getTime() - 86_400_000)
const THEIR_CODE = 'RSSMRA80A01H501U'
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

describe('with revocation checks on', () => {
  const anchors = mkdtempSync(join(tmpdir(), 'ceralacca-anchors-'))
  let authority: Authority
  let server: RevocationServer
  beforeAll(async () => {
    authority = await testAuthority()
    server = await revocationServer(authority)
    await copyFile(authority.root.certificate, join(anchors, 'root.pem'))
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await authority[Symbol.asyncDispose]()
    await rm(anchors, { recursive: true })
  })
  const world = startServer({ ...inProduction(), TRUST_ANCHORS_DIR: anchors, REVOCATION_CHECKS: 'on' })

  const mario = async (revoked: boolean) => {
    const issued = await authority.issue({ fiscalCode: THEIR_CODE, extensions: server.named(['ocsp'], 'x') })
    server.answers.ocsp = server.ocspOf([revoked ? { issued, revokedAt: YESTERDAY } : { issued }])
    return issued
  }
  const waiting = async () => {
    const customer = await world.customer()
    const id = String(memberOf((await customer.post('/comunica_pec', communication())).data, 'id'))
    const body = { decision: 'CODE_OBTAINED', code: 'X1', attorney: 'Studio Bianchi', attorney_code: '01234567897' }
    await (await world.operator()).post(`/v1/operator/registry-requests/${id}/decision`, body)
    const path = `/comunica_pec/${id}`
    const verdict = async () => {
      const { text } = await customer.get(`/v1${path}/checks`)
      return /"check":"revocation","signer":1,"outcome":"(\w+)"/.exec(text)?.[1]
    }
    return { customer, path, verdict, procura: (await customer.get(`${path}/procura_registro_imprese`)).bytes }
  }

  world.refuses(359, 'a power of attorney signed after the certificate was revoked, and records why', async () => {
    const { customer, path, verdict, procura } = await waiting()
    const p7m = await authority.sign(procura, await mario(true))
    const reply = await customer.patch(path, { documenti: base64(p7m) })
    expect(await verdict()).toBe('failed')
    const { text } = await customer.get(`/v1${path}/checks`)
    expect(text).toContain('il certificato era stato revocato prima della firma')
    return reply
  })

  world.refuses(359, 'one that claims an hour before the revocation, which proves nothing', async () => {
    const { customer, path, verdict, procura } = await waiting()
    const signer = await mario(true)
    const p7m = await authority.sign(procura, signer)
    const before = new Date(YESTERDAY.getTime() - 3_600_000)
    const reply = await customer.patch(path, { documenti: base64(await backdated(p7m, signer, before)) })
    expect(await verdict()).toBe('failed')
    return reply
  })

  world.refuses(359, 'one that was signed, and then revoked, before it was handed in', async () => {
    const { customer, path, verdict, procura } = await waiting()
    const issued = await authority.issue({ fiscalCode: THEIR_CODE, extensions: server.named(['ocsp'], 'since') })
    const p7m = await authority.sign(procura, issued)
    server.answers.ocsp = server.ocspOf([{ issued, revokedAt: new Date(new Date().getTime() + 60_000) }])
    const reply = await customer.patch(path, { documenti: base64(p7m) })
    expect(await verdict()).toBe('failed')
    expect((await customer.get(`/v1${path}/checks`)).text).toContain('nothing proves that it was signed before')
    return reply
  })

  it('accepts one whose certificate was not revoked, or whose authority does not answer', async () => {
    const good = await waiting()
    const p7m = await authority.sign(good.procura, await mario(false))
    expect((await good.customer.patch(good.path, { documenti: base64(p7m) })).error).toBeNull()
    expect(await good.verdict()).toBe('passed')
    const silent = await waiting()
    const other = await authority.sign(silent.procura, await mario(true))
    server.answers.ocsp = refusing
    expect((await silent.customer.patch(silent.path, { documenti: base64(other) })).error).toBeNull()
    expect(await silent.verdict()).toBe('not_assessed')
  })

  it('imports no index signed with a revoked certificate', async () => {
    const p7m = await authority.sign(Buffer.from(rfcIndex), await mario(true))
    const bring = () => importIndex(world.context, p7m, { madeAt: YESTERDAY, forced: true })
    expect(await bring()).toEqual({ is: 'refused', why: 'is signed, and: revoked before signing' })
  })

  it('shows operators the signatures of PDFs', async () => {
    const { customer, id } = await world.given.registeredMailbox(productionRegistration())
    const form = await customer.get(`/pec/${id}/modulo_attivazione`)
    const signed = await signPdf(form.bytes, authority, await mario(true))
    const sent = await customer.patch(`/pec/${id}/attivazione`, { documenti: [base64(signed), base64(form.bytes)] })
    expect(sent.error).toBeNull()
    const { text } = await (await world.operator()).get(`/v1/operator/mailboxes/${id}/documents`)
    expect(text).toMatch(/"check":"revocation","signer":1,"outcome":"failed"/)
  })
})
