// The places between holding money, asking a provider, applying its answer and answering the caller where a process may
// die. Only tests listen: they kill the process there.

export const faultPoints = [
  'request read',
  'subject locked',
  'request checked',
  'documents kept',
  'credit held',
  'order noted',
  'order committed',
  'provider asked',
  'provider answered',
  'provider asked what became of it',
  'provider said what became of it',
  'order locked',
  'effect applied',
  'credit captured',
  'credit released',
  'order ended',
  'answer kept',
  'effect committed',
  'answer ready',
  'open order found',
] as const

export type FaultPoint = (typeof faultPoints)[number]
