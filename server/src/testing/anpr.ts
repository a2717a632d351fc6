// Small archives of municipalities in ANPR's layout.

const columns = [
  'ID',
  'DATAISTITUZIONE',
  'DATACESSAZIONE',
  'CODISTAT',
  'CODCATASTALE',
  'DENOMINAZIONE_IT',
  'DENOMTRASLITTERATA',
  'ALTRADENOMINAZIONE',
  'ALTRADENOMTRASLITTERATA',
  'IDPROVINCIA',
  'IDPROVINCIAISTAT',
  'IDREGIONE',
  'IDPREFETTURA',
  'STATO',
  'SIGLAPROVINCIA',
  'FONTE',
  'DATAULTIMOAGG',
  'COD_DENOM',
]

/** The CSV text of an archive with these records: the 18 official columns, all quoted. */
export function anprCsv(records: readonly Readonly<Record<string, string>>[]): string {
  const usual = { DATAISTITUZIONE: '1861-03-17', DATACESSAZIONE: '9999-12-31', STATO: 'A', SIGLAPROVINCIA: 'RM' }
  const lines = records.map((record) => {
    const whole: Readonly<Record<string, string>> = { ...usual, ...record }
    return columns.map((column) => quoted(whole[column] ?? '')).join(',')
  })
  return `${[columns.map(quoted).join(','), ...lines].join('\n')}\n`
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
