// One-time codes after RFC 6238 as every app knows them: SHA-1, six digits, thirty seconds.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
const SECRET_BYTES = 20
// One step of drift each way.
const DRIFT = 1
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret, in Base32 (RFC 4648). */
export const newTotpSecret = (): string => base32(randomBytes(SECRET_BYTES))

/** Bytes in Base32 without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function bytesOf(text: string): Buffer {
  const bits = [...text].map((one) => ALPHABET.indexOf(one).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** The code of a step (RFC 4226, 5.3). */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The step of a moment. */
export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS)

/** The step a code is of, around a moment and after the last one that was taken; undefined for any other text. */
export function stepOf(secret: string, code: string, now: Date, last: number | null): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, n) => stepAt(now) - DRIFT + n)
  const given = Buffer.from(code)
  return steps.find((step) => step > (last ?? 0) && timingSafeEqual(Buffer.from(codeAt(secret, step)), given))
}

/** What an app reads out of a QR code. */
export function otpauthUrl(secret: string, holder: string): string {
  const query = new URLSearchParams({ secret, issuer: 'Ceralacca', algorithm: 'SHA1', digits: '6', period: '30' })
  return `otpauth://totp/Ceralacca:${encodeURIComponent(holder)}?${query}`
}

const RECOVERY_CODES = 10
/** With 112 random bits or more a plain hash is enough (ASVS 5.0, 6.5.2). */
const RECOVERY_BYTES = 15

/** Ten codes for when the app is lost: 120 random bits each, in groups of four. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => inGroups(base32(randomBytes(RECOVERY_BYTES)).toLowerCase()))

const inGroups = (text: string) => (text.match(/.{4}/g) ?? []).join('-')

/** A recovery code as it is hashed: however it was typed. */
export const plainRecoveryCode = (text: string): string => text.toLowerCase().replaceAll(/[^a-z2-7]/g, '')
