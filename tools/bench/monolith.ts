/**
 * The monolith most teams would write: Express with its defaults, a JWT verified on each request, zod, and Prisma's interactive
 * transaction that sets the organization for row-level security. The same table in the same database as the product, so the same
 * triggers, and the same answers. It does less than the product: no limits, no log, no metrics, no look at whether the session still
 * stands, no count for the plan, no event and so no audit.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import express, { type NextFunction, type Request, type Response } from 'express';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { Contact, ContactInput, contactIdInput, listContacts } from '../../shared/contracts/crm/contacts.ts';
import { newId } from '../../shared/ids.ts';
import type { MonolithSettings } from './monolith-settings.ts';

/** What of the generated client is used here. It is made when the bench starts, so nothing can import its types. */
type Row = Readonly<Record<string, unknown> & { lastContactOn: Date | null; company?: Readonly<{ name: string }> | null }>;
type Query = Readonly<Record<string, unknown>>;
type Transaction = Readonly<{
  contact: Readonly<{
    findMany(query: Query): Promise<Row[]>;
    findFirst(query: Query): Promise<Row | null>;
    create(query: Query): Promise<Row>;
  }>;
  $executeRaw(text: TemplateStringsArray, ...values: readonly unknown[]): Promise<number>;
}>;
type Client = Readonly<{ $transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> }>;
type Generated = Readonly<{ PrismaClient: new (options: { adapter: PrismaPg }) => Client }>;
type Handler = (tx: Transaction, organizationId: string, request: Request) => Promise<{ status: number; body: unknown }>;

const Claims = z.object({ sub: z.uuid(), org: z.uuid() });
const { companyName: _, ...columns } = Contact.shape;
const select = { ...Object.fromEntries(Object.keys(columns).map((name) => [name, true])), company: { select: { name: true } } };

process.once('message', (settings: MonolithSettings) => void start(settings));
process.on('disconnect', () => process.exit(0));

async function start({ clientFile, databaseUrl, jwtSecret, maxConnections }: MonolithSettings): Promise<void> {
  const { PrismaClient } = (await import(clientFile)) as Generated;
  const settings = { connectionString: databaseUrl, max: maxConnections, options: '-c search_path=crm,extensions' };
  const prisma = new PrismaClient({ adapter: new PrismaPg(settings, { schema: 'crm' }) });
  const key = new TextEncoder().encode(jwtSecret);
  // The client compiles its engine when it is first asked, which a busy machine takes seconds for.
  await prisma.$transaction((tx) => tx.contact.findFirst({ where: { organizationId: newId() } }));
  const inTenant =
    (handler: Handler) =>
    async (request: Request, response: Response): Promise<void> => {
      const organizationId = await organizationOf(request, key);
      const { status, body } = await prisma.$transaction(async (tx) => {
        await tx.$executeRaw`select set_config('app.org_id', ${organizationId}, true)`;
        return handler(tx, organizationId, request);
      });
      response.status(status).json(body);
    };
  const app = express();
  app.use(express.json());
  app.get('/api/v1/contacts', inTenant(list));
  app.get('/api/v1/contacts/:contactId', inTenant(get));
  app.post('/api/v1/contacts', inTenant(create));
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json({ error: error.message });
  });
  const server = createServer(app);
  server.listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
}

async function organizationOf({ headers }: Request, key: Uint8Array): Promise<string> {
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
  return Claims.parse(payload).org;
}

const list: Handler = async (tx, organizationId, { query }) => {
  const { limit } = listContacts.input.parse({ ...query, limit: Number(query['limit']) });
  const rows = await tx.contact.findMany({
    where: { organizationId, deletedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select,
  });
  return { status: 200, body: { items: rows.map(answerOf) } };
};

const get: Handler = async (tx, organizationId, { params }) => {
  const { contactId } = contactIdInput.parse(params);
  const row = await tx.contact.findFirst({ where: { organizationId, id: contactId, deletedAt: null }, select });
  return row ? { status: 200, body: answerOf(row) } : { status: 404, body: { error: 'not found' } };
};

const create: Handler = async (tx, organizationId, { body }) => {
  const { lastContactOn, ...fields } = ContactInput.parse(body);
  const day = lastContactOn ? new Date(lastContactOn) : null;
  const row = await tx.contact.create({ data: { ...fields, lastContactOn: day, id: newId(), organizationId }, select });
  return { status: 201, body: answerOf(row) };
};

/** The product's answer: the company by its name, a day without a time. */
const answerOf = ({ company, lastContactOn, ...fields }: Row): Record<string, unknown> => ({
  ...fields,
  lastContactOn: lastContactOn?.toISOString().slice(0, 10) ?? null,
  companyName: company?.name ?? null,
});
