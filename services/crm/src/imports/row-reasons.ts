import type { FaultCode, RowFault, RowWarning, WarningCode } from './row-reader.ts';

export type Language = 'pl' | 'en';
type Code = FaultCode | WarningCode;

/** Why a row failed, or what of it was left out, in the words of the downloaded file. The web app has its own for the screen. */
const texts: Readonly<Record<Language, Readonly<Record<Code, string>>>> = {
  pl: {
    emailInvalid: 'Adres e-mail jest nieprawidłowy',
    nipInvalid: 'NIP jest nieprawidłowy (suma kontrolna)',
    nameMissing: 'Brak imienia i nazwiska, adresu e-mail i firmy',
    textTooLong: 'Tekst jest zbyt długi',
    tooManyCells: 'Wiersz ma więcej komórek niż nagłówek',
    planLimit: 'Osiągnięto limit kontaktów w planie',
    nipLeftOut: 'NIP jest nieprawidłowy (suma kontrolna): pominięty, zapisany w notatkach',
    dateUnreadable: 'Nie da się odczytać daty: zapisana w notatkach',
    dateUnclear: 'Nie wiadomo, co jest dniem, a co miesiącem: data zapisana w notatkach',
    emailExtra: 'Więcej adresów w komórce: pierwszy użyty, pozostałe w notatkach',
    emailLeftOut: 'Adres e-mail jest nieprawidłowy: zapisany w notatkach',
    phoneExtra: 'Więcej numerów w komórce: pierwszy użyty, pozostałe w notatkach',
    phoneLeftOut: 'To nie jest numer telefonu: pominięty, zapisany w notatkach',
    phoneRounded: 'Arkusz zaokrąglił numer telefonu; cyfr nie da się odtworzyć',
    textCut: 'Tekst jest zbyt długi dla pola: całość w notatkach',
    tagsLeftOut: 'Za wiele etykiet albo zbyt długie: pozostałe w notatkach',
    domainLeftOut: 'To nie jest domena: zapisana w notatkach',
  },
  en: {
    emailInvalid: 'The e-mail address is invalid',
    nipInvalid: 'The NIP is invalid (checksum)',
    nameMissing: 'Neither a name nor an e-mail address nor a company',
    textTooLong: 'The text is too long',
    tooManyCells: 'The row has more cells than the header',
    planLimit: 'The plan’s contact limit is reached',
    nipLeftOut: 'The NIP is invalid (checksum): left out, kept in the notes',
    dateUnreadable: 'The date cannot be read: kept in the notes',
    dateUnclear: 'Day or month first is not known: the date is kept in the notes',
    emailExtra: 'More than one address in the cell: the first is used, the others are in the notes',
    emailLeftOut: 'The e-mail address is invalid: kept in the notes',
    phoneExtra: 'More than one number in the cell: the first is used, the others are in the notes',
    phoneLeftOut: 'This is not a phone number: left out, kept in the notes',
    phoneRounded: 'The spreadsheet rounded the phone number; its digits are lost',
    textCut: 'The text is too long for its field: the whole is in the notes',
    tagsLeftOut: 'Too many tags, or too long ones: the others are in the notes',
    domainLeftOut: 'This is no domain: kept in the notes',
  },
};

export const reasonHeaders = {
  failed: { pl: 'Powód odrzucenia', en: 'Reason' },
  warned: { pl: 'Uwagi z importu', en: 'Remarks of the import' },
} as const;

/** Under the name of its column, so that the cell to mend is found. */
export const reasonText = (reason: RowFault | RowWarning, header: string | undefined, language: Language): string =>
  header === undefined ? texts[language][reason.code] : `${header}: ${texts[language][reason.code]}`;
