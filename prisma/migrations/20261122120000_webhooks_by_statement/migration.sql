-- Why: events were recorded row by row, also where nobody listens: a million imported purchases paid for it. Now each statement
--      asks once whether an endpoint wants what it did, and ends there if none does. What is imported is told as such: rows
--      of more than a week ago are no news, and a statement over more than a hundred rows tells of itself in one event.
-- Locks: replacing a trigger locks client, client_address, client_tag, interaction, purchase, coupon_redemption, follow_up,
--      address_bounce and consent_entry against writing, each for an instant. Old rows: none are touched.

DROP TRIGGER webhook_client_created ON "client";
DROP TRIGGER webhook_client_changed ON "client";
DROP TRIGGER webhook_client_address ON "client_address";
DROP TRIGGER webhook_client_tag ON "client_tag";
DROP TRIGGER webhook_mail ON "interaction";
DROP TRIGGER webhook_interaction ON "interaction";
DROP TRIGGER webhook_purchase_recorded ON "purchase";
DROP TRIGGER webhook_purchase_changed ON "purchase";
DROP TRIGGER webhook_coupon_redeemed ON "coupon_redemption";
DROP TRIGGER webhook_coupon_given_back ON "coupon_redemption";
DROP TRIGGER webhook_follow_up_sent ON "follow_up";
DROP TRIGGER webhook_bounce ON "address_bounce";
DROP TRIGGER webhook_unsubscribed ON "consent_entry";
DROP FUNCTION tell_client(), tell_client_detail(), tell_mail(), tell_interaction(), tell_purchase(), tell_redemption(),
    tell_follow_up(), tell_bounce(), tell_consent(), record_client_event(text, uuid), is_webhook_event_wanted(text),
    record_webhook_event(text, text, jsonb);

CREATE FUNCTION wants_webhook(VARIADIC event_types text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM webhook_endpoint WHERE disabled_at IS NULL AND events && event_types)
$$;

