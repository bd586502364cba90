import { HELD_FIELDS } from '#src/clients/fields/value-store.ts'
import { Prisma } from '#src/platform/database/generated/client.ts'

/** A file of the export, and the query that fills it. */
export interface ExportedTable {
  file: string
  query: Prisma.Sql
}

const { sql } = Prisma

/** Tables that `import clients` and `import purchases` read again. */
export const CSV_TABLES: ExportedTable[] = [
  {
    file: 'clients.csv',
    query: sql`
      SELECT COALESCE(client.external_id, client.id::text) AS id, client.name,
        (SELECT string_agg(address, '; ' ORDER BY is_primary DESC, created_at, address) FROM client_address WHERE client_id = client.id) AS email,
        client.phone, company.name AS company,
        CASE WHEN birthday_year IS NULL THEN '--' || lpad(birthday_month::text, 2, '0') || '-' || lpad(birthday_day::text, 2, '0')
             ELSE birthday_year || '-' || lpad(birthday_month::text, 2, '0') || '-' || lpad(birthday_day::text, 2, '0') END AS birthday,
        client.language, client.zone, client.customer_since::text AS customer_since,
        (SELECT string_agg(tag, '; ' ORDER BY tag) FROM client_tag WHERE client_id = client.id) AS tags,
        CASE consent.state WHEN 'given' THEN 'yes' WHEN 'withdrawn' THEN 'no' END AS consent_marketing,
        consent.at::date::text AS consent_at, consent.wording AS consent_source, client.state AS record_state,
        ${HELD_FIELDS} AS fields
      FROM client LEFT JOIN company ON company.id = client.company_id
        LEFT JOIN LATERAL (SELECT state, at, wording FROM standing_consent WHERE client_id = client.id AND purpose = 'marketing'
          ORDER BY at DESC, recorded_at DESC LIMIT 1) consent ON true
      WHERE client.state IN ('active', 'suggested', 'ignored') ORDER BY client.created_at, client.id`
  },
  {
    file: 'purchases.csv',
    query: sql`
      SELECT purchase.external_id AS id, COALESCE(client.external_id, client.id::text) AS client, on_day::text AS date,
        line.position, COALESCE(line.amount, CASE WHEN line.position IS NULL OR line.position = 1 THEN purchase.amount END) AS amount_minor,
        CASE WHEN line.amount IS NULL THEN purchase.discount ELSE line.discount END AS discount_minor,
        CASE WHEN line.amount IS NULL THEN purchase.cost ELSE line.cost END AS cost_minor,
        CASE WHEN whole.differs THEN purchase.amount - purchase.discount END AS order_total_minor,
        CASE WHEN whole.differs THEN purchase.discount END AS order_discount_minor,
        CASE WHEN whole.differs THEN purchase.cost END AS order_cost_minor,
        purchase.currency, line.product, line.type, line.brand, line.quantity::text AS quantity,
        purchase.payment_means AS payment, purchase.channel, purchase.refund_of, purchase.source AS id_source
      FROM purchase JOIN client ON client.id = purchase.client_id
        LEFT JOIN purchase_line line ON line.purchase_id = purchase.id
        -- What an order says of the whole, its lines may not add up to: carriage, taxes, a discount on all.
        LEFT JOIN LATERAL (
          SELECT (sum(part.amount), sum(part.discount), CASE WHEN bool_and(part.cost IS NOT NULL) THEN sum(part.cost) END)
            IS DISTINCT FROM (purchase.amount::numeric, purchase.discount::numeric, purchase.cost::numeric)
            AND count(part.amount) > 0 AS differs
          FROM purchase_line part WHERE part.purchase_id = purchase.id) whole ON true
      ORDER BY on_day, purchase.id, line.position`
  }
]

/**
 * Everything else, a line of JSON a row. Passwords, sessions, sign-in secrets and what is only technical stay behind: a copy of
 * those would be a danger and of no use.
 */
export const JSON_TABLES: ExportedTable[] = [
  whole('companies', 'company'),
  whole('fields', 'field_definition'),
  whole('field-changes', 'field_change'),
  whole('interactions', 'interaction'),
  whole('preferences', 'preference'),
  whole('consents', 'consent_entry'),
  whole('suppressions', 'suppression'),
  whole('reminders', 'reminder'),
  whole('threads', 'thread'),
  whole('thread-tags', 'thread_tag'),
  whole('messages', 'message'),
  whole('message-addresses', 'message_address'),
  whole('campaigns', 'campaign'),
  whole('campaign-versions', 'campaign_version'),
  whole('follow-ups', 'follow_up'),
  whole('follow-up-events', 'follow_up_event'),
  whole('coupons', 'coupon'),
  whole('coupon-redemptions', 'coupon_redemption'),
  whole('points', 'points_entry'),
  whole('points-rules', 'points_rule'),
  whole('points-rewards', 'points_reward'),
  whole('points-notices', 'points_notice'),
  whole('segments', 'segment'),
  whole('distinctions', 'client_distinction'),
  whole('kept-acts', 'kept_act'),
  whole('letter-templates', 'letter_template'),
  whole('audit', 'audit_entry'),
  {
    file: 'settings.jsonl',
    query: sql`SELECT to_jsonb(setting) AS row FROM setting WHERE key NOT LIKE 'secrets.%' ORDER BY key`
  },
  {
    file: 'members.jsonl',
    query: sql`SELECT jsonb_build_object('id', id, 'name', name, 'email', email, 'role', role, 'leftAt', left_at) AS row FROM member ORDER BY id`
  },
  {
    file: 'mailboxes.jsonl',
    query: sql`SELECT jsonb_build_object('address', address, 'imapHost', imap_host, 'imapPort', imap_port, 'smtpHost', smtp_host,
      'smtpPort', smtp_port, 'username', username) AS row FROM mailbox ORDER BY address`
  }
]

function whole(file: string, table: string): ExportedTable {
  const name = Prisma.raw(`"${table}"`)
  return { file: `${file}.jsonl`, query: sql`SELECT to_jsonb(t) AS row FROM ${name} AS t` }
}
