import { fiscalCodeProblem } from './fiscal-code.ts'

/** How closely a code is looked at (strictness, `vatNumber`): its shape alone, or its check digit too. */
export type CodeCheck = 'shape' | 'checked'

/**
 * Whether a text is an Italian VAT number, which is also the fiscal code of a company: 11 digits whose check digit
 * holds (DPR 633/1972 art. 35; decree of 23 December 1976). Eleven zeros are none.
 */
export function isVatNumber(text: string): boolean {
  return isElevenDigits(text) && text !== '00000000000' && checkSum(text) % 10 === 0
}

/** Whether a text can name the holder of a mailbox: a VAT number or the fiscal code of a person (contract 2.4, 7.2). */
export function isHolderCode(text: string, check: CodeCheck): boolean {
  if (check === 'checked') return isVatNumber(text) || fiscalCodeProblem(text) === undefined
  return isElevenDigits(text) || (text.length === 16 && /^[A-Za-z0-9]{16}$/.test(text))
}

function isElevenDigits(text: string): boolean {
  return text.length === 11 && /^[0-9]{11}$/.test(text)
}

// Every second digit counts twice, less nine when that has two digits.
function checkSum(digits: string): number {
  return [...digits].map(Number).reduce((sum, digit, index) => sum + (index % 2 === 0 ? digit : doubled(digit)), 0)
}

function doubled(digit: number): number {
  return digit * 2 > 9 ? digit * 2 - 9 : digit * 2
}
