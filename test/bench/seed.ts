import { activate } from '#src/campaigns/campaign-store.ts'
import { instantOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'

/**
 * Fills an empty database with a firm of any size, the same for the same numbers: clients, threads, mails with their words
 * for search and their places in a mailbox, purchases with their lines, tags, facts, reminders, coupons, follow-ups of two
 * years, a journal. Set-based: half a million mails take minutes, most of them the index of words.
 */
export async function seed(db: Db, size: { clients: number; mails: number; until: Date }): Promise<void> {
  const threads = Math.max(1, Math.floor(size.mails / 4))
  await db.$executeRawUnsafe(VOCABULARY)
  await seedTeam(db)
  await seedClients(db, size)
  await seedThreads(db, { ...size, threads })
  await seedMails(db, { ...size, threads })
  await seedTimeline(db)
  await seedPlaces(db, size)
  await seedPurchases(db, size)
  await seedDetails(db, size)
  await seedActs(db, size)
  await seedWeddings(db)
  await seedFollowUps(db, size)
  for (const statement of CLOSING) await db.$executeRawUnsafe(statement)
}

const FIRST_NAMES =
  'Anne Louis Chloé Marc Inès Paul Zoé Hugo Léa Jules Rose Émile Lina Omar Nora Yann Élise Théo Agnès Cyril Maud Farid Odile Rémi Sarah Bruno Irène Simon Alix Noé'
const LAST_NAMES =
  'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert Bonnet François Martinez Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet'
const SENTENCES = [
  'Bonjour, pourriez-vous me dire si la table en chêne est encore disponible ?',
  'Merci beaucoup pour votre accueil samedi, toute la famille est ravie du résultat.',
  'Je préfère être livré le jeudi matin, le code de la porte est toujours le même.',
  'Avez-vous reçu les nouvelles couleurs de la collection de printemps ?',
  'La lampe commandée le mois dernier grésille un peu, que me conseillez-vous ?',
  'Voici le devis demandé, il est valable trente jours.',
  'Could you confirm the delivery date for the two armchairs?',
  'Nous passerons à la boutique en fin de semaine pour choisir le tissu.',
  'La facture est bien arrivée, je vous règle par virement demain.',
  'Mon anniversaire approche et mon mari cherche une idée, surprenez-moi !',
  'Le colis est arrivé abîmé, je joins deux photographies.',
  'Peut-on échanger le modèle bleu contre le vert ?'
]
const SUBJECTS = [
  'Table en chêne',
  'Livraison jeudi',
  'Devis',
  'Commande',
  'Question',
  'Facture',
  'Merci',
  'Échange',
  'Rendez-vous',
  'Nouvelle collection'
]

const list = (values: string[]) => `ARRAY[${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(',')}]`

/** Deterministic choice: the same row gets the same words on every machine. */
const VOCABULARY = `
  CREATE OR REPLACE FUNCTION pg_temp.pick(words text[], n bigint) RETURNS text IMMUTABLE LANGUAGE sql
    AS 'SELECT words[1 + (abs(hashint8(n)::bigint) % array_length(words, 1))]'`

const idOf = (kind: string, n: string) => `md5('${kind} ' || ${n})::uuid`

async function seedTeam(db: Db): Promise<void> {
  await db.$executeRaw`
    INSERT INTO member (id, name, email, role, updated_at)
    SELECT md5('member ' || n)::uuid, (ARRAY['Odile Martin','Paul Nguyen','Sam Roy'])[n],
      (ARRAY['odile','paul','sam'])[n] || '@boutique.example', CASE n WHEN 1 THEN 'owner' ELSE 'member' END, now()
    FROM generate_series(1, 3) AS n ON CONFLICT (email) DO NOTHING`
}

async function seedClients(db: Db, { clients, until }: { clients: number; until: Date }): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  await db.$executeRawUnsafe(`
    INSERT INTO company (id, name, domain)
    SELECT ${idOf('company', 'n')}, 'Atelier ' || pg_temp.pick(${list(LAST_NAMES.split(' '))}, n * 3) || ' ' || n, 'atelier' || n || '.example'
    FROM generate_series(1, ${Math.ceil(clients / 20)}) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO client (id, name, company_id, state, state_reason, state_since, phone, language, birthday_month, birthday_day,
      birthday_year, birthday_known_at, customer_since, last_interaction_at, created_at, updated_at)
    SELECT ${idOf('client', 'n')},
      pg_temp.pick(${list(FIRST_NAMES.split(' '))}, n) || ' ' || pg_temp.pick(${list(LAST_NAMES.split(' '))}, n * 7),
      CASE WHEN n % 10 = 0 THEN ${idOf('company', `(1 + n % ${Math.ceil(clients / 20)})`)} END,
      CASE WHEN n % 50 = 7 THEN 'suggested' WHEN n % 200 = 9 THEN 'ignored' ELSE 'active' END,
      'answered-by-us', ${at} - n % 900 * interval '1 day',
      CASE WHEN n % 3 = 0 THEN '+33 6 ' || lpad((n % 100000000)::text, 8, '0') END,
      CASE WHEN n % 9 = 0 THEN 'en' END,
      CASE WHEN n % 2 = 0 THEN 1 + n % 12 END, CASE WHEN n % 2 = 0 THEN 1 + n % 28 END,
      CASE WHEN n % 4 = 0 THEN 1940 + n % 65 END, CASE WHEN n % 2 = 0 THEN ${at} - interval '2 years' END,
      (${at} - n % 2000 * interval '1 day')::date, ${at} - n % 1000 * interval '1 day', ${at} - interval '3 years', now()
    FROM generate_series(1, ${clients}) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO client_address (address, match_key, client_id, is_primary, source)
    SELECT address, address, id, true, 'mail'
    FROM (SELECT 'client' || n || '@mail' || n % 7 || '.example' AS address, ${idOf('client', 'n')} AS id
          FROM generate_series(1, ${clients}) AS n) AS made`)
}

