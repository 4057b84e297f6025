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
     * By trigger: the name as it is searched.
     */
    nameKey: Generated<string>;
    /**
     * By trigger: what lists are sorted by, the name from its first letter on.
     */
    nameSort: Generated<string>;
    /**
     * By trigger: the name's letters and digits alone, by which imports find the company.
     */
    importKey: Generated<string>;
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
     * By trigger: last and first name as they are searched; imports find people by it.
     */
    nameKey: Generated<string>;
    /**
     * By trigger: last and first name as they are written, for lists.
     */
    nameSort: Generated<string>;
    email: string | null;
    /**
     * Another live contact has this e-mail, and the import that made this one was told to create duplicates.
     */
    emailShared: Generated<boolean>;
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
     * By trigger. Read by the release before the Polish order of lists only.
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
export type Import = {
    id: string;
    organizationId: string;
    fileName: string;
    sizeBytes: number;
    /**
     * uploaded, running, finished, failed, undoing, undone
     */
    status: string;
    encoding: string;
    separator: string;
    hasHeader: boolean;
    /**
     * The header's number among the records; null where a former release stored the import: 1 or none, as hasHeader says.
     */
    headerRow: number | null;
    topRows: ColumnType<unknown, string, string> | null;
    columns: ColumnType<unknown, string, string>;
    suggestedMapping: ColumnType<unknown, string, string>;
    mapping: ColumnType<unknown, string, string> | null;
    duplicates: string | null;
    /**
     * dayFirst, monthFirst: what the user said of columns that do not tell.
     */
    dayOrder: string | null;
    rowCount: number;
    /**
     * The checkpoint: rows whose effects are committed.
     */
    done: Generated<number>;
    created: Generated<number>;
    updated: Generated<number>;
    skipped: Generated<number>;
    failed: Generated<number>;
    /**
     * Rows taken with something left out.
     */
    warned: Generated<number>;
    /**
     * Records made and changed, each once; null for imports of former releases.
     */
    contactsCreated: number | null;
    contactsUpdated: number | null;
    companiesCreated: number | null;
    companiesUpdated: number | null;
    undoRemoved: number | null;
    undoReverted: number | null;
    undoKept: number | null;
    undoCompanies: ColumnType<unknown, string, string> | null;
    error: string | null;
    /**
     * Who started the run or the undo, with the limits of that moment: the job acts for him.
     */
    actor: ColumnType<unknown, string, string> | null;
    /**
     * The process that works on it now, until `leaseUntil`.
     */
    leaseOwner: string | null;
    leaseUntil: Timestamp | null;
    attempts: Generated<number>;
    createdAt: Generated<Timestamp>;
    startedAt: Timestamp | null;
    finishedAt: Timestamp | null;
    version: Generated<number>;
};
export type ImportChange = {
    organizationId: string;
    importId: string;
    /**
     * contact or company
     */
    kind: string;
    entityId: string;
    /**
     * created or updated
     */
    action: string;
    /**
     * The fields an update changed, as they were.
     */
    before: ColumnType<unknown, string, string>;
    /**
     * The version the import left behind: another one means that somebody touched it since.
     */
    versionAfter: number;
    /**
     * removed, reverted or kept, once undo was here
     */
    undone: string | null;
};
export type ImportChunk = {
    organizationId: string;
    uploadId: string;
    index: number;
    bytes: Buffer;
    createdAt: Generated<Timestamp>;
};
export type ImportFile = {
    organizationId: string;
    importId: string;
    body: Buffer;
};
export type ImportRow = {
    organizationId: string;
    importId: string;
    /**
     * From 1, blank records not counted.
     */
    rowNumber: number;
    /**
     * Where the record ends in the file.
     */
    line: number;
    /**
     * created, updated, skipped, failed
     */
    outcome: string;
    faults: ColumnType<unknown, string, string> | null;
    warnings: ColumnType<unknown, string, string> | null;
    contactId: string | null;
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
    /**
     * Which default it is, as long as nobody renamed it; then it is told in the reader's language.
     */
    nameKey: string | null;
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
    /**
     * Which default it is, as long as nobody renamed it; then it is told in the reader's language.
     */
    nameKey: string | null;
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
    importChanges: ImportChange;
    importChunks: ImportChunk;
    importFiles: ImportFile;
    importRows: ImportRow;
    imports: Import;
    msgInbox: MsgInbox;
    msgOrder: MsgOrder;
    msgOutbox: MsgOutbox;
    msgSequence: MsgSequence;
    pipelines: Pipeline;
    searchToken: SearchToken;
    stageChanges: StageChange;
    stages: Stage;
};
