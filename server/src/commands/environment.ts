// The settings of a process: variables of the environment and, where they are silent, the file .env in the folder it was
// started in.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { codeOf } from '../data-folder/data-folder.ts'
import { readSettings, SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads all settings. Throws SettingsError. */
export function settingsIn(variables: Environment): Settings {
  return readSettings(withDotEnv(variables, process.cwd()))
}

/** `variables` over those of the file `.env` in `folder`, if there is one. */
export function withDotEnv(variables: Environment, folder: string): Environment {
  const path = join(folder, '.env')
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...variables }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return variables
    throw new SettingsError(`${path} cannot be read: ${codeOf(error)}`)
  }
}