interface Sizes {
  clients: number
  mails: number
  threads: number
  until: Date
}

async function seedThreads(db: Db, { threads, until }: Sizes): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  await db.$executeRawUnsafe(`
    INSERT INTO thread (id, subject, first_at, last_at, message_count, last_direction, waiting_since, owner_id, closed_at, closed_by)
    SELECT ${idOf('thread', 'n')}, pg_temp.pick(${list(SUBJECTS)}, n) || ' ' || n,
      ${at} - (n * 97 % 1460 + 4) * interval '1 day', ${at} - (n * 97 % 1460) * interval '1 day' - n % 1440 * interval '1 minute', 4,
      CASE WHEN n % 3 = 0 THEN 'in' ELSE 'out' END,
      CASE WHEN n % 3 = 0 AND (n * 97 % 1460) < 12 THEN ${at} - (n * 97 % 1460) * interval '1 day' - n % 1440 * interval '1 minute' END,
      CASE WHEN n % 8 = 0 THEN ${idOf('member', '(1 + n % 3)')} END,
      CASE WHEN n % 5 = 0 AND n % 3 <> 0 THEN ${at} - interval '1 day' END, CASE WHEN n % 5 = 0 AND n % 3 <> 0 THEN 'rule' END
    FROM generate_series(1, ${threads}) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO thread_tag (thread_id, tag, at, by)
    SELECT ${idOf('thread', 'n')}, pg_temp.pick(ARRAY['devis','sav','livraison','vip'], n), ${at}, 'rule'
    FROM generate_series(1, ${threads}, 6) AS n`)
}

/** Client of thread n: spread unevenly, so that some clients have hundreds of mails as in life. */
const clientOfThread = (n: string, clients: number) =>
  `(1 + (${n}::bigint * 48271 % ${clients}) * (1 + ${n} % 3) % ${clients})`

