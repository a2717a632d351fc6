import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../texts/language.tsx'
import { passwordTexts } from '../texts/passwords.ts'

type Typed = { password: string; repeated: string }
const nothing: Typed = { password: '', repeated: '' }

/** A password to be chosen, typed twice. */
export function useNewPassword() {
  const [typed, setTyped] = useState(nothing)
  const [isTried, setTried] = useState(false)
  const isSame = typed.password === typed.repeated
  return {
    typed,
    setTyped,
    password: typed.password,
    /** Whether what was typed second is something else, once it was tried. */
    differs: isTried && !isSame,
    /** Whether it can be sent; from now on it is said where not. */
    isReady: () => {
      setTried(true)
      return isSame
    },
    clear: () => {
      setTyped(nothing)
      setTried(false)
    },
  }
}

/** The two fields. */
export function NewPasswordFields({ chosen }: { chosen: ReturnType<typeof useNewPassword> }) {
  const t = useTexts(passwordTexts)
  const { typed, setTyped, differs } = chosen
  return (
    <>
      <PasswordInput
        label={t.next}
        description={t.nextNote}
        autoComplete="new-password"
        required
        value={typed.password}
        onChange={({ currentTarget: { value: password } }) => setTyped({ ...typed, password })}
      />
      <PasswordInput
        label={t.repeat}
        autoComplete="new-password"
        required
        value={typed.repeated}
        onChange={({ currentTarget: { value: repeated } }) => setTyped({ ...typed, repeated })}
        error={differs ? t.differs : undefined}
      />
    </>
  )
}
