import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';

/*
 * What the names of columns mean: exports of mail programs, other CRMs, Polish invoicing programs and the national registers, in
 * Polish and English. A name that is not here means nothing: a column in the wrong field is worse than one left out.
 */

/** Header → comparable words: no case, no diacritics, no punctuation; `KodPocztowy` is two words. */
export const plain = (text: string): string =>
  text
    .replace(/(?<=\p{Ll})(?=\p{Lu}\p{Ll})/gu, ' ')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Within a field the first name is the best: `Job Title` before `Title`, wherever they stand. Levels are parted by `/`. */
const names: Readonly<Record<ImportField, string>> = {
  email:
    'e mail|email|mail|adres e mail|adres email|adres mailowy|adres mail|e mail address|email address|adres poczty elektronicznej|poczta elektroniczna|poczta|primary email|e mail value|kontakt e mail|email kontaktowy|e mail glowny|adresy e mail|emails|mail address/e mail sluzbowy|email sluzbowy|work email|email work|e mail praca|email praca|business email|e mail firmowy|email firmowy/e mail prywatny|email prywatny|email home|e mail dom|personal email|home email',
  firstName: 'imie|imiona|pierwsze imie|first name|firstname|given name|forename|imie pierwsze',
  lastName: 'nazwisko|nazwiska|last name|lastname|surname|family name',
  fullName:
    'imie i nazwisko|imie nazwisko|imiona i nazwisko|pelne imie i nazwisko|full name|fullname|person name|osoba nazwa|nazwa osoby/osoba|osoba kontaktowa|osoba do kontaktu|contact person|contact name|contact|person|kontakt|przedstawiciel/display name|name|nazwa wyswietlana',
  fullNameLastFirst: 'nazwisko i imie|nazwisko imie|nazwisko i imiona|last name first name|last name and first name|surname and name',
  phone:
    'telefon|tel|nr tel|nr telefonu|numer telefonu|telefon kontaktowy|telefony|phone|phone number|telephone|telephone number|phone value|contact phone/telefon komorkowy|tel kom|tel komorkowy|nr tel kom|komorka|komorkowy|kom|mobile|mobile phone|mobile phone number|mobile number|cell|cell phone|phone mobile|telefon sluzbowy|work phone|work phone number|phone work|telefon praca|telefon komorka/business phone|telefon stacjonarny|tel stacjonarny|tel sluzbowy|primary phone|telefon glowny/home phone|telefon domowy|phone home|telefon prywatny|telefon dom',
  jobTitle:
    'stanowisko|stanowisko pracy|job title|jobtitle|organization title|organisation title|company title|position|funkcja|zajmowane stanowisko/rola|tytul zawodowy|zawod|pozycja|title|role|job|tytul',
  'company.name':
    'nazwa pelna|pelna nazwa|nazwa firmy|pelna nazwa firmy|company name|organization name|organisation name|account name|business name|nazwa organizacji|nazwa kontrahenta|nazwa klienta|nazwa przedsiebiorcy|nazwa podmiotu|associated company|primary associated company|person organization|osoba organizacja/firma|nazwa|przedsiebiorstwo|kontrahent|klient|organizacja|spolka|pracodawca|nabywca|company|organization|organisation|account|business|employer|podmiot/nazwa skrocona|skrocona nazwa|nazwa skrot|skrot nazwy|shortcut|short name',
  'company.nip':
    'nip|nr nip|numer nip|tax id|tax no|tax number|nip vat|vat ue|nip ue|nip vat ue|numer vat|nr vat|vat id|vat number|vat no|numer identyfikacji podatkowej|identyfikator podatkowy/vat',
  'company.domain': 'domena|domena firmy|domain|company domain|company domain name|domena www|email domain',
  'company.website':
    'strona www|www|strona internetowa|adres www|adres strony|adres strony www|adres strony internetowej|strona sieci web|witryna|witryna internetowa|website|web site|website url|homepage|home page|web page|company website|business web page/strona|web|url',
  'company.phone':
    'telefon firmowy|telefon firmy|company phone|company main phone|organization phone|organizacja telefon|telefon do firmy|telefon centrala|glowny telefon firmy',
  'company.street':
    'ulica firmy|adres firmy|company street|company address|organization address|organizacja adres|organization street|adres siedziby|ulica siedziby|siedziba',
  'company.postalCode':
    'kod pocztowy firmy|company postal code|company zip|company zip code|organization postal code|kod pocztowy siedziby',
  'company.city': 'miasto firmy|miejscowosc firmy|company city|organization city|miasto siedziby|miejscowosc siedziby',
  street:
    'ulica|ulica i numer|ulica nr|ulica i nr|ulica numer|adres ulica|nazwa ulicy|street|street address|street name/adres|address|address street|mailing street|mailing address line|business street|business address|work address|work street|address line|ulica adres sluzbowy|adres sluzbowy ulica|ulica w adresie sluzbowym|adres zamieszkania|adres pracy',
  postalCode:
    'kod pocztowy|nr kodu pocztowego|postal code|postcode|post code|zip|zip code|zipcode|zip postal code|postal code zip|address postal code|mailing zip postal code|mailing postal code|mailing zip|business postal code|work zip code|work zipcode|work postal code|kod pocztowy adres sluzbowy|adres sluzbowy kod pocztowy|kod pocztowy w adresie sluzbowym/kod',
  city: 'miasto|miejscowosc|city|town|city town|address city|mailing city|business city|work city|miejscowosc adres sluzbowy|miasto adres sluzbowy|adres sluzbowy miasto|adres sluzbowy miejscowosc|miejscowosc w adresie sluzbowym|miasto w adresie sluzbowym',
  tags: 'tagi|tag|etykiety|etykieta|kategorie|kategoria|grupy|grupa|segment|tags|labels|label|categories|category|groups|group|group membership|person label|person labels|osoba etykieta',
  notes:
    'uwagi|uwaga|notatki|notatka|opis|komentarz|komentarze|informacje|dodatkowe informacje|uwagi dodatkowe|notes|note|comment|comments|description|remarks|remark',
  lastContactOn:
    'ostatni kontakt|data ostatniego kontaktu|data ost kontaktu|ost kontakt|ostatnio kontaktowano|data kontaktu|ostatnia rozmowa|ostatnia aktywnosc|data ostatniej aktywnosci|last contact|last contact date|last contacted|last contacted on|last contacted date|last activity|last activity date|person last activity date|osoba data ostatniej aktywnosci',
};