async function seedMails(db: Db, { clients, mails, threads, until }: Sizes): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  const thread = `(1 + (n - 1) / 4 % ${threads})`
  const isIn = '(n % 4 IN (1, 3))'
  const client = clientOfThread(thread, clients)
  const words = `pg_temp.pick(${list(SENTENCES)}, n * 11) || E'\\n\\n' || pg_temp.pick(${list(SENTENCES)}, n * 17) || ' ' || pg_temp.pick(${list(SENTENCES)}, n * 23)`
  const columns = await requiredColumns(db)
  await db.$executeRawUnsafe(`
    INSERT INTO message (id, identity, message_id_header, thread_id, direction, kind, evidence, subject, base_subject,
      from_name, from_address, sent_at, text, reply_text, signature, html, language, understood, size, stored_at, indexed_at${columns.names})
    SELECT ${idOf('message', 'n')}, 'seed' || n, 'seed' || n || '@mail.example', ${idOf('thread', thread)},
      CASE WHEN ${isIn} THEN 'in' ELSE 'out' END, 'human', '{}', pg_temp.pick(${list(SUBJECTS)}, ${thread}) || ' ' || ${thread},
      pg_temp.pick(${list(SUBJECTS)}, ${thread}) || ' ' || ${thread},
      CASE WHEN ${isIn} THEN pg_temp.pick(${list(FIRST_NAMES.split(' '))}, ${client}) ELSE 'La Boutique' END,
      CASE WHEN ${isIn} THEN 'client' || ${client} || '@mail' || ${client} % 7 || '.example' ELSE 'contact@boutique.example' END,
      ${at} - (${thread} * 97 % 1460 + 4 - n % 4) * interval '1 day' - ${thread} % 1440 * interval '1 minute',
      made.words || E'\\n\\n> ' || left(made.words, 80), made.words, E'-- \\nLa Boutique',
      CASE WHEN n % 40 < 4 THEN '<p>' || replace(made.words, E'\\n\\n', '</p><p>') || '</p>' END, 'fr', '{}', length(made.words) + 900,
      ${at}, ${at}${columns.values}
    FROM generate_series(1, ${mails}) AS n, LATERAL (SELECT ${words} AS words) AS made`)
  await db.$executeRawUnsafe(`
    INSERT INTO message_address (message_id, position, role, address, match_key, name, concerns)
    SELECT id, 0, CASE direction WHEN 'in' THEN 'from' ELSE 'to' END, address, address, '', true
    FROM message, LATERAL (SELECT ${client} AS client FROM (SELECT substring(identity from 5)::int AS n) AS numbered) AS whose,
      LATERAL (SELECT CASE direction WHEN 'in' THEN from_address
        ELSE 'client' || client || '@mail' || client % 7 || '.example' END AS address) AS written
    WHERE identity LIKE 'seed%'`)
  await db.$executeRawUnsafe(`
    INSERT INTO message_search (message_id, document)
    SELECT id, to_tsvector('simple', subject || ' ' || reply_text) FROM message WHERE identity LIKE 'seed%'`)
}

/** Columns that other rooms added to `message` and that must be given: empty lists and texts will do here. */
async function requiredColumns(db: Db): Promise<{ names: string; values: string }> {
  const rows = await db.$queryRaw<{ name: string; type: string }[]>`
    SELECT column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_name = 'message' AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> ALL(${GIVEN}::text[])
      AND table_schema = current_schema()`
  const values = rows.map(({ type }) => (type === 'ARRAY' ? `'{}'` : type === 'jsonb' ? `'{}'` : `''`))
  return { names: rows.map(({ name }) => `, ${name}`).join(''), values: values.map((value) => `, ${value}`).join('') }
}

const GIVEN =
  'id identity thread_id direction kind evidence subject base_subject from_name from_address sent_at text reply_text signature understood size stored_at'.split(
    ' '
  )

async function seedTimeline(db: Db): Promise<void> {
  await db.$executeRaw`
    INSERT INTO interaction (client_id, at, kind, direction, title, body, message_id, source)
    SELECT address.client_id, message.sent_at, 'mail', message.direction, message.subject, left(message.reply_text, 300), message.id, 'mailbox'
    FROM message JOIN message_address ON message_address.message_id = message.id
    JOIN client_address AS address ON address.address = message_address.address
    WHERE message.identity LIKE 'seed%'`
}

/** One mailbox in which all of it lies. */
async function seedPlaces(db: Db, { mails, until }: { mails: number; until: Date }): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  await db.$executeRawUnsafe(`
    INSERT INTO mailbox (id, address, imap_host, imap_port, imap_tls, username, secret, created_at)
    VALUES (${idOf('mailbox', "'1'")}, 'contact@boutique.example', 'imap.boutique.example', 993, 'implicit', 'contact', '', ${at})`)
  await db.$executeRawUnsafe(`
    INSERT INTO folder (id, mailbox_id, path, role, reading, uid_validity, cursor_uid, past_uid, server_count, settled_count, last_read_at)
    SELECT ${idOf('folder', 'role')}, ${idOf('mailbox', "'1'")}, initcap(role), role, 'read', 1, ${mails}, 1, ${mails / 2}, ${mails / 2}, ${at}
    FROM unnest(ARRAY['inbox','sent']) AS role`)
  await db.$executeRawUnsafe(`
    INSERT INTO message_place (folder_id, uid_validity, uid, message_id)
    SELECT CASE direction WHEN 'in' THEN ${idOf('folder', "'inbox'")} ELSE ${idOf('folder', "'sent'")} END, 1,
      substring(identity from 5)::bigint, id
    FROM message WHERE identity LIKE 'seed%'`)
}

