import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { Clock } from './clock.tsx'
import { SandboxFrame } from './frame.tsx'
import { Reset } from './reset.tsx'
import { Snapshots } from './snapshots.tsx'

/** What a sandbox lets one do to time and to what the account has. */
export function SandboxTime() {
  const t = useTexts(sandboxTexts)
  return (
    <SandboxFrame title={t.time} actions={<Reset />}>
      <Clock />
      <Snapshots />
    </SandboxFrame>
  )
}
