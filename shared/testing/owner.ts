import { randomUUID } from 'node:crypto';
import { Session } from '../contracts/gateway/identity.ts';
import { IssuedInvitation } from '../contracts/gateway/invitations.ts';
import type { Role } from '../contracts/permissions.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import type { TestService } from './test-service.ts';

export type SignedIn = Readonly<{ client: ApiClient; session: Session }>;

export const testPassword = 'Zielona-lampa-41';
export const newEmail = (): string => `u.${randomUUID()}@example.com`;

/** The owner of a new organization, signed in. `base` is the API's address. */
export const registerOwner = async (base: string, email = newEmail()): Promise<SignedIn> => {
  const client = apiClient(base);
  const answer = await client.post('/auth/register', { email, password: testPassword, name: 'Anna Nowak', organizationName: 'Lampy' });
  const session = Session.parse(answer.body);
  client.token = session.accessToken;
  return { client, session };
};

/** What stands behind the `#` of a link. */
export const tokenOf = (link: string): string => link.slice(link.indexOf('#') + 1);

export const invite = async (by: ApiClient, email: string, role: Role): Promise<IssuedInvitation & Readonly<{ token: string }>> => {
  const answer = await by.post('/invitations', { email, role });
  if (answer.status !== 201) throw new Error(`POST /invitations: ${answer.status} ${answer.text}`);
  const issued = IssuedInvitation.parse(answer.body);
  return { ...issued, token: tokenOf(issued.link) };
};

/** A colleague who opened his account by the link he was given. */
export const joinByInvitation = async (base: string, by: ApiClient, role: Role, email = newEmail()): Promise<SignedIn> => {
  const { token } = await invite(by, email, role);
  const client = apiClient(base);
  const answer = await client.post('/invitations/open', { token, name: 'Jan', password: testPassword });
  if (answer.status !== 201) throw new Error(`POST /invitations/open: ${answer.status} ${answer.text}`);
  const session = Session.parse(answer.body);
  client.token = session.accessToken;
  return { client, session };
};

/** The same, who also runs the installation. */
export const registerOperator = async (
  base: string,
  gateway: Pick<TestService<unknown>, 'ownerSql'>,
): Promise<{ client: ApiClient; session: Session }> => {
  const { client, session } = await registerOwner(base);
  await gateway.ownerSql("insert into operators (user_id, granted_at, granted_by) values ($1, now(), 'test')", [session.user.id]);
  return { client, session };
};
