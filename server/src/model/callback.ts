/** Where a customer wants callbacks about changes they did not make (contract 5.1). */
export interface Callback {
  url: string
  field: string
  method: 'POST' | 'JSON'
  data: Record<string, unknown>
}
