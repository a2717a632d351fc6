// Whether what is declared of an identity document is whole: none of its fields is required (contract 2.4).
import { declaredDocument } from '../model/mailbox-fields.ts'
import { agrees, notAssessed, warning } from './check.ts'
import type { DeclaredDocument, Finding } from './check.ts'

/** All of it, or nothing; a part of it leaves gaps. */
export function identityDocument(declared: DeclaredDocument): Finding {
  const given = declaredDocument.filter((field) => declared[field] !== null)
  const missing = declaredDocument.filter((field) => declared[field] === null).join(', ')
  const told = given.map((field) => declared[field]).join(', ')
  if (given.length === 0)
    return notAssessed(told, '', "Nessun documento d'identità dichiarato.", 'No identity document is declared.')
  return missing === ''
    ? agrees(told, '', "Il documento d'identità è dichiarato per intero.", 'The identity document is declared in full.')
    : warning(told, '', `Del documento d'identità manca: ${missing}.`, `Missing of the identity document: ${missing}.`)
}
