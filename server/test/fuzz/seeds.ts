// The sound files that the upload fuzzer starts from: of every kind the readers know.
import { readFile } from 'node:fs/promises'
import { testAuthority } from '../../src/testing/authority.ts'
import type { Authority, Issued } from '../../src/testing/authority.ts'
import { pdf } from '../../src/testing/fixtures.ts'
import { qrRaster, scannedPdf, writings } from '../../src/testing/scanned-pdf.ts'
import { signPdf } from '../../src/testing/signed-pdf.ts'

export interface Seed {
  name: string
  bytes: Buffer
}

/** PDFs, p7m, and the authority by which some of them are trusted. */
export interface Seeds {
  authority: Authority
  pdfs: [Seed, ...Seed[]]
  p7ms: [Seed, ...Seed[]]
}

/** What every p7m of the seeds signs. */
export const SIGNED_CONTENT = Buffer.from('una procura, firmata')

/** Makes them; the authority is to be disposed of. */
export async function makeSeeds(): Promise<Seeds> {
  const authority = await testAuthority()
  const mario = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U', key: 'RSA:2048' })
  const anna = await authority.issue({ name: 'Anna Bianchi' })
  return { authority, pdfs: await pdfSeeds(authority, mario), p7ms: await p7mSeeds(authority, mario, anna) }
}

async function pdfSeeds(authority: Authority, mario: Issued): Promise<Seeds['pdfs']> {
  const plain = Buffer.from(await pdf())
  const fixtures = ['encrypted', 'encrypted-object-streams', 'linearized', 'linearized-object-streams', 'ghostscript']
  const folder = new URL('../../src/documents/fixtures/', import.meta.url)
  const scans = Object.values(writings).map((write) => write(qrRaster('CERALACCA:x')))
  const signed = await signPdf(plain, authority, mario)
  return [
    { name: 'plain', bytes: plain },
    ...(await Promise.all(
      fixtures.map(async (name) => ({ name, bytes: await readFile(new URL(`${name}.pdf`, folder)) })),
    )),
    { name: 'scanned', bytes: scannedPdf(scans) },
    { name: 'signed', bytes: signed },
    {
      name: 'signed twice',
      bytes: await signPdf(signed, authority, mario, { number: 901, more: "/M (D:20260101120000+01'00') " }),
    },
  ]
}

async function p7mSeeds(authority: Authority, mario: Issued, anna: Issued): Promise<Seeds['p7ms']> {
  const one = await authority.sign(SIGNED_CONTENT, mario)
  const plain = await authority.sign(SIGNED_CONTENT, anna, ['-plain', '-noattr'])
  return [
    { name: 'RSA', bytes: one },
    { name: 'EC', bytes: await authority.sign(SIGNED_CONTENT, anna) },
    { name: 'two signers', bytes: await authority.sign(SIGNED_CONTENT, [mario, anna]) },
    { name: 'without attributes', bytes: plain },
    {
      name: 'with its issuer',
      bytes: await authority.sign(SIGNED_CONTENT, mario, ['-certfile', authority.root.certificate]),
    },
    { name: 'streamed', bytes: await authority.sign(SIGNED_CONTENT, mario, ['-stream']) },
    { name: 'in another', bytes: await authority.sign(one, anna) },
  ]
}
