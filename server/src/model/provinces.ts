// The provinces of Italy, including abolished ones, and which took towns from which (decision 0011).

/** A province: its name and its postal code prefixes. */
export interface Province {
  readonly name: string
  /** First two digits of its postal codes, the most common first; empty for territory that is no longer Italian. */
  readonly postalZones: readonly string[]
  /** The year it was established, where living people were born before it, and whose towns it took. */
  readonly since?: number
  readonly from?: readonly string[]
  /** The year it was abolished, where its towns went, and the year it was re-established, if it was. */
  readonly until?: number
  readonly into?: readonly string[]
  readonly again?: number
  /** Letters it had at another time, which now belong to another province. */
  readonly also?: readonly string[]
}

type Since = Pick<Province, 'since' | 'from'>
type Until = Pick<Province, 'until' | 'into' | 'again' | 'also'>

const province = (name: string, zones: string, changes: Since & Until = {}): Province => ({
  name,
  postalZones: zones.split(' ').filter((zone) => zone !== ''),
  ...changes,
})

/**
 * Keyed by the two letters of number plates, as of 2026. Sardinia: four provinces were established in 2005 and
 * abolished in 2016 (regional law 2/2016), which created Sud Sardegna. Regional law 7/2021, in effect since 2025,
 * abolished that one and re-established the four, two under new names. ISTAT lists them from 1 January 2026; ANPR does
 * not yet (italia/anpr#5316, September 2026). Sulcis Iglesiente appears as both SU and CI, and we know of no decree on
 * plates, so both are accepted.
 */
