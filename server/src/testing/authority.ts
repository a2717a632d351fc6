// A certification authority for tests, made with openssl in a temporary folder.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { certificatesOfPem, trustAnchors } from '../signatures/trust.ts'
import type { TrustAnchors } from '../signatures/trust.ts'

const run = promisify(execFile)

/** Files of a certificate and its key, both PEM. */
export interface Issued {
  certificate: string
  key: string
}

export interface Wanted {
  name?: string
  fiscalCode?: string
  /** An algorithm of `openssl genpkey`: `RSA:2048`, `EC:P-256` … */
  key?: string
  digest?: string
  /** `YYYYMMDDHHMMSSZ`. */
  from?: string
  to?: string
  issuer?: Issued
  /** An authority that may issue others, up to `pathlen` levels. */
  authority?: { pathlen?: number }
  /** `false`: without the statement that it is qualified. */
  qualified?: boolean
  /** Lines of an openssl extension section that replace the default ones of a signer. */
  extensions?: string
}

export interface Authority extends AsyncDisposable {
  folder: string
  root: Issued
  anchors: TrustAnchors
  issue(wanted?: Wanted): Promise<Issued>
  /** Signs with `openssl cms -sign`; CAdES, attached, DER and SHA-256 unless the flags say otherwise. */
  sign(content: Uint8Array, signers: Issued | readonly Issued[], flags?: readonly string[]): Promise<Buffer>
  openssl(...args: string[]): Promise<string>
  /** Writes a file into the folder and returns its path. */
  file(bytes: Uint8Array | string): Promise<string>
}

const config = (folder: string, index: string) => `
[ca]
default_ca = all
[all]
new_certs_dir = ${folder}
database = ${index}
rand_serial = yes
unique_subject = no
policy = any
email_in_dn = no
preserve = yes
[any]
countryName = optional
organizationName = optional
givenName = optional
surname = optional
serialNumber = optional
commonName = supplied
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused
[qcs]
a = SEQUENCE:compliance
b = SEQUENCE:type
[compliance]
id = OID:0.4.0.1862.1.1
[type]
id = OID:0.4.0.1862.1.6
of = SEQUENCE:types
[types]
id = OID:0.4.0.1862.1.6.1
`

const signerExtensions = (qualified: boolean) =>
  [
    'keyUsage=critical,nonRepudiation',
    'authorityKeyIdentifier=keyid',
    'subjectKeyIdentifier=hash',
    ...(qualified ? ['1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:qcs'] : []),
  ].join('\n')

const authorityExtensions = (pathlen: number | undefined) =>
  [
    `basicConstraints=critical,CA:TRUE${pathlen === undefined ? '' : `,pathlen:${pathlen}`}`,
    'keyUsage=critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier=hash',
  ].join('\n')

/** Creates an authority with its own root; disposing of it removes everything. */
export async function testAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-authority-'))
  let files = 0
  const path = () => join(folder, `f${(files += 1)}`)
  const openssl = async (...args: string[]) => (await run('openssl', args, { maxBuffer: 64_000_000 })).stdout
  const file = async (bytes: Uint8Array | string) => {
    const here = path()
    await writeFile(here, bytes)
    return here
  }

  const issue = async (wanted: Wanted = {}): Promise<Issued> => {
    const issued = { certificate: path(), key: path() }
    const request = path()
    const extensions =
      wanted.extensions ??
      (wanted.authority ? authorityExtensions(wanted.authority.pathlen) : signerExtensions(wanted.qualified !== false))
    const configFile = await file(`${config(folder, await file(''))}\n[x]\n${extensions}\n`)
    await openssl('genpkey', ...keyArguments(wanted.key ?? 'EC:P-256'), '-out', issued.key)
    await openssl('req', '-new', '-key', issued.key, '-subj', subjectOf(wanted), '-config', configFile, '-out', request)
    const by = wanted.issuer
      ? ['-cert', wanted.issuer.certificate, '-keyfile', wanted.issuer.key]
      : ['-selfsign', '-keyfile', issued.key]
    const dates = ['-startdate', wanted.from ?? '20200101000000Z', '-enddate', wanted.to ?? '20491231235959Z']
    const how = ['-batch', '-notext', '-md', wanted.digest ?? 'sha256', '-extensions', 'x']
    await openssl('ca', '-config', configFile, ...how, ...by, ...dates, '-in', request, '-out', issued.certificate)
    return issued
  }

  const sign: Authority['sign'] = async (content, signers, flags = []) => {
    const [input, output] = [await file(content), path()]
    const by = [signers].flat().flatMap(({ certificate, key }) => ['-signer', certificate, '-inkey', key])
    const usual = flags.includes('-detached') ? [] : ['-nodetach']
    const rest = flags.filter((flag) => flag !== '-detached')
    const form = rest.includes('-outform') ? [] : ['-outform', 'DER']
    const kind = rest.includes('-plain') ? [] : ['-cades']
    const given = rest.filter((flag) => flag !== '-plain')
    await openssl('cms', '-sign', '-binary', ...kind, ...usual, ...form, '-in', input, ...by, ...given, '-out', output)
    return readFile(output)
  }

  const root = await issue({ name: 'Autorita di prova', authority: {} })
  const anchors = trustAnchors({
    certificates: certificatesOfPem(await readFile(root.certificate, 'utf8')),
    services: [],
    lists: [],
  })
  const signedByRoot = (wanted: Wanted = {}) =>
    issue(wanted.issuer === undefined && wanted.authority === undefined ? { ...wanted, issuer: root } : wanted)
  return {
    folder,
    root,
    anchors,
    issue: signedByRoot,
    sign,
    openssl,
    file,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function keyArguments(key: string): string[] {
  const [kind = '', size = ''] = key.split(':')
  const option = kind === 'EC' ? `ec_paramgen_curve:${size}` : `rsa_keygen_bits:${size}`
  return ['-algorithm', kind, ...(size === '' ? [] : ['-pkeyopt', option])]
}

function subjectOf({ name = 'Mario Rossi', fiscalCode }: Wanted): string {
  return `/C=IT${fiscalCode === undefined ? '' : `/serialNumber=TINIT-${fiscalCode}`}/CN=${name}`
}
