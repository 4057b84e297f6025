import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export type Commitment = {
    organizationId: string;
    /**
     * task or waitingFor
     */
    kind: string;
    id: string;
    dealId: string;
    isOpen: boolean;
    /**
     * next, someday or reference; null for a waiting-for.
     */
    list: string | null;
    /**
     * @kyselyType(string)
     */
    deferUntil: string | null;
    /**
     * The day on which `deferUntil` comes and the deal has to be judged anew; null when that is done or not needed.
     * @kyselyType(string)
     */
    wakeOn: string | null;
};
export type Company = {
    id: string;
    organizationId: string;
    name: string;
    /**
     * By trigger: the name as it is searched, for a sort that takes ł for l.
     */
    nameKey: Generated<string>;
    nip: string | null;
    domain: string | null;
    website: string | null;
    phone: string | null;
    street: string | null;
    postalCode: string | null;
    city: string | null;
    notes: string | null;
    tags: Generated<string[]>;
    version: Generated<number>;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    deletedAt: Timestamp | null;
};
export type Contact = {
    id: string;
    organizationId: string;
    firstName: string | null;
    lastName: string;
    /**
     * By trigger: last and first name as they are searched, for a sort that takes ł for l.
     */
    nameKey: Generated<string>;
    email: string | null;
    phone: string | null;
    /**
     * By trigger: the phone's digits without the Polish prefix.
     */
    phoneDigits: string | null;
    jobTitle: string | null;
    companyId: string | null;
    street: string | null;
    postalCode: string | null;
    city: string | null;
    notes: string | null;
    tags: Generated<string[]>;
    /**
     * @kyselyType(string)
     */
    lastContactOn: string | null;
    version: Generated<number>;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    deletedAt: Timestamp | null;
};
export type ContactChange = {
    id: string;
    organizationId: string;
    contactId: string;
    eventId: string;
    actorId: string;
    field: string;
    before: ColumnType<unknown, string, string> | null;
    after: ColumnType<unknown, string, string> | null;
    time: Timestamp;
};
export type ContactCount = {
    organizationId: string;
    count: number;
};
export type Deal = {
    id: string;
    organizationId: string;
    pipelineId: string;
    stageId: string;
    title: string;
    /**
     * By trigger, like the names' keys.
     */
    titleKey: Generated<string>;
    /**
     * Minor units of `currency`.
     */
    valueAmount: number;
    currency: string;
    companyId: string | null;
    contactId: string | null;
    /**
     * @kyselyType(string)
     */
    expectedCloseOn: string | null;
    notes: string | null;
    /**
     * open, won or lost
     */
    status: Generated<string>;
    /**
     * moving, waiting, parked or stuck; derived from commitments, frozen when the deal is closed.
     */
    motion: Generated<string>;
    ownerId: string;
    lostReason: string | null;
    closedAt: Timestamp | null;
    stageEnteredAt: Timestamp;
    /**
     * Counts what people changed; a new motion alone leaves it, so that no edit is refused over it.
     */
    version: Generated<number>;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
    deletedAt: Timestamp | null;
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
export type Pipeline = {
    id: string;
    organizationId: string;
    name: string;
    isDefault: Generated<boolean>;
    version: Generated<number>;
    createdAt: Generated<Timestamp>;
    updatedAt: Generated<Timestamp>;
};
export type SearchToken = {
    organizationId: string;
    kind: string;
    token: string;
    entityId: string;
};
export type Stage = {
    id: string;
    organizationId: string;
    pipelineId: string;
    name: string;
    position: number;
    /**
     * 0 to 100
     */
    probability: number;
};
export type StageChange = {
    id: string;
    organizationId: string;
    dealId: string;
    fromStageId: string | null;
    toStageId: string;
    /**
     * The deal's status after the change.
     */
    status: string;
    actorId: string;
    changedAt: Timestamp;
    secondsInPrevious: number | null;
};
export type DB = {
    commitments: Commitment;
    companies: Company;
    contactChanges: ContactChange;
    contactCounts: ContactCount;
    contacts: Contact;
    deals: Deal;
    msgInbox: MsgInbox;
    msgOrder: MsgOrder;
    msgOutbox: MsgOutbox;
    msgSequence: MsgSequence;
    pipelines: Pipeline;
    searchToken: SearchToken;
    stageChanges: StageChange;
    stages: Stage;
};