/** Known, and of no field here. They count when the header's line is looked for, and keep near names from being taken for more. */
const elsewhere = new Set(
  (
    'id|record id|birthday|birthdate|data urodzenia|urodziny|regon|pesel|krs|kraj|country|wojewodztwo|powiat|gmina|state|fax|faks|middle name|additional name|drugie imie|nickname|photo|zdjecie|salutation|suffix|department|dzial|owner|opiekun|wlasciciel|handlowiec|' +
    'contact owner|account owner|lead status|create date|created|data utworzenia|data dodania|connected on|url linkedin|nr domu|numer domu|nr lokalu|numer konta|nr konta|rabat|termin platnosci|wartosc|kwota|symbol|status|anniversary'
  ).split('|'),
);

/** Numbers of house and flat: they end the street. */
const houseNumbers = new Set([
  'nr nieruchomosci',
  'nr domu',
  'numer domu',
  'nr budynku',
  'numer budynku',
  'nr lokalu',
  'numer lokalu',
  'nr mieszkania',
  'house number',
  'building number',
  'flat number',
]);
export const isFlatNumber = (header: string): boolean => /\b(lokalu|mieszkania|flat)\b/.test(plain(header));
export const isHouseNumber = (header: string): boolean => houseNumbers.has(plain(header));