-- One row in the outbox for each event and endpoint that wants it; due at once, by whatever clock the sender reads.
CREATE FUNCTION record_webhooks(event_type text, event_keys text[], event_data jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(event_keys) > 100 THEN
        INSERT INTO webhook_delivery (endpoint_id, key, type, data, occurred_at, due_at)
        SELECT id, format('bulk %s %s', event_type, pg_current_xact_id()), 'bulk.changed',
            jsonb_build_object('event', event_type), now(), 'epoch'
        FROM webhook_endpoint WHERE disabled_at IS NULL AND event_type = ANY (events)
        ON CONFLICT (endpoint_id, key) DO NOTHING;
    ELSE
        INSERT INTO webhook_delivery (endpoint_id, key, type, data, occurred_at, due_at)
        SELECT id, told.key, event_type, told.data, now(), 'epoch'
        FROM webhook_endpoint CROSS JOIN unnest(event_keys, event_data) AS told (key, data)
        WHERE disabled_at IS NULL AND event_type = ANY (events)
        ON CONFLICT (endpoint_id, key) DO NOTHING;
    END IF;
END $$;

-- Of one client only the first event of a transaction is told: who was created with three addresses was not updated thrice.
CREATE FUNCTION record_client_webhooks(event_type text, clients uuid[]) RETURNS void LANGUAGE sql AS $$
    SELECT record_webhooks(event_type, array_agg(format('client %s %s', id, pg_current_xact_id())),
        array_agg(jsonb_build_object('client', id)))
    FROM unnest(clients) AS told (id)
$$;

CREATE FUNCTION tell_new_clients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('client.created') THEN
        PERFORM record_client_webhooks('client.created', ARRAY(SELECT id FROM fresh WHERE state = 'active'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_client_created AFTER INSERT ON "client" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_new_clients();

-- Reading mail touches the dates of clients all the time; only what the record says of the person is news.
CREATE FUNCTION tell_changed_clients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT wants_webhook('client.created', 'client.updated', 'client.merged', 'client.erased') THEN
        RETURN NULL;
    END IF;
    PERFORM record_client_webhooks('client.created', ARRAY(
        SELECT fresh.id FROM fresh JOIN former USING (id)
        WHERE fresh.state = 'active' AND former.state IN ('suggested', 'ignored')));
    PERFORM record_client_webhooks('client.updated', ARRAY(
        SELECT fresh.id FROM fresh JOIN former USING (id)
        WHERE fresh.state = 'active' AND former.state NOT IN ('suggested', 'ignored')
            AND (fresh.state, fresh.name, fresh.phone, fresh.company_id, fresh.language, fresh.zone, fresh.birthday_month,
                fresh.birthday_day, fresh.birthday_year, fresh.customer_since, fresh.owner_id, fresh.fields)
            IS DISTINCT FROM (former.state, former.name, former.phone, former.company_id, former.language, former.zone,
                former.birthday_month, former.birthday_day, former.birthday_year, former.customer_since, former.owner_id,
                former.fields)));
    PERFORM record_webhooks('client.merged', array_agg(format('client.merged %s %s', fresh.id, pg_current_xact_id())),
        array_agg(jsonb_build_object('client', fresh.id, 'into', fresh.merged_into_id)))
    FROM fresh JOIN former USING (id) WHERE fresh.state = 'merged' AND former.state <> 'merged';
    PERFORM record_webhooks('client.erased', array_agg(format('client.erased %s', fresh.id)),
        array_agg(jsonb_build_object('client', fresh.id)))
    FROM fresh JOIN former USING (id) WHERE fresh.state = 'erased' AND former.state <> 'erased';
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_client_changed AFTER UPDATE ON "client" REFERENCING OLD TABLE AS former NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_clients();

CREATE FUNCTION tell_client_details() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('client.updated') THEN
        PERFORM record_client_webhooks('client.updated', ARRAY(
            SELECT id FROM client WHERE state = 'active' AND id IN (SELECT client_id FROM changed)));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_client_address_added AFTER INSERT ON "client_address" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_client_details();
CREATE TRIGGER webhook_client_address_removed AFTER DELETE ON "client_address" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_client_details();
CREATE TRIGGER webhook_client_tag_added AFTER INSERT ON "client_tag" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_client_details();
CREATE TRIGGER webhook_client_tag_removed AFTER DELETE ON "client_tag" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_client_details();

-- Mails that arrived on clients, with the follow-ups that they answer, found by our Message-ID (delivery/message-id.ts); and
-- what else happened. Purchases and follow-ups have events of their own.
CREATE FUNCTION tell_interactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT wants_webhook('mail.received', 'follow-up.answered', 'interaction.added') THEN
        RETURN NULL;
    END IF;
    PERFORM record_webhooks('interaction.added', array_agg(format('interaction.added %s', id)), array_agg(
        jsonb_build_object('client', client_id, 'interaction', id, 'kind', kind, 'state', state)))
    FROM fresh WHERE kind NOT IN ('mail', 'purchase', 'follow-up') AND at > now() - interval '7 days';
    PERFORM record_webhooks('mail.received', array_agg(format('mail.received %s', fresh.id)), array_agg(
        jsonb_build_object('client', client.id, 'interaction', fresh.id, 'message', message.id, 'thread', message.thread_id)))
    FROM fresh JOIN client ON client.id = fresh.client_id AND client.state = 'active'
        JOIN message ON message.id = fresh.message_id AND message.kind = 'human'
    WHERE fresh.kind = 'mail' AND fresh.direction = 'in' AND fresh.at > now() - interval '7 days';
    PERFORM record_webhooks('follow-up.answered', array_agg(format('follow-up.answered %s', follow_up.id)), array_agg(
        jsonb_build_object('client', client.id, 'followUp', follow_up.id, 'campaign', campaign.name,
            'message', message.id, 'thread', message.thread_id)))
    FROM fresh JOIN client ON client.id = fresh.client_id AND client.state = 'active'
        JOIN message ON message.id = fresh.message_id AND message.kind = 'human'
        JOIN thread_reference ON thread_reference.thread_id = message.thread_id
        JOIN follow_up ON follow_up.id = substring(reference from '^maillon\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@')::uuid
            AND follow_up.client_id = client.id AND follow_up.state = 'sent' AND follow_up.sent_at <= fresh.at
        JOIN campaign ON campaign.id = follow_up.campaign_id
    WHERE fresh.kind = 'mail' AND fresh.direction = 'in' AND fresh.at > now() - interval '7 days';
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_interaction AFTER INSERT ON "interaction" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_interactions();

CREATE FUNCTION tell_new_purchases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('purchase.recorded') THEN
        PERFORM record_webhooks('purchase.recorded', array_agg(format('purchase %s %s', id, pg_current_xact_id())), array_agg(
            jsonb_build_object('client', client_id, 'purchase', id, 'source', source, 'externalId', external_id)))
        FROM fresh WHERE on_day > current_date - 7;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_purchase_recorded AFTER INSERT ON "purchase" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_new_purchases();

CREATE FUNCTION tell_changed_purchases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('purchase.changed') THEN
        PERFORM record_webhooks('purchase.changed', array_agg(format('purchase %s %s', id, pg_current_xact_id())), array_agg(
            jsonb_build_object('client', fresh.client_id, 'purchase', id, 'source', fresh.source,
                'externalId', fresh.external_id)))
        FROM fresh JOIN former USING (id)
        WHERE (fresh.on_day, fresh.currency, fresh.amount, fresh.discount, fresh.cost, fresh.refund_of, fresh.lines_digest)
            IS DISTINCT FROM (former.on_day, former.currency, former.amount, former.discount, former.cost, former.refund_of,
                former.lines_digest);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_purchase_changed AFTER UPDATE ON "purchase" REFERENCING OLD TABLE AS former NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_purchases();

CREATE FUNCTION tell_redemptions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('coupon.redeemed', 'coupon.given-back') THEN
        PERFORM record_webhooks(
            CASE WHEN cancelled_at IS NULL THEN 'coupon.redeemed' ELSE 'coupon.given-back' END,
            array_agg(format('coupon %s %s', fresh.id, pg_current_xact_id())), array_agg(jsonb_build_object(
                'client', coupon.client_id, 'coupon', coupon.id, 'order', order_id, 'channel', channel)))
        FROM fresh JOIN coupon ON coupon.id = fresh.coupon_id
        GROUP BY CASE WHEN cancelled_at IS NULL THEN 'coupon.redeemed' ELSE 'coupon.given-back' END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_coupon_redeemed AFTER INSERT ON "coupon_redemption" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_redemptions();
CREATE TRIGGER webhook_coupon_given_back AFTER UPDATE ON "coupon_redemption" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_redemptions();

CREATE FUNCTION tell_sent_follow_ups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('follow-up.sent') THEN
        PERFORM record_webhooks('follow-up.sent', array_agg(format('follow-up.sent %s', fresh.id)), array_agg(
            jsonb_build_object('client', fresh.client_id, 'followUp', fresh.id, 'campaign', campaign.name)))
        FROM fresh JOIN former USING (id) JOIN campaign ON campaign.id = fresh.campaign_id
        WHERE fresh.state = 'sent' AND former.state <> 'sent' AND fresh.sent_to = 'client';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_follow_up_sent AFTER UPDATE ON "follow_up" REFERENCING OLD TABLE AS former NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_sent_follow_ups();

-- A delivery failure within a week of a follow-up is the latest such follow-up's, as in its campaign's report.
CREATE FUNCTION tell_bounces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('follow-up.bounced') THEN
        PERFORM record_webhooks('follow-up.bounced', array_agg(format('follow-up.bounced %s', bounced.id)), array_agg(
            jsonb_build_object('client', bounced.client_id, 'followUp', bounced.id, 'campaign', bounced.campaign,
                'hard', fresh.hard, 'reason', fresh.reason)))
        FROM fresh CROSS JOIN LATERAL (
            SELECT follow_up.id, follow_up.client_id, campaign.name AS campaign
            FROM client_address JOIN follow_up ON follow_up.client_id = client_address.client_id
                AND follow_up.address = client_address.address AND follow_up.state = 'sent'
                AND fresh.at BETWEEN follow_up.sent_at AND follow_up.sent_at + interval '7 days'
            JOIN campaign ON campaign.id = follow_up.campaign_id
            WHERE fresh.address IN (client_address.address, client_address.match_key)
            ORDER BY follow_up.sent_at DESC LIMIT 1
        ) AS bounced;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_bounce AFTER INSERT ON "address_bounce" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_bounces();

CREATE FUNCTION tell_withdrawals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF wants_webhook('client.unsubscribed') THEN
        PERFORM record_webhooks('client.unsubscribed', array_agg(format('client.unsubscribed %s', id)), array_agg(
            jsonb_build_object('client', client_id, 'purpose', purpose, 'method', method)))
        FROM fresh WHERE state = 'withdrawn';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_unsubscribed AFTER INSERT ON "consent_entry" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_withdrawals();
