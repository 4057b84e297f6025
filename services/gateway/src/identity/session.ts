import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A sign-in as the decisions see it. */
export type SessionState = Readonly<{
  createdAt: Date;
  usedAt: Date;
  endedAt: Date | null;
  /** The session that goes on instead, in another organization. */
  replacedBy: string | null;
}>;
export type TokenState = Readonly<{ replacedAt: Date | null }>;

export type SessionSettings = Readonly<{ idleDays: number; maxDays: number; graceSeconds: number }>;

/**
 * rotate: the newest token, give the next · repeat: replaced a moment ago, a parallel tab asks again and gets the same next ·
 * reuse: replaced long ago, so two parties hold the family and it must end · ended: over already.
 */
export type RefreshDecision = 'rotate' | 'repeat' | 'reuse' | 'ended';

const daysMs = (days: number): number => days * 86_400_000;

/** Nobody can go on with it. */
export const isOver = (session: Omit<SessionState, 'replacedBy'>, now: Date, { idleDays, maxDays }: SessionSettings): boolean =>
  session.endedAt !== null ||
  now.getTime() - session.usedAt.getTime() > daysMs(idleDays) ||
  now.getTime() - session.createdAt.getTime() > daysMs(maxDays);

/** A session that moved to another organization is over, but its family is not: its last token leads on for as long as a replaced one does. */
export const decideRefresh = (session: SessionState, token: TokenState, now: Date, settings: SessionSettings): RefreshDecision => {
  if (isOver(session, now, settings) && (session.replacedBy === null || token.replacedAt === null)) return 'ended';
  if (token.replacedAt === null) return 'rotate';
  return now.getTime() - token.replacedAt.getTime() <= settings.graceSeconds * 1_000 ? 'repeat' : 'reuse';
};

/** 256 random bits: refresh tokens and the links that are handed to people. Only their hash is stored. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/**
 * Each token is made from the one before with a key only we hold. So parallel tabs get the same successor although no token
 * is stored anywhere, and a stolen old token still does not tell its successor.
 */
export const successorOf = (token: string, secret: string): string =>
  createHmac('sha256', secret).update(`refresh:${token}`).digest('base64url');
