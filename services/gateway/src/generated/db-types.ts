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
export type Departure = {
    organizationId: string;
    userId: string;
    organizationName: string;
    at: Timestamp;
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
export type Invitation = {
    organizationId: string;
    id: string;
    email: string;
    role: string;
    /**
     * SHA-256 of the link's token: sending again replaces it.
     */
    tokenHash: string;
    invitedBy: string;
    createdAt: Timestamp;
    expiresAt: Timestamp;
    acceptedAt: Timestamp | null;
    acceptedBy: string | null;
    revokedAt: Timestamp | null;
    version: number;
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
export type PasswordReset = {
    /**
     * SHA-256 of the token.
     */
    hash: string;
    userId: string;
    createdAt: Timestamp;
    expiresAt: Timestamp;
    usedAt: Timestamp | null;
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
     * The organization this session works in, for all its life; null for an account that belongs to none.
     */
    currentOrg: string | null;
    createdAt: Timestamp;
    usedAt: Timestamp;
    endedAt: Timestamp | null;
    endReason: string | null;
    /**
     * The session that went on in another organization when this one ended.
     */
    replacedBy: string | null;
    browser: string | null;
    system: string | null;
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
    /**
     * When mail or the operator proved that the address is this person's; null until then.
     */
    emailVerifiedAt: Timestamp | null;
    createdAt: Timestamp;
    updatedAt: Timestamp;
};
export type DB = {
    auditChains: AuditChain;
    departures: Departure;
    entitlements: Entitlement;
    eventLog: EventLog;
    eventSubjects: EventSubject;
    idempotencyKeys: IdempotencyKey;
    invitations: Invitation;
    memberships: Membership;
    msgInbox: MsgInbox;
    msgOrder: MsgOrder;
    msgOutbox: MsgOutbox;
    msgSequence: MsgSequence;
    operators: Operator;
    organizations: Organization;
    passwordResets: PasswordReset;
    refreshTokens: RefreshToken;
    searchToken: SearchToken;
    sessions: Session;
    users: User;
};