const provinces: ReadonlyMap<string, Province> = new Map(
  Object.entries({
    AG: province('Agrigento', '92'),
    AL: province('Alessandria', '15'),
    AN: province('Ancona', '60'),
    AO: province('Aosta', '11'),
    AP: province('Ascoli Piceno', '63'),
    AQ: province("L'Aquila", '67'),
    AR: province('Arezzo', '52'),
    AT: province('Asti', '14', { since: 1935, from: ['AL'] }),
    AV: province('Avellino', '83'),
    BA: province('Bari', '70'),
    BG: province('Bergamo', '24'),
    BI: province('Biella', '13', { since: 1992, from: ['VC'] }),
    BL: province('Belluno', '32'),
    BN: province('Benevento', '82'),
    BO: province('Bologna', '40'),
    BR: province('Brindisi', '72'),
    BS: province('Brescia', '25'),
    BT: province('Barletta-Andria-Trani', '76 70 71', { since: 2009, from: ['BA', 'FG'] }),
    BZ: province('Bolzano', '39'),
    CA: province('Cagliari', '09'),
    CB: province('Campobasso', '86'),
    CE: province('Caserta', '81', { since: 1945, from: ['NA', 'BN'] }),
    CH: province('Chieti', '66'),
    CL: province('Caltanissetta', '93'),
    CN: province('Cuneo', '12'),
    CO: province('Como', '22'),
    CR: province('Cremona', '26'),
    CS: province('Cosenza', '87'),
    CT: province('Catania', '95'),
    CZ: province('Catanzaro', '88'),
    EN: province('Enna', '94'),
    FC: province('Forlì-Cesena', '47', { since: 1999, from: ['FO'] }),
    FE: province('Ferrara', '44'),
    FG: province('Foggia', '71'),
    FI: province('Firenze', '50'),
    FM: province('Fermo', '63', { since: 2009, from: ['AP'] }),
    FR: province('Frosinone', '03'),
    GE: province('Genova', '16'),
    GO: province('Gorizia', '34'),
    GR: province('Grosseto', '58'),
    IM: province('Imperia', '18'),
    IS: province('Isernia', '86', { since: 1970, from: ['CB'] }),
    KR: province('Crotone', '88', { since: 1992, from: ['CZ'] }),
    LC: province('Lecco', '23 22 24', { since: 1992, from: ['CO', 'BG'] }),
    LE: province('Lecce', '73'),
    LI: province('Livorno', '57'),
    LO: province('Lodi', '26 20', { since: 1992, from: ['MI'] }),
    LT: province('Latina', '04', { since: 1934, from: ['RM'] }),
    LU: province('Lucca', '55'),
    MB: province('Monza e della Brianza', '20', { since: 2009, from: ['MI'] }),
    MC: province('Macerata', '62'),
    ME: province('Messina', '98'),
    MI: province('Milano', '20'),
    MN: province('Mantova', '46'),
    MO: province('Modena', '41'),
    MS: province('Massa-Carrara', '54', { since: 1946, from: ['AU'] }),
    MT: province('Matera', '75'),
    NA: province('Napoli', '80'),
    NO: province('Novara', '28'),
    NU: province('Nuoro', '08'),
    OG: province('Ogliastra', '08', { since: 2005, from: ['NU'], until: 2016, into: ['NU'], again: 2025 }),
    OR: province('Oristano', '09 08', { since: 1974, from: ['CA', 'NU'] }),
    OT: province('Gallura Nord-Est Sardegna', '07', {
      since: 2005,
      from: ['SS'],
      until: 2016,
      into: ['SS'],
      again: 2025,
    }),
    PA: province('Palermo', '90'),
    PC: province('Piacenza', '29'),
    PD: province('Padova', '35'),
    PE: province('Pescara', '65'),
    PG: province('Perugia', '06'),
    PI: province('Pisa', '56'),
    PN: province('Pordenone', '33', { since: 1968, from: ['UD'] }),
    PO: province('Prato', '59', { since: 1992, from: ['FI'] }),
    PR: province('Parma', '43'),
    PT: province('Pistoia', '51'),
    PU: province('Pesaro e Urbino', '61', { since: 1999, from: ['PS'] }),
    PV: province('Pavia', '27'),
    PZ: province('Potenza', '85'),
    RA: province('Ravenna', '48'),
    RC: province('Reggio Calabria', '89'),
    RE: province('Reggio Emilia', '42'),
    RG: province('Ragusa', '97'),
    RI: province('Rieti', '02'),
    RM: province('Roma', '00'),
    RN: province('Rimini', '47', { since: 1992, from: ['FO'] }),
    RO: province('Rovigo', '45'),
    SA: province('Salerno', '84'),
    SI: province('Siena', '53'),
    SO: province('Sondrio', '23'),
    SP: province('La Spezia', '19'),
    SR: province('Siracusa', '96'),
    SS: province('Sassari', '07'),
    SU: province('Sulcis Iglesiente, fino al 2025 Sud Sardegna', '09 08', {
      since: 2016,
      from: ['CA', 'CI', 'VS', 'NU'],
    }),
    SV: province('Savona', '17'),
    TA: province('Taranto', '74'),
    TE: province('Teramo', '64'),
    TN: province('Trento', '38'),
    TO: province('Torino', '10'),
    TP: province('Trapani', '91'),
    TR: province('Terni', '05'),
    TS: province('Trieste', '34'),
    TV: province('Treviso', '31'),
    UD: province('Udine', '33'),
    VA: province('Varese', '21'),
    VB: province('Verbano-Cusio-Ossola', '28', { since: 1992, from: ['NO'] }),
    VC: province('Vercelli', '13'),
    VE: province('Venezia', '30'),
    VI: province('Vicenza', '36'),
    VR: province('Verona', '37'),
    VS: province('Medio Campidano', '09', { since: 2005, from: ['CA'], until: 2016, into: ['SU'], again: 2025 }),
    VT: province('Viterbo', '01'),
    VV: province('Vibo Valentia', '89', { since: 1992, from: ['CZ'] }),

    // Abolished.
    AU: province('Apuania', '54', { until: 1946, into: ['MS'] }),
    CI: province('Carbonia-Iglesias', '09', { since: 2005, from: ['CA'], until: 2016, into: ['SU'] }),
    FO: province('Forlì', '47', { until: 1999, into: ['FC'] }),
    FU: province('Fiume', '', { until: 1947, also: ['FM'] }),
    PL: province('Pola', '', { until: 1947 }),
    PS: province('Pesaro e Urbino', '61', { until: 1999, into: ['PU'] }),
    ZA: province('Zara', '', { until: 1947 }),
  }),
)

/** The two letters that mean "abroad" in a province field. */
export const ABROAD = 'EE'

/** Whether a text has the format of a province: two letters, any case (contract 1.5 keeps it as sent). */
export function isProvince(text: string): boolean {
  return text.length === 2 && /^[A-Za-z]{2}$/.test(text)
}

/** The province, current or abolished, with these two letters in any case. */
export function findProvince(text: string): Province | undefined {
  return provinces.get(text.toUpperCase())
}

/** The two letters of every province, including abolished ones. */
export function everyProvince(): string[] {
  return [...provinces.keys()]
}

/**
 * The provinces that a person born in `year` may name for a town recorded under `recorded`: that province, the one its
 * towns came from if it did not exist yet, and the one they went to.
 */