async function seedPurchases(db: Db, { clients, until }: { clients: number; until: Date }): Promise<void> {
  const day = `'${until.toISOString().slice(0, 10)}'::date`
  await db.$executeRawUnsafe(`
    INSERT INTO purchase (client_id, on_day, currency, amount, discount, cost, source, external_id, lines_digest)
    SELECT ${idOf('client', 'client')}, ${day} - (client * 37 + n * 83) % 1095, 'EUR', 1500 + (client * 7919 + n * 104729) % 40000,
      CASE WHEN n % 4 = 0 THEN 500 ELSE 0 END, 700 + (client * 7919 + n * 104729) % 18000, 'import', client || '-' || n, ''
    FROM generate_series(1, ${clients}) AS client, LATERAL generate_series(1, client % 11) AS n
    WHERE client % 50 <> 7`)
  await db.$executeRawUnsafe(`
    INSERT INTO purchase_line (purchase_id, position, product, type, brand, quantity, amount, discount, cost)
    SELECT id, 1, pg_temp.pick(${list(SUBJECTS)}, amount), pg_temp.pick(ARRAY['table','lampe','tissu','fauteuil'], amount * 3),
      pg_temp.pick(ARRAY['Chêne & Cie','Lumière','Atelier'], amount * 5), 1, amount, discount, cost
    FROM purchase WHERE source = 'import'`)
}

async function seedDetails(db: Db, { clients, until }: { clients: number; until: Date }): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  await db.$executeRawUnsafe(`
    INSERT INTO client_tag (client_id, tag, at, by)
    SELECT ${idOf('client', 'n')}, pg_temp.pick(ARRAY['vip','architecte','revendeur','fidèle','salon'], n), ${at}, 'rule'
    FROM generate_series(1, ${clients}, 4) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO preference (client_id, key, value, state, sentence, said_by, said_at)
    SELECT ${idOf('client', 'n')}, pg_temp.pick(ARRAY['day','channel','product'], n), pg_temp.pick(ARRAY['jeudi','téléphone','chêne','bleu'], n),
      CASE WHEN n % 9 = 0 THEN 'proposed' ELSE 'accepted' END, 'Je préfère être livré le jeudi matin.', 'client', ${at} - n % 300 * interval '1 day'
    FROM generate_series(1, ${clients}, 3) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO consent_entry (client_id, purpose, state, basis, method, at, recorded_by)
    SELECT ${idOf('client', 'n')}, 'marketing', 'given', 'purchase', 'import', ${at} - n % 600 * interval '1 day', 'import'
    FROM generate_series(1, ${clients}, 2) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO reminder (client_id, member_id, due_at, text)
    SELECT ${idOf('client', 'n')}, ${idOf('member', '(1 + n % 3)')}, ${at} + (n % 60 - 10) * interval '1 day', 'Rappeler au sujet du devis'
    FROM generate_series(1, ${clients}, 100) AS n`)
}

/** A field that a campaign goes by. */
async function seedWeddings(db: Db): Promise<void> {
  await db.$executeRaw`
    UPDATE client SET fields = jsonb_build_object('wedding', to_char(customer_since - 700, 'YYYY-MM-DD'))
    WHERE extract(day FROM customer_since)::int % 4 = 0`
}

