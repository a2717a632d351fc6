// The records of the index of providers (RFC 6109, section 5): who they are and which domains they manage.
import { readableName } from './collected-domains.ts'
import type { CollectedDomains } from './collected-domains.ts'
import { bytesOf, LdifError } from './ldif.ts'
import type { LdifAttribute, LdifListener } from './ldif.ts'

/**
 * Collects the `managedDomains` and `providerCertificateHash` of main and secondary records by provider, named by the record's dn:
 * `providerName=…,o=postacert` or `providerUnit=…,providerName=…,o=postacert`. Throws LdifError and TooMuch.
 */
export function providerRecords(domains: CollectedDomains): LdifListener {
  let provider = -1
  return {
    attribute(attribute) {
      switch (attribute.name) {
        case 'dn': {
          const name = providerIn(textOf(attribute) ?? '')
          provider = name === undefined ? -1 : domains.provider(name)
          break
        }
        case 'manageddomains':
          domains.add(textOf(attribute) ?? '', provider)
          break
        case 'providercertificatehash':
          domains.addCertificate(textOf(attribute) ?? '', provider)
          break
        case 'changetype':
          if (textOf(attribute)?.toLowerCase() !== 'add') {
            throw new LdifError(`line ${attribute.line} changes an index instead of telling it`)
          }
      }
    },
    endOfRecord() {
      provider = -1
    },
  }
}

const LONGEST_TEXT_BYTES = 4_096

function textOf(attribute: LdifAttribute): string | undefined {
  if (attribute.raw.length > LONGEST_TEXT_BYTES) return undefined
  return bytesOf(attribute)?.toString('utf8').trim()
}

/** The provider's name in a dn (RFC 4514, including its escapes); undefined when it has none. */
export function providerIn(dn: string): string | undefined {
  const found = /(?:^|,)\s*providerName\s*=\s*((?:\\.|[^\\,+])*)/isu.exec(dn)
  return found?.[1] === undefined ? undefined : readableName(unescaped(found[1]))
}

function unescaped(value: string): string {
  const bytes = value.replaceAll(/(?:\\[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8'),
  )
  return bytes.replaceAll(/\\(.)/gsu, '$1')
}
