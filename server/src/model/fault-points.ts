// The points between holding credit, asking a provider, applying its answer and responding to the caller at which a
// process may crash. Only tests use them: they kill the process there.

export const faultPoints = [
  'request read',
  'resource locked',
  'request checked',
  'documents kept',
  'credit held',
  'operation added',
  'operation committed',
  'provider asked',
  'provider answered',
  'outcome asked for',
  'outcome known',
  'operation locked',
  'effect applied',
  'credit captured',
  'credit released',
  'operation ended',
  'answer kept',
  'effect committed',
  'answer ready',
  'pending operation found',
] as const

export type FaultPoint = (typeof faultPoints)[number]
