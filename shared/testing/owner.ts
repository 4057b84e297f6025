import { randomUUID } from 'node:crypto';
import { Session } from '../contracts/gateway/identity.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import type { TestService } from './test-service.ts';

/** The owner of a new organization, signed in. `base` is the API's address. */
export const registerOwner = async (base: string): Promise<{ client: ApiClient; session: Session }> => {
  const client = apiClient(base);
  const answer = await client.post('/auth/register', {
    email: `u.${randomUUID()}@example.com`,
    password: 'Zielona-lampa-41',
    name: 'Anna Nowak',
    organizationName: 'Lampy',
  });
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
