// The four members of every JSON response, in the order of the samples (contract 1.2).
import type { Refusal } from '../errors/refusal.ts'

/** A success: data, success, message, error; `root` are members that stand beside them. */
export function success(data: unknown, message = '', root: Record<string, unknown> = {}): string {
  return JSON.stringify({ data: data ?? null, success: true, message, error: null, ...root })
}

/** A success whose data stands in its own place (contract 2.25). */
export function unwrapped(data: unknown): string {
  return JSON.stringify({ ...Object(data), success: true, message: '', error: null })
}

/** The same around data that is JSON already. */
export function successOf(written: string): string {
  return `{"data":${written},"success":true,"message":"","error":null}`
}

/** A refusal: success, message, error, data. */
export function failure({ text, number }: Pick<Refusal, 'text' | 'number'>): string {
  return JSON.stringify({ success: false, message: text, error: number, data: null })
}