/** Two campaigns that have been on for two years, with all that they sent and skipped, and what they send in the next days. */
async function seedFollowUps(db: Db, { until }: { until: Date }): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  const since = instantOf(until).subtract({ hours: 2 * 365 * 24 })
  await activate(db, 'birthday', { now: since, by: 'seed' })
  await activate(db, 'thanks', { now: since, by: 'seed' })
  const row = `
    INSERT INTO follow_up (campaign_id, version_id, client_id, occurrence, step, occurrence_day, years, sent_to, purpose, priority,
      zone, meant_for, due_at, expires_at, due_day, state, state_since, reason, approved_at, approved_by, address, sent_at)
    SELECT campaign.id, campaign_version.id, client.id, happened.key, 1, happened.day, NULL, 'client', 'marketing',
      (campaign_version.definition->>'priority')::int, 'Europe/Paris', happened.at, happened.at, happened.at + interval '3 days',
      happened.at::date, outcome, least(happened.at, ${at}), CASE outcome WHEN 'skipped' THEN 'no-consent' END, ${at}, 'automatic',
      CASE outcome WHEN 'sent' THEN address.address END, CASE outcome WHEN 'sent' THEN happened.at END
    FROM campaign JOIN campaign_version ON campaign_version.campaign_id = campaign.id CROSS JOIN client
    JOIN client_address AS address ON address.client_id = client.id AND address.is_primary`
  const decided = `
    CROSS JOIN LATERAL (SELECT CASE WHEN happened.at > ${at} THEN 'planned'
      WHEN abs(hashint4(happened.day - '2000-01-01'::date + length(client.name))) % 2 = 0 THEN 'sent' ELSE 'skipped' END AS outcome) AS decided
    WHERE happened.at BETWEEN ${at} - interval '2 years' AND ${at} + interval '2 days' AND client.state = 'active'`
  await db.$executeRawUnsafe(`${row}
    CROSS JOIN generate_series(0, 2) AS ago
    CROSS JOIN LATERAL (SELECT make_date(extract(year FROM ${at})::int - ago, birthday_month, birthday_day) AS day) AS birthday
    CROSS JOIN LATERAL (SELECT to_char(day, 'YYYY') AS key, day, day + interval '8 hours' AS at) AS happened ${decided}
      AND campaign.name = 'birthday' AND birthday_month IS NOT NULL`)
  await db.$executeRawUnsafe(`${row}
    JOIN (SELECT DISTINCT client_id, on_day FROM purchase) AS bought ON bought.client_id = client.id
    CROSS JOIN LATERAL (SELECT 'purchase:' || on_day AS key, on_day AS day, on_day + interval '2 days 9 hours' AS at) AS happened ${decided}
      AND campaign.name = 'thanks'`)
  await db.$executeRaw`
    INSERT INTO follow_up_event (follow_up_id, at, kind)
    SELECT id, due_at - interval '2 days', 'planned' FROM follow_up
    UNION ALL SELECT id, state_since, state FROM follow_up WHERE state <> 'planned'`
  await db.$executeRaw`UPDATE coupon SET campaign_id = campaign.id FROM campaign WHERE campaign.name = 'birthday'`
}

/** A journal and coupons of years, and one client with whom far more happened than with any other. */
async function seedActs(db: Db, { clients, until }: { clients: number; until: Date }): Promise<void> {
  const at = `'${until.toISOString()}'::timestamptz`
  await db.$executeRawUnsafe(`
    INSERT INTO audit_entry (id, at, actor_kind, actor, action, subject_kind, subject_id, after)
    SELECT ${idOf('act', 'n')}, ${at} - n * interval '7 minutes', 'member', ${idOf('member', '(1 + n % 3)')}::text, 'client.tag', 'client',
      ${idOf('client', `(1 + n % ${clients})`)}::text, '{"tag": "vip"}'
    FROM generate_series(1, ${clients * 2}) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO coupon (id, code, client_id, occurrence, discount_kind, basis_points, currency, issued_at, expires_at, issued_by)
    SELECT ${idOf('coupon', 'n')}, 'FETE' || lpad(n::text, 8, '0'), ${idOf('client', `(1 + n % ${clients})`)}, n::text, 'percent', 1000, 'EUR',
      ${at} - n * interval '9 minutes', ${at} - n * interval '9 minutes' + interval '30 days', 'seed'
    FROM generate_series(1, ${clients}) AS n`)
  await db.$executeRawUnsafe(`
    INSERT INTO coupon_redemption (coupon_id, order_id, amount, discount, currency, at, channel, by)
    SELECT id, 'seed ' || code, 5000, 500, 'EUR', issued_at + interval '3 days', 'counter', 'seed' FROM coupon WHERE code LIKE '%3'`)
  await db.$executeRawUnsafe(`
    INSERT INTO interaction (client_id, at, kind, title, body, source)
    SELECT ${idOf('client', '1')}, ${at} - n * interval '4 hours', pg_temp.pick(ARRAY['note','call','visit','order','delivery'], n),
      pg_temp.pick(${list(SUBJECTS)}, n), pg_temp.pick(${list(SENTENCES)}, n), 'import'
    FROM generate_series(1, ${Math.ceil(clients / 5)}) AS n`)
}

const CLOSING = [
  `UPDATE client SET last_inbound_at = seen.at_in, last_outbound_at = seen.at_out, last_interaction_at = greatest(seen.at_in, seen.at_out)
   FROM (SELECT client_id, max(at) FILTER (WHERE direction = 'in') AS at_in, max(at) FILTER (WHERE direction = 'out') AS at_out
         FROM interaction GROUP BY client_id) AS seen WHERE seen.client_id = client.id`,
  // As the server does by itself in the first minutes.
  'VACUUM ANALYZE'
]
