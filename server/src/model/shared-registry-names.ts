// Names under which registries and hosting providers register names for anybody. Nobody can order their certification.
import { everyProvince, findProvince } from './provinces.ts'

// Second-level names that country registries reserve for a kind of holder: co.uk, com.br, gov.it, ac.at.
const kinds = new Set('ac co com edu gob gouv gov govt int mil net nom or org'.split(' '))

// Reserved by Registro .it in addition to the provinces (its guidelines, list of geographical names).
const regions =
  'abr abruzzo bas basilicata cal calabria cam campania emiliaromagna emilia-romagna emr friuliveneziagiulia friuli-venezia-giulia fvg laz lazio lig liguria lom lombardia lombardy mar marche mol molise piemonte piedmont pmn pug puglia sar sardegna sardinia sic sicilia sicily taa tos toscana tuscany trentino trentino-alto-adige trentinoaltoadige altoadige alto-adige sudtirol suedtirol umb umbria valledaosta valle-daosta valle-d-aosta vao vda ven veneto'.split(
    ' ',
  )
const otherTowns =
  'aquila bozen balsan andria trani monza brianza cesena urbino carrara florence genoa mantua milan naples padua rome turin venice'.split(
    ' ',
  )

// Hosting providers that assign names below their own, from the public suffix list; the most common ones.
const hosts = new Set(
  'altervista.org amazonaws.com azurewebsites.net blogspot.com blogspot.it cloudfront.net co.com de.com eu.com fly.dev github.io gitlab.io herokuapp.com it.com it.eu.org eu.org netlify.app netsons.org onrender.com pages.dev uk.com us.com vercel.app web.app wixsite.com wordpress.com workers.dev'.split(
    ' ',
  ),
)

const italian = new Set([...regions, ...otherTowns, ...everyProvince().flatMap(namesOfProvince)])

/**
 * Whether a host name, in lower case and A-labels, is one under which others get names, so that nobody owns it alone.
 */
export function isSharedRegistryName(name: string): boolean {
  const labels = name.split('.')
  const [second = '', top = ''] = labels
  if (hosts.has(name)) return true
  if (labels.length !== 2 || top.length !== 2) return false
  return kinds.has(second) || (top === 'it' && italian.has(second))
}

/** The registry's spellings of a province: RM, roma; FC, forlicesena, forli-cesena. */
function namesOfProvince(two: string): string[] {
  const plain = (findProvince(two)?.name ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[a-z]+/g) ?? []
  return [two.toLowerCase(), words.join(''), words.join('-')]
}
