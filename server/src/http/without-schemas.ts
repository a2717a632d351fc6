// Routes here have no schemas: calls are checked and documented by their declarations. Loading what compiles schemas takes
// longer than all of Fastify.

/** For Fastify's `schemaController`: whoever gives a route a schema hears of it. */
export const withoutSchemas = { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } }

function noSchemas(): never {
  throw new Error('routes have no schemas')
}
