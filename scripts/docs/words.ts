// What the pages say around their texts.
import type { Language } from './pages.ts'

interface Words {
  documentation: string
  skip: string
  search: string
  searchHint: string
  noResults: string
  results: string
  contents: string
  onThisPage: string
  before: string
  next: string
  inLanguage: string
  otherLanguage: string
  markdown: string
  inEnglish: string
  notFound: string
  notFoundText: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    documentation: 'documentation',
    skip: 'Skip to the text',
    search: 'Search',
    searchHint: 'Search (press /)',
    noResults: 'Nothing found',
    results: '{n} found',
    contents: 'Contents',
    onThisPage: 'On this page',
    before: 'Before',
    next: 'Next',
    inLanguage: 'Italiano',
    otherLanguage: 'it',
    markdown: 'This page as markdown',
    inEnglish: '',
    notFound: 'There is no such page',
    notFoundText: 'The address may have changed. Search, or start from the contents.',
  },
  it: {
    documentation: 'documentazione',
    skip: 'Vai al testo',
    search: 'Cerca',
    searchHint: 'Cerca (tasto /)',
    noResults: 'Nessun risultato',
    results: '{n} risultati',
    contents: 'Indice',
    onThisPage: 'In questa pagina',
    before: 'Precedente',
    next: 'Successiva',
    inLanguage: 'English',
    otherLanguage: 'en',
    markdown: 'Questa pagina in markdown',
    inEnglish: '(in inglese)',
    notFound: 'Pagina non trovata',
    notFoundText: "L'indirizzo può essere cambiato. Cercare, o partire dall'indice.",
  },
}
