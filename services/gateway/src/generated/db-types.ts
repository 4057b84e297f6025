import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export type AuditChain = {
    chain: string;
    position: number;
    hash: Buffer;
};
export type Entitlement = {
    organizationId: string;
    plan: string;
    status: string;
    access: string;
    limits: ColumnType<unknown, string, string>;
    features: string[];
    /**
     * Whose events these are: one subscription's follow their sequence, two are compared by time.
     */
    subscriptionId: string | null;
    updatedAt: Timestamp;
};
export type EventLog = {
    organizationId: string;
    time: Timestamp;
    id: string;
    /**
     * Place in the organization's chain: 1, 2, 3 …
     */
    position: number;
    type: string;
    version: number;
    source: string;
    actorId: string;
    aggregateType: string;
    aggregateId: string;
    sequence: number;
    correlationId: string;
    causationId: string;
    traceparent: string | null;
    data: ColumnType<unknown, string, string>;
    hash: Buffer;
    /**
     * The one user an event is for, where its contract says so; of rows from before this column nobody is named.
     */
    onlyUser: string | null;
};
export type EventSubject = {
    organizationId: string;
    subjectId: string;
    time: Timestamp;
    eventId: string;
};
export type IdempotencyKey = {
    organizationId: string;
    userId: string;
    key: string;
    fingerprint: string;
    status: number | null;
    body: string | null;
    createdAt: Timestamp;
};
export type Membership = {
    organizationId: string;
    id: string;
    userId: string;
    role: string;
    createdAt: Timestamp;
    version: number;
};
export type MsgInbox = {
    consumer: string;
    eventId: string;
    handledAt: Generated<Timestamp>;
};
export type MsgOrder = {
    consumer: string;
    organizationId: string;
    aggregateType: string;
    aggregateId: string;
    lastSequence: number;
    updatedAt: Generated<Timestamp>;
};
export type MsgOutbox = {
    seq: Generated<number>;
    id: string;
    organizationId: string;
    aggregateType: string;
    aggregateId: string;
    sequence: number;
    type: string;
    version: number;
    subject: string;
    envelope: string;
    createdAt: Generated<Timestamp>;
    publishedAt: Timestamp | null;
    attempts: Generated<number>;
    lastError: string | null;
    parkedAt: Timestamp | null;
};
export type MsgSequence = {
    organizationId: string;
    aggregateType: string;
    aggregateId: string;
    last: number;
};
export type Operator = {
    userId: string;
    grantedAt: Timestamp;
    /**
     * Who ran the command, as the machine knows him.
     */
    grantedBy: string;
    revokedAt: Timestamp | null;
    revokedBy: string | null;
};
export type Organization = {
    id: string;
    name: string;
    createdAt: Timestamp;
    updatedAt: Timestamp;
    version: number;
};
export type RefreshToken = {
    /**
     * SHA-256 of the token: what the browser holds cannot be read from here.
     */
    hash: string;
    sessionId: string;
    createdAt: Timestamp;
    replacedAt: Timestamp | null;
};
export type SearchToken = {
    organizationId: string;
    kind: string;
    token: string;
    entityId: string;
};
export type Session = {
    id: string;
    userId: string;
    /**
     * The organization this session works in; switching changes it.
     */
    currentOrg: string;
    createdAt: Timestamp;
    usedAt: Timestamp;
    endedAt: Timestamp | null;
    endReason: string | null;
};
export type User = {
    id: string;
    email: string;
    name: string;
    passwordHash: string;
    locale: string;
    timeZone: string;
    disabledAt: Timestamp | null;
    /**
     * When this person opened the organization that got his trial; later ones begin without.
     */
    trialUsedAt: Timestamp | null;
    createdAt: Timestamp;
    updatedAt: Timestamp;
};
export type DB = {
    auditChains: AuditChain;
    entitlements: Entitlement;
    eventLog: EventLog;
    eventSubjects: EventSubject;
    idempotencyKeys: IdempotencyKey;
    memberships: Membership;
    msgInbox: MsgInbox;
    msgOrder: MsgOrder;
    msgOutbox: MsgOutbox;
    msgSequence: MsgSequence;
    operators: Operator;
    organizations: Organization;
    refreshTokens: RefreshToken;
    searchToken: SearchToken;
    sessions: Session;
    users: User;
};
