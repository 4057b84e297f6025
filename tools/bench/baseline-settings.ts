/**
 * `bare`: Express, the access token's check, the action's entry, nothing else: the least that gives the same answers.
 * `edge`: the gateway's whole HTTP edge (limits, access log, metrics, headers, telemetry) with the entries in the same process,
 * so that what is left of the difference is the bus and the second process.
 */
export type BaselineKind = 'bare' | 'edge';

export type BaselineSettings = Readonly<{ kind: BaselineKind; env: Readonly<Record<string, string>>; crmDatabaseUrl: string }>;
