// What a provider may be asked about requests to the Business Register. A member it does not have is a capability it lacks.
import type { DeclaredRequest } from '../../model/registry-request-fields.ts'
import type { Answer, Ask, DocumentHandle, ProviderForm, SentBack } from './answer.ts'

/** A communication to be made to the register. */
export interface NewRequestOrder extends DeclaredRequest {
  /** Our id, for good. */
  id: string
}

/** A communication as it stands at the provider: what we sent and when. */
export interface RequestOrder extends NewRequestOrder {
  providerRef: string | null
  codice_registro_imprese: string
  placedAt: Date
  /** How many times signed documents were sent, and when last. */
  submissions: number
  submittedAt: Date | null
}

export interface FilingOpened {
  /** The provider's own name for the order, when it has one. */
  providerRef?: string
  /** The register's code, where it is known before the filing is open. */
  codice_registro_imprese?: string
  /** When the provider expects to have news by itself. */
  askAgainAt?: Date
}

/** Who files and is empowered to: what a power of attorney must name. */
export interface RegisterAttorney {
  name: string
  fiscalCode: string
}

/**
 * What became of a communication: its filing is open and has a code, its documents came back, the register knows. With
 * the code comes who is empowered, and we draw the power of attorney; or the provider's own one, to be signed as it is.
 */
export type RequestStatus =
  | ({ is: 'code obtained'; codice_registro_imprese: string } & (
      { attorney: RegisterAttorney } | { powerOfAttorney: ProviderForm }
    ))
  | SentBack
  | { is: 'communicated' }

/** What is asked for a request, and may be asked about afterwards. */
export interface RequestAsks {
  /** Opens a filing with the Business Register; its code comes later through `status`. */
  open?(order: NewRequestOrder, ask: Ask): Promise<Answer<FilingOpened>>
  /** `done` when the provider has the signed documents; what became of them comes later through `status`. */
  submitDocuments?(
    order: RequestOrder,
    documents: readonly DocumentHandle[],
    ask: Ask,
  ): Promise<Answer<{ askAgainAt?: Date }>>
}

export interface RequestPort extends RequestAsks {
  /** What became of the communication by now; after documents were sent, what became of them. */
  status?(order: RequestOrder, now: Date): Promise<Answer<RequestStatus>>
}
