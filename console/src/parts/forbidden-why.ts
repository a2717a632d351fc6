import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { useMay } from './session.ts'

/** Why the role does not allow something; undefined where it does. */
export function useRefusedByRole(permission: Parameters<typeof useMay>[0]): string | undefined {
  const t = useTexts(common)
  return useMay(permission) ? undefined : t.notAllowed
}
