// Files the operator wrote and settings name: read before anything is made, each failure one line with its setting.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { codeOf } from '../data-folder/data-folder.ts'
import { builtInRecords, RecordsError, withOperatorRecords } from '../dns/required-records.ts'
import type { RequiredRecords } from '../dns/required-records.ts'
import { builtInPrices, PricesError, withOperatorPrices } from '../ledger/prices.ts'
import type { Prices } from '../ledger/prices.ts'
import { parseCents } from '../model/money.ts'
import { ProvidersFileError, readProvidersFile } from '../providers/providers-file.ts'
import type { ProvidersPlan } from '../providers/providers-file.ts'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { readTrustFolder, TrustFolderError } from '../signatures/trust.ts'

export interface OperatorFiles {
  prices: Prices
  /** What customers' domains must publish, by provider. */
  domainRecords: RequiredRecords
  /** Undefined without PROVIDERS_FILE. */
  providersPlan: ProvidersPlan | undefined
  /** Certificates of authorities, DER. */
  anchors: Uint8Array[]
}

/** All of them; what no setting names is what we bring. Throws SettingsError. */
export async function readOperatorFiles(settings: Settings): Promise<OperatorFiles> {
  const { PRICES_FILE, DOMAIN_RECORDS_FILE, PROVIDERS_FILE, TRUST_ANCHORS_DIR, MODE } = settings
  return {
    prices:
      (await readText('PRICES_FILE', PRICES_FILE, (text) => withOperatorPrices(text, parseCents))) ?? builtInPrices,
    domainRecords: (await readText('DOMAIN_RECORDS_FILE', DOMAIN_RECORDS_FILE, withOperatorRecords)) ?? builtInRecords,
    providersPlan: await readText('PROVIDERS_FILE', PROVIDERS_FILE?.path, (text) =>
      readProvidersFile(text, MODE, {
        variable: (name) => PROVIDERS_FILE?.variable(name),
        file: (path) => readFileSync(path, 'utf8'),
      }),
    ),
    anchors: await readAnchors(TRUST_ANCHORS_DIR),
  }
}

/** What `read` makes of a file; undefined where no path is set. */
async function readText<T>(
  setting: string,
  path: string | undefined,
  read: (text: string) => T,
): Promise<T | undefined> {
  if (path === undefined) return undefined
  try {
    return read(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof PricesError) throw new SettingsError(`${setting}: ${error.message}`)
    const isTold = error instanceof RecordsError || error instanceof ProvidersFileError
    throw new SettingsError(isTold ? error.message : `${setting} cannot be read: ${codeOf(error)}`)
  }
}

async function readAnchors(folder: string | undefined): Promise<Uint8Array[]> {
  if (folder === undefined) return []
  try {
    return await readTrustFolder(folder)
  } catch (error) {
    throw error instanceof TrustFolderError ? new SettingsError(`TRUST_ANCHORS_DIR: ${error.message}`) : error
  }
}
