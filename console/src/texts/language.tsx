// The language of the page: chosen by the person, else the browser's; Italian unless it asks for another.
import { createContext, useContext, useEffect, useMemo } from 'react'
import type { ReactNode } from 'react'
import { useLocalStorage } from '@mantine/hooks'
import type { Language, Texts } from './define.ts'

interface Choice {
  language: Language
  choose: (language: Language) => void
}

const LanguageContext = createContext<Choice>({ language: 'it', choose: () => undefined })

/** Lets the pages below say what language they speak, and keeps the choice in the browser. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useLocalStorage<Language>({
    key: 'ceralacca-language',
    defaultValue: preferred(navigator.languages),
    getInitialValueInEffect: false,
    deserialize: (kept) => (kept === 'en' ? 'en' : 'it'),
    serialize: (chosen) => chosen,
  })
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choice = useMemo(() => ({ language, choose }), [language, choose])
  return <LanguageContext value={choice}>{children}</LanguageContext>
}

/** The first of the browser's languages that is one of ours; Italian where none is. */
export function preferred(languages: readonly string[]): Language {
  for (const language of languages) {
    if (/^it\b/i.test(language)) return 'it'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'it'
}

export const useLanguage = () => useContext(LanguageContext)

/** The texts of an area in the language of the page. */
export function useTexts<T>(texts: Texts<T>): Texts<T>[Language] {
  return texts[useLanguage().language]
}
