import { defineTexts } from './define.ts'

/** What something costs, before it is bought. */
export const moneyTexts = defineTexts(
  {
    price: 'Prezzo',
    creditNow: 'Credito disponibile',
    creditAfter: 'Credito dopo',
    vat: 'IVA esclusa',
    free: 'Senza costi',
    perYear: 'all’anno',
    cannot: 'Così non è possibile',
    asking: 'Calcolo del prezzo…',
  },
  {
    price: 'Price',
    creditNow: 'Credit available',
    creditAfter: 'Credit afterwards',
    vat: 'VAT not included',
    free: 'Free of charge',
    perYear: 'a year',
    cannot: 'This is not possible as it is',
    asking: 'Working out the price…',
  },
)
