import { isListed, isSoonGuessed, plain } from './password-dictionary.ts';

/**
 * Refuses what guessing programs try first. The check looks behind capitals, digits put for letters and trailing years, so that
 * `P@ssw0rd2024!` counts as `password`. Length is the contract's matter.
 */
const common = [
  'stycznia',
  'luty',
  'lutego',
  'marzec',
  'marca',
  'kwiecien',
  'kwietnia',
  'maja',
  'czerwiec',
  'czerwca',
  'lipiec',
  'lipca',
  'sierpien',
  'sierpnia',
  'wrzesien',
  'wrzesnia',
  'pazdziernik',
  'pazdziernika',
  'listopad',
  'listopada',
  'grudzien',
  'grudnia',
  'poniedzialek',
  'wtorek',
  'sroda',
  'czwartek',
  'piatek',
  'sobota',
  'niedziela',
  'faktura',
  'faktury',
  'sekretariat',
  'ksiegowosc',
  'sprzedaz',
  'magazyn',
  'biuro',
  'prezes',
  'szef',
  'klient',
  'katowice',
  'szczecin',
  'bydgoszcz',
  'lublin',
  'bialystok',
  'rzeszow',
  'torun',
  'kielce',
  'olsztyn',
  'opole',
  'password',
  'passwort',
  'haslo',
  'hasło',
  'mojehaslo',
  'tajnehaslo',
  'nowehaslo',
  'qwerty',
  'qwertyuiop',
  'qwertz',
  'azerty',
  'asdfgh',
  'asdfghjkl',
  'zxcvbn',
  'zxcvbnm',
  'qazwsx',
  'qazwsxedc',
  'zaqwsx',
  'zaqxsw',
  'qweasd',
  'qweasdzxc',
  'letmein',
  'iloveyou',
  'kochamcie',
  'kochamciebie',
  'welcome',
  'witaj',
  'admin',
  'administrator',
  'root',
  'toor',
  'login',
  'user',
  'test',
  'tester',
  'testowe',
  'guest',
  'default',
  'changeme',
  'zmienmnie',
  'secret',
  'dragon',
  'monkey',
  'football',
  'baseball',
  'basketball',
  'superman',
  'batman',
  'spiderman',
  'starwars',
  'pokemon',
  'master',
  'mustang',
  'shadow',
  'princess',
  'sunshine',
  'trustno',
  'whatever',
  'freedom',
  'hello',
  'helloworld',
  'michael',
  'jordan',
  'jennifer',
  'jessica',
  'charlie',
  'ashley',
  'polska',
  'polskagurom',
  'warszawa',
  'krakow',
  'wroclaw',
  'poznan',
  'gdansk',
  'lodz',
  'legia',
  'widzew',
  'wisla',
  'lech',
  'mateusz',
  'michal',
  'piotr',
  'bartek',
  'agnieszka',
  'karolina',
  'natalia',
  'monika',
  'misiek',
  'misiaczek',
  'kotek',
  'piesek',
  'sloneczko',
  'myszka',
  'dupa',
  'dupadupa',
  'kurwa',
  'samsung',
  'google',
  'facebook',
  'microsoft',
  'apple',
  'linkedin',
  'internet',
  'computer',
  'komputer',
  'correcthorsebatterystaple',
  'crm',
  'crmgtd',
  'spring',
  'summer',
  'autumn',
  'winter',
  'wiosna',
  'lato',
  'jesien',
  'zima',
  'january',
  'styczen',
  'company',
  'firma',
  'abc',
  'abcd',
  'abcdef',
  'lol',
];
const words = new Set(common);

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const lettersOf = (text: string): string => text.replace(/[^\p{L}]/gu, '');
const unmasked = (text: string): string => [...text].map((char) => lookalikes[char] ?? char).join('');

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  'zaq12wsxcde34rfv',
];
const runs = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/** Made of pieces of keyboard rows or the alphabet, four or more in a row each. */
const isRun = (text: string): boolean => {
  let rest = text;
  while (rest.length >= 4) {
    const length = runLength(rest);
    if (length < 4) return false;
    rest = rest.slice(length);
  }
  return rest.length < 4 && rest.length < text.length;
};

const runLength = (text: string): number => {
  for (let length = text.length; length >= 4; length -= 1) if (runs.some((row) => row.includes(text.slice(0, length)))) return length;
  return 0;
};

const isRepetition = (text: string): boolean => /^(.{1,4})\1+$/.test(text) || new Set(text).size < 5;

const isCommonWord = (text: string): boolean => {
  const candidates = [lettersOf(text), lettersOf(unmasked(text.replace(/[\d!@#$%^&*.?_-]+$/, ''))), lettersOf(unmasked(text))];
  return candidates.some(
    (word) =>
      words.has(word) ||
      (word.length >= 4 && isListed(word)) ||
      (words.has(word.slice(0, word.length / 2)) && word === word.slice(0, word.length / 2).repeat(2)),
  );
};

/** Names the person or the firm is known by say nothing secret. */
const isPersonal = (text: string, known: readonly string[]): boolean => {
  const rest = lettersOf(text);
  return known
    .map((word) => lettersOf(plain(word.toLowerCase())))
    .some((word) => word.length >= 3 && rest.replace(word, '').length < 4 && rest.includes(word));
};

export const isGuessable = (password: string, known: readonly string[] = []): boolean => {
  const text = plain(password.toLowerCase());
  return isRepetition(text) || isRun(text) || isCommonWord(text) || isPersonal(text, known) || isSoonGuessed(password, known);
};
