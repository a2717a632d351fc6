/** Where a customer wants to hear of changes they did not cause (contract 5.1). */
export interface Callback {
  url: string
  field: string
  method: 'POST' | 'JSON'
  data: Record<string, unknown>
}
