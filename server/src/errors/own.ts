// The number space of our own calls under /v1.
import { platformRefusals } from './platform.ts'
import type { RefusalRow } from './row.ts'

/** Every refusal of our own calls, by number. */
export const ownRefusals = {
  ...platformRefusals,

  109: { http: 404, text: 'not found', known: 'ours' },
  114: { http: 406, text: 'this e-mail has an account already', known: 'ours' },
  115: { http: 428, text: 'the current state does not allow this', known: 'ours' },
  116: { http: 406, text: 'index not imported: it {why}', known: 'ours' },
  140: { http: 406, text: 'another operator has this item in hand until {until}', known: 'ours' },
  141: { http: 406, text: 'it changed meanwhile: look at it again', known: 'ours' },
  142: { http: 406, text: 'this decision is not for items of this kind', known: 'ours' },
  143: { http: 428, text: 'a later change rests on this one: decide that first', known: 'ours' },
  144: { http: 406, text: '{field} does not go with this decision', known: 'ours' },
  145: { http: 406, text: '{field} would go back: it was {was} before', known: 'ours' },
  148: { http: 406, text: 'this provider answers in process: there is nothing to pause', known: 'ours' },
  160: { http: 406, text: 'cursor not valid: take `next` of the page before', known: 'ours' },
  161: { http: 406, text: 'the file cannot be read at line {line}: {why}', known: 'ours' },
  162: { http: 406, text: 'column {column} of the file is none of this call, or comes twice', known: 'ours' },
  163: { http: 406, text: 'a file has 1 to {max} rows', known: 'ours' },
  164: { http: 428, text: '{max} files are under way already: wait for one, or cancel it', known: 'ours' },
  170: { http: 402, text: 'there is less credit than that: {available}', known: 'ours' },
  171: { http: 428, text: 'the account is {state}', known: 'ours' },
  172: { http: 428, text: 'the account has {what} under way: close it with force', known: 'ours' },
  173: { http: 406, text: 'who asked for this credit cannot decide on it', known: 'ours' },
  174: { http: 428, text: 'this credit is {state}', known: 'ours' },
  175: { http: 406, text: 'prices not usable: {why}', known: 'ours' },
  176: { http: 406, text: 'a price list begins today or on a later day', known: 'ours' },
  177: { http: 428, text: 'who joined less than {hours} hours ago confirms no credit yet: from {from}', known: 'ours' },
  180: { http: 428, text: 'this scenario starts from {from}, and the state is {state}', known: 'ours' },
  181: { http: 428, text: 'this scenario needs {what}', known: 'ours' },
  182: { http: 428, text: 'an operation at the provider is under way', known: 'ours' },
  183: { http: 406, text: 'an address or domain of this snapshot is in use by another account', known: 'ours' },
  184: { http: 406, text: '{max} accounts have a clock of their own, and no more can: reset one', known: 'ours' },
  190: { http: 428, text: 'this is the last {role}: make somebody else one before', known: 'ours' },
  191: { http: 406, text: 'somebody with this e-mail is there already', known: 'ours' },
  192: { http: 404, text: 'no such invitation: it was used, withdrawn or replaced, or never made', known: 'ours' },
  193: { http: 406, text: 'this invitation has expired: ask for a new one', known: 'ours' },
  194: { http: 406, text: 'there may be {max} at most', known: 'ours' },
} as const satisfies Readonly<Record<number, RefusalRow>>
