// A signature like that of a signing device, but with a self-signed certificate made by openssl. It proves nothing.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Signs a document as CMS (p7m) with a self-signed certificate for this name and fiscal code. Returns undefined when
 * openssl is not installed.
 */
export async function selfSigned(
  document: Uint8Array,
  { name, fiscalCode }: { name: string; fiscalCode: string },
): Promise<Uint8Array | undefined> {
  const version = await run('openssl', ['version']).then(
    ({ stdout }) => stdout,
    () => undefined,
  )
  if (version === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-demo-signature-'))
  try {
    const [key, certificate, plain, signed] = ['key', 'certificate', 'plain', 'p7m'].map((file) => join(folder, file))
    if (key === undefined || certificate === undefined || plain === undefined || signed === undefined) return undefined
    await writeFile(plain, document)
    const subject = ['-subj', `/C=IT/serialNumber=TINIT-${fiscalCode}/CN=${name}`]
    const made = ['-newkey', 'rsa:2048', '-nodes', '-sha256', '-days', '365', '-keyout', key, '-out', certificate]
    // Other versions of openssl support CMS, but not CAdES.
    const modern = version.startsWith('OpenSSL 3')
    const usage = modern ? ['-addext', 'keyUsage=critical,nonRepudiation'] : []
    await run('openssl', ['req', '-x509', ...made, ...subject, ...usage])
    const form = modern ? ['-cades'] : []
    const by = ['-signer', certificate, '-inkey', key, '-md', 'sha256', '-in', plain]
    await run('openssl', ['cms', '-sign', '-binary', '-nodetach', ...form, ...by, '-outform', 'DER', '-out', signed])
    return await readFile(signed)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