export function provincesMeant(recorded: string, year: number): string[] {
  const { since = 0, from = [], into = [], also = [] } = provinces.get(recorded) ?? {}
  return [...new Set([recorded, ...(year <= since ? from : []), ...into, ...also])]
}

/** Some towns of a province that went to another one, and the last year in which they belonged to the first. */
type Transfer = readonly [from: string, to: string, year: number]

/**
 * Where parts of a province went since the reorganisation of 1927 (royal decree-law 1/1927), by the laws and decrees of
 * those years. Provinces created as a whole from others are in the table above.
 */
const transfers: readonly Transfer[] = [
  // Corrections soon after the reorganisation.
  ['PC', 'PV', 1927],
  ['BR', 'LE', 1927],
  ['BN', 'CB', 1927],
  ['AR', 'PG', 1927],
  ['LU', 'PT', 1928],
  ['PL', 'FU', 1928],
  ['AV', 'FG', 1939],
  ['BO', 'MO', 1929],
  ['FE', 'BO', 1929],
  ['PG', 'MC', 1929],
  ['VC', 'NO', 1929],
  ['TN', 'VI', 1929],
  ['SV', 'GE', 1933],
  ['TN', 'BS', 1934],
  ['NA', 'LT', 1937],
  ['MI', 'PV', 1936],
  ['PG', 'AR', 1939],
  ['VT', 'RM', 1941],
  ['MT', 'PZ', 1944],
  // The province of Caserta was re-established in 1945, and that of Aosta returned the Canavese.
  ['NA', 'CE', 1946],
  ['BN', 'CE', 1946],
  ['CB', 'CE', 1946],
  ['AO', 'TO', 1948],
  ['AL', 'AT', 1947],
  ['RM', 'LT', 1947],
  ['TN', 'BZ', 1948],
  ['TS', 'GO', 1948],
  ['TP', 'PA', 1954],
  ['PN', 'UD', 1969],
  ['CA', 'OR', 1979],
  ['AV', 'BN', 1978],
  ['NU', 'OT', 2005],
  ['NU', 'SS', 2005],
  ['NU', 'OR', 2005],
  ['NU', 'CA', 2005],
  ['PU', 'RN', 2021],
  ['OT', 'NU', 2016],
  ['OG', 'SU', 2016],
  ['OR', 'SU', 2016],
  ['BL', 'UD', 2018],
  ['LC', 'BG', 2018],
  // Sardinia again; the archives do not have this yet.
  ['SS', 'OT', 2025],
  ['NU', 'OG', 2025],
  ['SU', 'CA', 2025],
  ['SU', 'VS', 2025],
  ['SU', 'CI', 2025],
  ['SU', 'OG', 2025],
  ['SU', 'NU', 2025],
]

/** How far the source of a record can be trusted about single towns. */
export interface RecordedTown {
  /** Whether the source has every change up to 2023, town by town. */
  hasHistory: boolean
  /** Whether the source is known to keep towns under this province that have left it. */
  isStale: boolean
  /** The year in which the town was abolished, if it was. */
  suppressed: number | undefined
}

const LAST_YEAR_OF_HISTORIES = 2023

/**
 * Provinces that may also be right without our knowing: some towns of `recorded` came from there or went there. A
 * source without history does not say which; a source with history does not cover later changes. The land of an
 * abolished town may have moved to another province.
 */
export function provincesPossible(recorded: string, year: number, town: RecordedTown): string[] {
  const { hasHistory, isStale, suppressed = Number.POSITIVE_INFINITY } = town
  const near = provincesMeant(recorded, year)
  const came = transfers.filter(
    ([, to, until]) => near.includes(to) && year <= until && (!hasHistory || until > LAST_YEAR_OF_HISTORIES),
  )
  const went = transfers.filter(
    ([from, , until]) => from === recorded && (isStale || until > LAST_YEAR_OF_HISTORIES || suppressed <= until),
  )
  const heirs = [...provinces].filter(([, { since = 0, from = [] }]) => from.includes(recorded) && suppressed <= since)
  const others = [...came.map(([from]) => from), ...went.map(([, to]) => to), ...heirs.map(([two]) => two)]
  return [...new Set(others.flatMap((one) => provincesMeant(one, year)))].filter((one) => !near.includes(one))
}

/** Whether a text is the name of a province, which is usually also that of its capital; case does not matter. */
export function isProvinceName(text: string): boolean {
  const name = text.trim().toLowerCase()
  return [...provinces.values()].some((one) => one.name.toLowerCase() === name)
}
