// Which passwords nobody may have (NIST SP 800-63B, 5.1.1.2): short ones, known ones, and what is the e-mail over again.

export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 128

/** The beginnings that the commonest long passwords have, without digits and signs. */
const commonest = new Set(
  `password passw passwort parola parolachiave segreta segreto ciao ciaociao qwerty qwertyuiop qwertyuiopasdfghjkl asdfghjkl
  asdfghjklzxcvbnm zxcvbnm qazwsx qazwsxedc qazwsxedcrfv qweasdzxc azerty azertyuiop admin administrator amministratore
  welcome benvenuto letmein iloveyou tiamo football juventus princess principessa sunshine superman batman dragon monkey
  master maestro shadow michael jordan trustno changeme cambiami default login accesso abc abcd abcdef abcdefgh
  abcdefghijkl correcthorsebatterystaple ceralacca postacertificata pec italia ferrari napoli francesca alessandro`.split(
    /\s+/,
  ),
)

/** Why a password cannot be used; undefined where it can. */
export function passwordProblem(password: string, email: string | null): string | undefined {
  if ([...password].length < SHORTEST_PASSWORD) return `it has fewer than ${SHORTEST_PASSWORD} characters`
  const lower = password.toLowerCase()
  const [name = ''] = (email ?? '').split('@')
  if (email !== null && (lower.includes(email) || (name.length > 3 && lower.includes(name))))
    return 'it has the e-mail in it'
  return isCommon(lower) ? 'it is one of the commonest' : undefined
}

/** One of the list, with or without digits and signs, or something that is only repeated or counted. */
function isCommon(lower: string): boolean {
  const letters = lower
    .replaceAll('@', 'a')
    .replaceAll('0', 'o')
    .replaceAll('$', 's')
    .replaceAll(/[^\p{L}]/gu, '')
  if (commonest.has(lower) || commonest.has(letters) || commonest.has(repeatedIn(letters))) return true
  if (new Set(lower).size < 4) return true
  const codes = [...lower].map((one) => one.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, n) => code - (codes[n] ?? 0))
  return letters === '' && steps.filter((step) => Math.abs(step) <= 1).length > steps.length * 0.75
}

/** What a text is some times over; itself where it is nothing so. */
const repeatedIn = (text: string) => /^(.+?)\1+$/.exec(text)?.[1] ?? text
