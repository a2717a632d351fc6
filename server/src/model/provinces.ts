// The provinces of Italy with those that are no more, and which took towns from which (decision 0011).

/** A province: its name, and how its postal codes begin. */
export interface Province {
  readonly name: string
  /** First two digits of its postal codes, the usual ones first; none for territory that is no longer Italy's. */
  readonly postalZones: readonly string[]
  /** The year it began to work, where people now alive were born before, and whose towns it took. */
  readonly since?: number
  readonly from?: readonly string[]
  /** The year it ended, and where its towns went. */
  readonly until?: number
  readonly into?: readonly string[]
}

type Since = Pick<Province, 'since' | 'from'>
type Until = Pick<Province, 'until' | 'into'>

const province = (name: string, zones: string, changes: Since & Until = {}): Province => ({
  name,
  postalZones: zones.split(' ').filter((zone) => zone !== ''),
  ...changes,
})

/** By the two letters of number plates. */
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
    MS: province('Massa-Carrara', '54'),
    MT: province('Matera', '75'),
    NA: province('Napoli', '80'),
    NO: province('Novara', '28'),
    NU: province('Nuoro', '08'),
    OR: province('Oristano', '09 08', { since: 1974, from: ['CA', 'NU'] }),
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
    SU: province('Sud Sardegna', '09 08', { since: 2016, from: ['CA', 'CI', 'VS', 'NU'] }),
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
    VT: province('Viterbo', '01'),
    VV: province('Vibo Valentia', '89', { since: 1992, from: ['CZ'] }),

    // No more.
    CI: province('Carbonia-Iglesias', '09', { since: 2005, from: ['CA'], until: 2016, into: ['SU'] }),
    FO: province('Forlì', '47', { until: 1999, into: ['FC'] }),
    FU: province('Fiume', '', { until: 1947 }),
    OG: province('Ogliastra', '08', { since: 2005, from: ['NU'], until: 2016, into: ['NU'] }),
    OT: province('Olbia-Tempio', '07', { since: 2005, from: ['SS'], until: 2016, into: ['SS'] }),
    PL: province('Pola', '', { until: 1947 }),
    PS: province('Pesaro e Urbino', '61', { until: 1999, into: ['PU'] }),
    VS: province('Medio Campidano', '09', { since: 2005, from: ['CA'], until: 2016, into: ['SU'] }),
    ZA: province('Zara', '', { until: 1947 }),
  }),
)

/** Two letters that stand for abroad where a province is asked for. */
export const ABROAD = 'EE'

/** Whether a text has the form of a province: two letters, any case (contract 1.5 keeps it as sent). */
export function isProvince(text: string): boolean {
  return text.length === 2 && /^[A-Za-z]{2}$/.test(text)
}

/** The province, present or past, that two letters in any case stand for. */
export function findProvince(text: string): Province | undefined {
  return provinces.get(text.toUpperCase())
}

/** The two letters of every province, those that are no more included. */
export function everyProvince(): string[] {
  return [...provinces.keys()]
}

/**
 * The provinces somebody born in `year` may rightly name for a town recorded under `recorded`: that one, the one its
 * towns came from if it did not work yet, and the one they went to.
 */
export function provincesMeant(recorded: string, year: number): string[] {
  const { since = 0, from = [], into = [] } = provinces.get(recorded) ?? {}
  return [...new Set([recorded, ...(year <= since ? from : []), ...into])]
}
