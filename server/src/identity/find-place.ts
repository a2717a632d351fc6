// The place of a code of the land register: as the imported archive has it, otherwise as the program brings it.
import type { Reader } from '../store/database.ts'
import { findMunicipality, municipalitiesBeginning } from '../store/municipalities.ts'
import { findBuiltInPlace, findBuiltInTowns } from './built-in-places.ts'
import type { Place, Town } from './place.ts'

/**
 * The place of a code such as `H501` or `Z112`, upper case, or undefined. The imported archive is the whole truth about
 * every code it has. One query for a municipality, none for a country.
 */
export async function findPlace(db: Reader, code: string): Promise<Place | undefined> {
  const periods = code.startsWith('Z') ? [] : await findMunicipality(db, code)
  return periods.length > 0 ? { is: 'municipality', code, archive: 'imported', periods } : findBuiltInPlace(code)
}

/** Towns whose name begins with a text: of an imported archive if there is one, otherwise those that come with the program. */
export async function findTowns(db: Reader, beginning: string): Promise<Town[]> {
  const imported = await municipalitiesBeginning(db, beginning)
  return imported.length > 0 ? imported : findBuiltInTowns(beginning)
}
