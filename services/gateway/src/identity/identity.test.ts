import { describe, expect, test } from '@jest/globals';
import { hash } from '@node-rs/bcrypt';
import { isGuessable } from './password-rules.ts';
import { createPasswords, gate } from './passwords.ts';
import { decideRefresh, hashOf, successorOf } from './session.ts';

const settings = { idleDays: 7, maxDays: 30, graceSeconds: 10 };
const at = (iso: string): Date => new Date(`2026-11-${iso}Z`);
const session = { createdAt: at('01T00:00:00'), usedAt: at('20T00:00:00'), endedAt: null, replacedBy: null };

describe('a refresh token presented', () => {
  const now = at('20T12:00:00');
  test.each([
    ['for the first time rotates', session, null, 'rotate'],
    ['again within the grace gets the same successor', session, at('20T11:59:51'), 'repeat'],
    ['after the grace is a reuse', session, at('20T11:59:49'), 'reuse'],
    ['of an ended session is over', { ...session, endedAt: at('19T00:00:00') }, null, 'ended'],
    ['of a session unused too long is over', { ...session, usedAt: at('13T11:00:00') }, null, 'ended'],
    ['of a session open too long is over', { ...session, createdAt: new Date('2026-10-20T00:00:00Z') }, null, 'ended'],
    [
      'F20: of a session that moved leads on within the grace',
      { ...session, endedAt: now, replacedBy: 'next' },
      at('20T11:59:51'),
      'repeat',
    ],
    ['F20: late, of a session that moved, is a reuse', { ...session, endedAt: now, replacedBy: 'next' }, at('20T11:59:49'), 'reuse'],
    ['F20: never replaced, of a session that moved, is over', { ...session, endedAt: now, replacedBy: 'next' }, null, 'ended'],
    ['late, of an ended session, is over and no second reuse', { ...session, endedAt: at('19T00:00:00') }, at('18T00:00:00'), 'ended'],
  ] as const)('%s', (_what, state, replacedAt, expected) => {
    expect(decideRefresh(state, { replacedAt }, now, settings)).toBe(expected);
  });
});

describe('successors', () => {
  test('are the same for the same token, and differ by token and by secret', () => {
    expect(successorOf('a', 's')).toBe(successorOf('a', 's'));
    expect(new Set([successorOf('a', 's'), successorOf('b', 's'), successorOf('a', 't')]).size).toBe(3);
    expect(hashOf('a')).not.toContain('a'.repeat(5));
  });
});

describe('passwords that are guessed first', () => {
  test.each([
    'password',
    'Password123',
    'P@ssw0rd2024!',
    'hasło12345',
    'Haslo!2024',
    'qwertyuiop',
    'Qwerty12345',
    'zaq12wsxcde',
    '1q2w3e4r5t',
    'aaaaaaaaaaaa',
    'abababababab',
    'abcdefghij',
    '1234567890',
    '0987654321',
    'iloveyou2024',
    'polska2024!',
    'warszawa1999',
    'administrator1',
    'passwordpassword',
    'asdfghjkl123',
    'lkjhgfdsa12',
  ])('%s', (password) => {
    expect(isGuessable(password)).toBe(true);
  });
  test("one's own name, mail or firm", () => {
    const known = ['anna.nowak@lampy.pl', 'anna', 'nowak', 'lampy', 'Anna Nowak', 'Lampy sp. z o.o.'];
    expect(isGuessable('AnnaNowak1990', known)).toBe(true);
    expect(isGuessable('lampy2026!!', known)).toBe(true);
  });
  test.each(['Zielona-lampa-41', 'kawa z mlekiem o osmej', 'Tr0ub4dor&3xyz', 'korek-bateria-zszywka', 'mX9#kq27Lw!', 'żółw gęsi jaźń'])(
    '%s passes',
    (password) => {
      expect(isGuessable(password, ['anna@lampy.pl', 'Anna', 'Lampy'])).toBe(false);
    },
  );
});

describe('hashing', () => {
  test('K8: a password is the same however its letters are composed, and one hashed before that still opens', async () => {
    const passwords = createPasswords(4);
    const typed = 'Zażółć\u00a0gęślą-41';
    const stored = await passwords.hash(typed);
    for (const form of [typed, typed.normalize('NFD'), 'Zażółć gęślą-41']) expect(await passwords.matches(form, stored)).toBe(true);
    expect(await passwords.matches('Zazolc gesla-41', stored)).toBe(false);
    const before = await hash(typed.normalize('NFD'), { cost: 4 });
    expect(await passwords.matches(typed.normalize('NFD'), before)).toBe(true);
    expect(await passwords.matches(typed.normalize('NFD'), undefined)).toBe(false);
  });

  test('matches only the password, never the unknown, and not what lies behind byte 72', async () => {
    const passwords = createPasswords(4);
    const stored = await passwords.hash('Zielona-lampa-41');
    expect(await passwords.matches('Zielona-lampa-41', stored)).toBe(true);
    expect(await passwords.matches('Zielona-lampa-42', stored)).toBe(false);
    expect(await passwords.matches('nobody has this password', undefined)).toBe(false);
    const long = 'ż'.repeat(36);
    expect(await passwords.matches(`${long}x`, await passwords.hash(long))).toBe(false);
    await expect(passwords.hash(`${long}x`)).rejects.toThrow();
  });

  test('never holds up the loop, however many sign in', async () => {
    const passwords = createPasswords(10);
    const stored = await passwords.hash('Zielona-lampa-41');
    // Turns of the loop, not milliseconds: a busy machine makes both slower, and only a blocked loop makes none.
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await Promise.all(Array.from({ length: 10 }, () => passwords.matches('Zielona-lampa-41', stored)));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(30);
  });

  test('an unknown account costs as much work as a wrong password', async () => {
    const passwords = createPasswords(8);
    const stored = await passwords.hash('Zielona-lampa-41');
    const once = async (hash: string | undefined): Promise<number> => {
      const before = process.cpuUsage();
      await passwords.matches('Zle-haslo-1', hash);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await once(undefined);
    const [unknown, wrong]: [number[], number[]] = [[], []];
    for (let run = 0; run < 15; run += 1) {
      unknown.push(await once(undefined));
      wrong.push(await once(stored));
    }
    // Work of the processor, not time, and the least of each: what else the machine does only adds. Without the work it would be near nothing.
    expect(Math.abs(Math.min(...unknown) - Math.min(...wrong)) / Math.min(...wrong)).toBeLessThan(0.5);
  });
});

describe('the gate', () => {
  test('lets some run, some wait, and sends the rest away', async () => {
    const enter = gate(2, 3);
    const releases: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const work = (): Promise<void> =>
      enter(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => releases.push(resolve));
        running -= 1;
      });
    const inside = [work(), work(), work(), work(), work()];
    await expect(work()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    while (running > 0 || releases.length > 0) {
      for (const release of releases.splice(0)) release();
      await new Promise(setImmediate);
    }
    await Promise.all(inside);
    expect(most).toBe(2);
    await expect(enter(async () => 'again')).resolves.toBe('again');
  });

  test('a work that fails gives its place on', async () => {
    const enter = gate(1, 5);
    await expect(enter(async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await expect(enter(async () => 1)).resolves.toBe(1);
  });
});
