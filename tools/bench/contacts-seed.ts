/** For the owner of the crm schema: `$2` contacts of organization `$1`, a twentieth as many companies, with names as they occur. */
export const contactsSeedSql = `
with made as (
  insert into companies (id, organization_id, name, domain)
  select gen_random_uuid(), $1, (array['Zakład','Hurtownia','Młyn','Biuro','Salon'])[1 + n % 5] || ' ' || (array['Śląski','Łódzki','Gdański','Nowy','Złoty','Stary'])[1 + n % 6] || ' ' || n, 'firma' || n || '.example'
  from generate_series(1, greatest($2::int / 20, 1)) n returning id
), numbered as (select id, row_number() over () as position from made)
insert into contacts (id, organization_id, first_name, last_name, email, phone, company_id, city, last_contact_on, created_at, updated_at)
select gen_random_uuid(), $1,
  (array['Anna','Łukasz','Żaneta','Jan','Ewa','Piotr','Małgorzata','Krzysztof'])[1 + n % 8],
  (array['Kowal','Nowa','Wiśniew','Wójci','Kamiń','Lewandow','Zieliń','Szymań','Dąbrow','Kozłow'])[1 + (n / 8) % 10] || (array['ski','k','cka','czyk','owicz'])[1 + (n / 80) % 5] || case when n % 97 = 0 then '-Źrebak' else '' end,
  'osoba' || n || '@' || (array['poczta','firma','gmail'])[1 + n % 3] || '.example', '+48 6' || lpad((n * 7919 % 100000000)::text, 8, '0'),
  c.id, (array['Warszawa','Kraków','Łódź'])[1 + n % 3], date '2026-01-01' + (n % 300), now() - n * interval '1 minute', now() - n * interval '1 minute'
from generate_series(1, $2::int) n left join numbered c on n % 3 <> 0 and c.position = 1 + n % greatest($2::int / 20, 1)`;
