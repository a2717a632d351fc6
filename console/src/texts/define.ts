// Texts of one area in both languages; the compiler sees to it that neither lacks one.

export type Language = 'it' | 'en'

/** Words, or words made from values. */
type Text = string | ((...values: never[]) => string)

type Words<T> = { [Name in keyof T]: T[Name] extends string ? string : T[Name] }

/** The same texts in Italian and English. */
export interface Texts<T> {
  it: Words<T>
  en: Words<T>
}

/** Declares the texts of an area. English has the members of Italian, no more and no fewer. */
export function defineTexts<const T extends Record<string, Text>>(it: T & Words<T>, en: Words<T>): Texts<T> {
  return { it, en }
}
