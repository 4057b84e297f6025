-- By hand: addresses are compared in letters (shared/text/email-address.ts). The domain of one kept in punycode (RFC 3492) gets its letters;
-- what is no punycode stays.
CREATE FUNCTION "domain_in_letters"(domain text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  label text;
  labels text[] := '{}';
  encoded text;
  points int[];
  place int;
  i int;
  before int;
  n int;
  bias int;
  weight int;
  k int;
  digit int;
  threshold int;
  delta int;
  size int;
BEGIN
  FOREACH label IN ARRAY string_to_array(domain, '.') LOOP
    IF label NOT LIKE 'xn--%' THEN
      labels := labels || label;
      CONTINUE;
    END IF;
    encoded := substr(label, 5);
    place := CASE WHEN position('-' IN encoded) = 0 THEN 0 ELSE length(encoded) - position('-' IN reverse(encoded)) + 1 END;
    points := ARRAY(SELECT ascii(sign) FROM regexp_split_to_table(left(encoded, greatest(place - 1, 0)), '') AS sign WHERE sign <> '');
    place := place + 1;
    i := 0;
    n := 128;
    bias := 72;
    WHILE place <= length(encoded) LOOP
      before := i;
      weight := 1;
      k := 36;
      LOOP
        digit := position(substr(encoded, place, 1) IN 'abcdefghijklmnopqrstuvwxyz0123456789') - 1;
        IF place > length(encoded) OR digit < 0 THEN RETURN domain; END IF;
        place := place + 1;
        i := i + digit * weight;
        threshold := least(greatest(k - bias, 1), 26);
        EXIT WHEN digit < threshold;
        weight := weight * (36 - threshold);
        k := k + 36;
      END LOOP;
      size := cardinality(points) + 1;
      delta := (i - before) / CASE WHEN before = 0 THEN 700 ELSE 2 END;
      delta := delta + delta / size;
      k := 0;
      WHILE delta > 455 LOOP
        delta := delta / 35;
        k := k + 36;
      END LOOP;
      bias := k + 36 * delta / (delta + 38);
      n := n + i / size;
      i := i % size;
      points := points[1:i] || n || points[i + 1:];
      i := i + 1;
    END LOOP;
    labels := labels || (SELECT coalesce(string_agg(chr(point), '' ORDER BY nth), label) FROM unnest(points) WITH ORDINALITY AS each(point, nth));
  END LOOP;
  RETURN normalize(array_to_string(labels, '.'), NFC);
EXCEPTION WHEN others THEN
  RETURN domain;
END $$;

UPDATE "users" SET "email" = split_part("email", '@', 1) || '@' || "domain_in_letters"(split_part("email", '@', 2))
WHERE "email" ~ '@(.*\.)?xn--';
