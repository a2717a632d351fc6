// The ways back to order that are taken only after a fault, each counted where it is taken, so that a run with faults can
// say which were never needed (docs/decisions/0047-faults.md).
export const recoveryPaths = [
  'answer replayed',
  'batch taken apart',
  'commit unanswered',
  'connection lost in transaction',
  'database back',
  'delivery taken over',
  'effect in vain',
  'job tried again',
  'listener reconnected',
  'object swept',
  'order asked again',
  'order completed later',
  'order undone later',
  'read-only connection dropped',
  'row taken over',
  'stored documents discarded',
] as const
export type RecoveryPath = (typeof recoveryPaths)[number]
