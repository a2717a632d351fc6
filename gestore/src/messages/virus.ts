// Viruses of a test gestore: the string that every scanner takes for one (EICAR), wherever it stands in a message.
import { contentOf, eachPart, readStructure } from '../../../server/src/messages/mime-structure.ts'

// In two pieces, so that no scanner takes this file for it.
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')
const MOST_BYTES = 32_000_000

/** The name of the virus in a message or in a part of it; nothing where there is none. */
export function findVirus(message: Uint8Array): string | undefined {
  for (const part of eachPart(readStructure(message).root)) {
    const content = part.parts.length > 0 ? message.subarray(0, 0) : contentOf(message, part, MOST_BYTES)
    if (Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes(EICAR))
      return 'Eicar-Test-Signature'
  }
  return undefined
}
