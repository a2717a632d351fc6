// Trusted lists for tests in the format of ETSI TS 119 612, signed as by scheme operators (enveloped XAdES).
import { constants, sign, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SignedXml } from 'xml-crypto'
import type { Issued } from './authority.ts'

export interface ListedWanted {
  territory?: string
  sequence?: number
  issuedAt?: string
  nextUpdate?: string
  services?: readonly ServiceWanted[]
}

export interface ServiceWanted {
  /** PEM file. */
  certificate: string
  type?: string
  status?: string
  from?: string
  use?: string
  /** Earlier statuses, newest first. */
  before?: readonly { status: string; from: string }[]
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const STATUS = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/'
const CA_QC = 'http://uri.etsi.org/TrstSvc/Svctype/CA/QC'

/** The signature algorithm of a list: its URI and a function that signs. */
export const signings = {
  [`${MORE}rsa-sha256`]: { hash: 'sha256' },
  [`${MORE}rsa-sha512`]: { hash: 'sha512' },
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1': {
    hash: 'sha256',
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  },
  [`${MORE}ecdsa-sha256`]: { hash: 'sha256', dsaEncoding: 'ieee-p1363' },
  'http://www.w3.org/2000/09/xmldsig#rsa-sha1': { hash: 'sha1' },
} as const

export type Signing = keyof typeof signings

/** An unsigned list. */
export async function listXml(wanted: ListedWanted = {}): Promise<string> {
  const {
    territory = 'IT',
    sequence = 7,
    issuedAt = '2026-01-01T00:00:00Z',
    nextUpdate = '2026-07-01T00:00:00Z',
  } = wanted
  const services = await Promise.all((wanted.services ?? []).map(serviceXml))
  return `<?xml version="1.0" encoding="UTF-8"?>
<tsl:TrustServiceStatusList xmlns:tsl="http://uri.etsi.org/02231/v2#" Id="list" TSLTag="http://uri.etsi.org/19612/TSLTag">
<tsl:SchemeInformation><tsl:TSLVersionIdentifier>5</tsl:TSLVersionIdentifier>
<tsl:TSLSequenceNumber>${sequence}</tsl:TSLSequenceNumber><tsl:SchemeTerritory>${territory}</tsl:SchemeTerritory>
<tsl:ListIssueDateTime>${issuedAt}</tsl:ListIssueDateTime>
<tsl:NextUpdate><tsl:dateTime>${nextUpdate}</tsl:dateTime></tsl:NextUpdate></tsl:SchemeInformation>
<tsl:TrustServiceProviderList><tsl:TrustServiceProvider><tsl:TSPServices>
${services.join('\n')}
</tsl:TSPServices></tsl:TrustServiceProvider></tsl:TrustServiceProviderList>
</tsl:TrustServiceStatusList>
`
}

async function serviceXml(wanted: ServiceWanted): Promise<string> {
  const { type = CA_QC, status = 'granted', from = '2016-07-01T00:00:00Z', use, before = [] } = wanted
  const certificate = new X509Certificate(await readFile(wanted.certificate)).raw.toString('base64')
  const extension =
    use === undefined
      ? ''
      : `<tsl:ServiceInformationExtensions><tsl:Extension Critical="false"><tsl:AdditionalServiceInformation>
<tsl:URI xml:lang="en">http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/${use}</tsl:URI>
</tsl:AdditionalServiceInformation></tsl:Extension></tsl:ServiceInformationExtensions>`
  const history = before.map(
    (one) => `<tsl:ServiceHistoryInstance><tsl:ServiceTypeIdentifier>${type}</tsl:ServiceTypeIdentifier>
<tsl:ServiceStatus>${STATUS}${one.status}</tsl:ServiceStatus>
<tsl:StatusStartingTime>${one.from}</tsl:StatusStartingTime></tsl:ServiceHistoryInstance>`,
  )
  return `<tsl:TSPService><tsl:ServiceInformation><tsl:ServiceTypeIdentifier>${type}</tsl:ServiceTypeIdentifier>
<tsl:ServiceName><tsl:Name xml:lang="en">Firma di prova</tsl:Name></tsl:ServiceName>
<tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>${certificate}</tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity>
<tsl:ServiceStatus>${STATUS}${status}</tsl:ServiceStatus><tsl:StatusStartingTime>${from}</tsl:StatusStartingTime>
${extension}</tsl:ServiceInformation><tsl:ServiceHistory>${history.join('')}</tsl:ServiceHistory></tsl:TSPService>`
}

/** Signs the whole list together with the properties of the signature. */
export async function signedList(
  xml: string,
  signer: Issued,
  signing: Signing = `${MORE}rsa-sha256`,
  covers = "//*[local-name(.)='TrustServiceStatusList']",
): Promise<Buffer> {
  const [privateKey, certificate] = await Promise.all([readFile(signer.key), readFile(signer.certificate, 'utf8')])
  const isWhole = covers.includes('TrustServiceStatusList')
  const signed = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: signing,
    canonicalizationAlgorithm: EXCLUSIVE,
    objects: [
      {
        content:
          '<xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"><xades:SignedProperties Id="properties"><xades:SigningTime>2026-01-01T00:00:00Z</xades:SigningTime></xades:SignedProperties></xades:QualifyingProperties>',
      },
    ],
  })
  signed.SignatureAlgorithms = Object.fromEntries(
    Object.entries(signings).map(([name, { hash, ...options }]) => [
      name,
      class {
        getAlgorithmName = () => name
        getSignature = (text: string | Buffer) =>
          sign(hash, Buffer.from(text), { key: privateKey, ...options }).toString('base64')
        verifySignature = () => false
      },
    ]),
  )
  const transforms = isWhole ? [ENVELOPED, EXCLUSIVE] : [EXCLUSIVE]
  signed.addReference({
    xpath: covers,
    transforms,
    digestAlgorithm: SHA256,
    ...(isWhole && { isEmptyUri: true, uri: '' }),
  })
  signed.addReference({ xpath: "//*[@Id='properties']", transforms: [EXCLUSIVE], digestAlgorithm: SHA256 })
  signed.computeSignature(xml, { prefix: 'ds', location: { reference: '/*', action: 'append' } })
  return Buffer.from(signed.getSignedXml())
}