/** `rank`: the lower the better, among columns of one field. */
export type HeaderMeaning = Readonly<{ field: ImportField; rank: number }>;

const meanings = new Map<string, HeaderMeaning>(
  (Object.entries(names) as [ImportField, string][]).flatMap(([field, levels]) =>
    levels.split('/').flatMap((level, rank) => level.split('|').map((name) => [name, { field, rank: rank * 10 }] as const)),
  ),
);

/** Whose column it is, said before or after what it is: `Kontakt: e-mail`, `NIP kontrahenta`. */
const person =
  /^(osoba kontaktowa|person|contact|kontakt|osoba|lead) (?=.)|(?<=.) (kontaktu|osoby|osoby kontaktowej|pracownika|przedstawiciela)$/;
const company =
  /^(company|organization|organisation|account|business|firma|organizacja|kontrahent|nabywca|podmiot|klient) (?=.)|(?<=.) (firmy|kontrahenta|nabywcy|klienta|organizacji|podmiotu|przedsiebiorcy|company|organization)$/;
const inCompany: Partial<Record<ImportField, ImportField>> = {
  fullName: 'company.name',
  phone: 'company.phone',
  street: 'company.street',
  postalCode: 'company.postalCode',
  city: 'company.city',
  'company.name': 'company.name',
  'company.nip': 'company.nip',
  'company.website': 'company.website',
  'company.domain': 'company.domain',
};
const inPerson: ReadonlySet<ImportField> = new Set([
  'email',
  'firstName',
  'lastName',
  'fullName',
  'fullNameLastFirst',
  'phone',
  'jobTitle',
  'street',
  'postalCode',
  'city',
  'tags',
  'notes',
  'lastContactOn',
  'company.name',
]);

/** Undefined for a header that is not known for certain. */
export function meaningOf(header: string): HeaderMeaning | undefined {
  if (isHouseNumber(header)) return { field: 'street', rank: 20 };
  const name = plain(header);
  const bare = plain(header.replace(/(?<=\S\s*)[([{].*$/, ''));
  return named(name) ?? (isQualified(name) ? undefined : named(bare)) ?? numbered(name) ?? owned(name);
}

/** `(opiekun)`, `(korespondencyjny)` in brackets make another thing of it; `(praca)` and `(wymagane)` do not. */
const isQualified = (name: string): boolean =>
  /\b(opiekun\w*|owner|handlow\w*|korespond\w*|wysylk\w*|dostaw\w*|shipping|type|typ|zakup\w*)\b/.test(name);

const named = (name: string): HeaderMeaning | undefined => meanings.get(name);

/** `Telefon 2`, `E-mail 1 - Value`: the first of a kind is the best. */
function numbered(name: string): HeaderMeaning | undefined {
  const number = /(?:^|\s)(\d{1,2})(?=\s|$)/.exec(name);
  if (!number) return undefined;
  const meaning = named(name.replace(/\s?\d{1,2}(?=\s|$)/, '').trim());
  return meaning && { ...meaning, rank: meaning.rank + Math.min(Number(number[1]), 9) };
}

function owned(name: string): HeaderMeaning | undefined {
  const ofPerson = meanings.get(name.replace(person, '').trim());
  if (ofPerson && person.test(name) && inPerson.has(ofPerson.field)) return { ...ofPerson, rank: ofPerson.rank + 1 };
  const ofCompany = meanings.get(name.replace(company, '').trim());
  // `Kod kontrahenta` is the firm's number in a program, no postal code.
  const field =
    ofCompany && company.test(name) && !(ofCompany.field === 'postalCode' && ofCompany.rank > 0) ? inCompany[ofCompany.field] : undefined;
  return field && { field, rank: (ofCompany?.rank ?? 0) + 1 };
}

export const knownHeaders = (cells: readonly string[]): number =>
  cells.filter((cell) => cell.length <= 60 && (meaningOf(cell) !== undefined || elsewhere.has(plain(cell)))).length;
