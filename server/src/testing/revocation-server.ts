// Revocation information of a test authority: OCSP answers and CRLs made by openssl, served on loopback.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { Authority, Issued } from './authority.ts'
import { onLoopback } from './loopback.ts'

/** A certificate known to the authority; good without `revokedAt`. */
export interface Entry {
  issued: Issued
  revokedAt?: Date
  /** In openssl's notation: `keyCompromise` … */
  reason?: string
}

/** Bytes to respond with, or a handler. */
export type Answering = Uint8Array | ((response: ServerResponse, body: Buffer) => void | Promise<void>)

export interface RevocationServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`; serves everything under `/ocsp` and `/crl`. */
  url: string
  /** Requested paths, in order. */
  asked: string[]
  answers: { ocsp: Answering; crl: Answering }
  /** Lines of an openssl extension section that name this server under `/ocsp` and `/crl`. */
  named(which: readonly ('ocsp' | 'crl')[], part: string): string
  /** An OCSP answer made by openssl for these certificates. */
  ocspOf(entries: readonly Entry[], by?: { signer?: Issued; issuer?: Issued; days?: number }): Answering
  /** A CRL (DER), with extensions in openssl's notation. */
  crlOf(entries: readonly Entry[], by?: { issuer?: Issued; days?: number; extensions?: string }): Promise<Buffer>
}

export const refusing: Answering = (response) => void response.writeHead(503).end()

/** Starts a revocation server for an authority. */
export async function revocationServer(authority: Authority): Promise<RevocationServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const answer = path.startsWith('/ocsp') ? made.answers.ocsp : made.answers.crl
      if (answer instanceof Uint8Array) response.end(answer)
      else void answer(response, Buffer.concat(chunks))
    })
  })
  const { url, close } = await onLoopback(server)
  const made: RevocationServer = {
    url,
    asked,
    answers: { ocsp: refusing, crl: refusing },
    named: (which, part) =>
      [
        'keyUsage=critical,nonRepudiation',
        'authorityKeyIdentifier=keyid',
        ...(which.includes('ocsp') ? [`authorityInfoAccess=OCSP;URI:${url}/ocsp/${part}`] : []),
        ...(which.includes('crl') ? [`crlDistributionPoints=URI:${url}/crl/${part}`] : []),
      ].join('\n'),
    ocspOf:
      (entries, { signer = authority.root, issuer = authority.root, days = 1 } = {}) =>
      async (response, body) => {
        const [index, question] = [await bookOf(authority, entries), await authority.file(body)]
        const to = await authority.file('')
        const by = ['-index', index, '-CA', issuer.certificate, '-rsigner', signer.certificate, '-rkey', signer.key]
        const validity = days === 0 ? [] : ['-ndays', String(days)]
        await authority.openssl('ocsp', ...by, '-reqin', question, '-respout', to, ...validity)
        response.end(await readFile(to))
      },
    async crlOf(entries, { issuer = authority.root, days = 1, extensions = '' } = {}) {
      const book = await bookOf(authority, entries)
      const config = await authority.file(
        `[ca]\ndefault_ca=all\n[all]\ndatabase=${book}\ndefault_md=sha256\n[x]\n${extensions}\n`,
      )
      const by = ['-config', config, '-cert', issuer.certificate, '-keyfile', issuer.key, '-crldays', String(days)]
      const more = extensions === '' ? [] : ['-crlexts', 'x']
      const pem = await authority.file(await authority.openssl('ca', '-gencrl', ...by, ...more))
      const to = await authority.file('')
      await authority.openssl('crl', '-in', pem, '-outform', 'DER', '-out', to)
      return readFile(to)
    },
    [Symbol.asyncDispose]: close,
  }
  return made
}

/** The certificate database (a text file) of openssl. */
async function bookOf(authority: Authority, entries: readonly Entry[]): Promise<string> {
  const lines: string[] = []
  for (const { issued, revokedAt, reason } of entries) {
    const serial = (await authority.openssl('x509', '-in', issued.certificate, '-noout', '-serial')).trim().slice(7)
    const revoked = revokedAt === undefined ? '' : [asn1Time(revokedAt), ...(reason ? [reason] : [])].join(',')
    lines.push([revoked === '' ? 'V' : 'R', '491231235959Z', revoked, serial, 'unknown', '/CN=x'].join('\t'))
  }
  return authority.file(lines.map((line) => `${line}\n`).join(''))
}

function asn1Time(time: Date): string {
  return `${time.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`
}
