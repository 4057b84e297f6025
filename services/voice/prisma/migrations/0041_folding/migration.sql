-- By hand: text as it is compared, the same as shared/text/fold.ts: without letter case, accents and invisible signs, every letter of
-- every script kept. Of functions that all answer null for null, so that PostgreSQL unfolds it into the query.
CREATE OR REPLACE FUNCTION "search_text"(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN normalize(translate(replace(replace(replace(replace(
    regexp_replace(
      lower(normalize(
        regexp_replace(value, '[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]', '', 'g'),
        NFKD) COLLATE "und-x-icu"),
      '[\u0300\u0302-\u0305\u0307\u0309-\u036f]|(?<![гк])\u0301|(?<![иу])\u0306|(?<!і)\u0308', '', 'g'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'łøđðħŧŋıςʼ', 'loddhtniσ'''), NFC);

CREATE OR REPLACE FUNCTION "search_tokens"(value text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(DISTINCT left(token, 64) ORDER BY left(token, 64)), '{}')
        FROM regexp_split_to_table("voice"."search_text"(value), '[\s!-/:-@\[-`{-~\u0080-\u00bf\u00d7\u00f7\u055a-\u055f\u0589\u058a\u05be\u060c\u061b\u061f\u06d4\u0964\u0965\u1680\u2000-\u206f\u2e00-\u2e5d\u3001-\u3003\u3008-\u3011\u3014-\u301f\u30fb]+') AS token WHERE token <> '' $$;
