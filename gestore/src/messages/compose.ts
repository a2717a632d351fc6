// A signed message out of its parts: multipart/signed around multipart/mixed, as gestori write it today.
import { isAscii } from 'node:buffer'
import { createHash } from 'node:crypto'
import { writeCertificationData } from '../../../server/src/messages/certification-data.ts'
import type { CertificationData } from '../../../server/src/messages/certification-data.ts'
import { parameter } from './header-text.ts'
import { signDetached } from './smime.ts'
import { htmlText, plainText } from './texts.ts'
import type { Texts } from './texts.ts'
import type { Signer } from './authority.ts'

/** What a message is made of. Header and bytes have CRLF; `header` ends in one. */
export interface Composed {
  header: string
  /** Unlike that of any other message: the boundaries are made of it. */
  identifier: string
  texts: Texts
  data?: CertificationData
  /** `postacert.eml`. */
  attached?: Uint8Array
  signer: Signer
  at: Date
}

/** The whole message, signed. */
export async function compose({
  header,
  identifier,
  texts,
  data,
  attached,
  signer,
  at,
}: Composed): Promise<Uint8Array> {
  const boundary = (of: string) =>
    `=_${of}_${createHash('sha256').update(`${of} ${identifier}`).digest('hex').slice(0, 32)}`
  const encoding = attached !== undefined && !isAscii(attached) ? '8bit' : '7bit'
  const mixed = multipart('mixed', boundary('mixed'), encoding, [
    multipart('alternative', boundary('text'), '7bit', [
      quotedPart('text/plain', plainText(texts)),
      quotedPart('text/html', htmlText(texts)),
    ]),
    ...(data === undefined ? [] : [filePart('application/xml', 'daticert.xml', writeCertificationData(data))]),
    ...(attached === undefined ? [] : [messagePart(attached, encoding)]),
  ])
  const signature = filePart('application/pkcs7-signature', 'smime.p7s', await signDetached(mixed, signer, at))
  const signed = 'signed; protocol="application/pkcs7-signature"; micalg=sha-256'
  return Buffer.concat([
    Buffer.from(`${header}MIME-Version: 1.0\r\n`, 'latin1'),
    multipart(signed, boundary('signed'), encoding, [mixed, signature]),
  ])
}

function multipart(kind: string, boundary: string, encoding: string, parts: readonly Uint8Array[]): Buffer {
  const head = `Content-Type: multipart/${kind};\r\n\tboundary="${boundary}"\r\nContent-Transfer-Encoding: ${encoding}\r\n`
  return Buffer.concat([
    Buffer.from(head),
    ...parts.flatMap((part) => [Buffer.from(`\r\n--${boundary}\r\n`), part]),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
}

function quotedPart(type: string, text: string): Buffer {
  const head = `Content-Type: ${type}; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`
  return Buffer.from(`${head}${quotedPrintable(text)}`)
}

function filePart(type: string, name: string, bytes: Uint8Array): Buffer {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  const head = [
    `Content-Type: ${type}${parameter('name', name)}`,
    `Content-Disposition: attachment${parameter('filename', name)}`,
    'Content-Transfer-Encoding: base64',
  ]
  return Buffer.from([...head, '', ...lines, ''].join('\r\n'))
}

/** RFC 2046, 5.2.1: a message is never encoded. */
function messagePart(message: Uint8Array, encoding: string): Buffer {
  const head = [
    `Content-Type: message/rfc822${parameter('name', 'postacert.eml')}`,
    `Content-Disposition: attachment${parameter('filename', 'postacert.eml')}`,
    `Content-Transfer-Encoding: ${encoding}`,
  ]
  return Buffer.concat([Buffer.from([...head, '', ''].join('\r\n')), message])
}

/** ISO-8859-1 with soft line ends (RFC 2045, 6.7); a `?` for what it cannot write. */
function quotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => softened([...line].map(quotedCharacter)))
    .join('\r\n')
}

function quotedCharacter(character: string, index: number, line: readonly string[]): string {
  const code = character.codePointAt(0) ?? 0
  const isBlankAtEnd = code === 0x20 && index === line.length - 1
  if (code > 0xff || (code >= 0x7f && code < 0xa0)) return '?'
  if (code < 0x20 || code > 0x7e || character === '=' || isBlankAtEnd) {
    return `=${code.toString(16).toUpperCase().padStart(2, '0')}`
  }
  // A dot alone on a line ends a message in SMTP, and a line with From begins another in a mailbox file.
  if (index === 0 && (character === '.' || character === 'F')) return `=${code.toString(16).toUpperCase()}`
  return character
}

function softened(characters: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const character of characters) {
    if (line.length + character.length > 75) {
      lines.push(`${line}=`)
      line = ''
    }
    line += character
  }
  return [...lines, line].join('\r\n')
}
