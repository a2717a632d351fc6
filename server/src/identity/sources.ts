// Whose data the checks rest on. Their licences want the authors named wherever the data are shown.

/** One source: whose, under which licence, and where it is. */
export interface Source {
  name: string
  license: string
  url: string
}

/** The sources of places, built in or imported (docs/data-sources.md). */
export const sources: readonly Source[] = [
  {
    name: "Ministero dell'Interno, ANPR, archivio dei comuni",
    license: 'CC BY 4.0',
    url: 'https://github.com/italia/anpr',
  },
  {
    name: 'Agenzia delle Entrate, codici catastali',
    license: 'CC BY 4.0',
    url: 'https://www.agenziaentrate.gov.it',
  },
  { name: 'Istituto nazionale di statistica, stati esteri', license: 'CC BY 3.0 IT', url: 'https://www.istat.it' },
]
