// Which countries of today the codes of the land register for abroad stand for, where that is not one to one.

/**
 * Countries that are no more, and those the official list spells otherwise: Z-code → ISO 3166 alpha-2 codes with which
 * somebody born there may name it today. XK is what many use for Kosovo.
 */
export const isoCodesByBirthCode: ReadonlyMap<string, readonly string[]> = new Map([
  ['Z105', ['CZ', 'SK']], // Czechoslovakia
  ['Z111', ['DE']], // German Democratic Republic
  ['Z114', ['GB']], // the list says UK
  ['Z118', ['BA', 'HR', 'ME', 'MK', 'RS', 'SI', 'XK']], // Yugoslavia
  ['Z135', ['AM', 'AZ', 'BY', 'EE', 'GE', 'KG', 'KZ', 'LT', 'LV', 'MD', 'RU', 'TJ', 'TM', 'UA', 'UZ']], // USSR
  ['Z157', ['ME', 'RS', 'XK']], // Serbia and Montenegro
  ['Z160', ['RS', 'XK']], // Kosovo
  ['Z250', ['YE']], // South Yemen
])
