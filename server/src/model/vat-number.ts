import { fiscalCodeProblem } from './fiscal-code.ts'

/** How strictly a code is checked (strictness, `vatNumber`): only its format, or also its check digit. */
export type CodeCheck = 'shape' | 'checked'

/**
 * Whether a text is an Italian VAT number, which is also the fiscal code of a company: 11 digits with a valid check
 * digit (DPR 633/1972 art. 35; decree of 23 December 1976). Eleven zeros are invalid.
 */
export function isVatNumber(text: string): boolean {
  return isElevenDigits(text) && text !== '00000000000' && checkSum(text) % 10 === 0
}

/** Whether a text can identify a mailbox holder: a VAT number or a person's fiscal code (contract 2.4, 7.2). */
export function isHolderCode(text: string, check: CodeCheck): boolean {
  if (check === 'checked') return isVatNumber(text) || fiscalCodeProblem(text) === undefined
  return isElevenDigits(text) || (text.length === 16 && /^[A-Za-z0-9]{16}$/.test(text))
}

function isElevenDigits(text: string): boolean {
  return text.length === 11 && /^[0-9]{11}$/.test(text)
}

// Every second digit counts twice, minus nine when that has two digits.
function checkSum(digits: string): number {
  return [...digits].map(Number).reduce((sum, digit, index) => sum + (index % 2 === 0 ? digit : doubled(digit)), 0)
}

function doubled(digit: number): number {
  return digit * 2 > 9 ? digit * 2 - 9 : digit * 2
}
