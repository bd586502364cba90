-- Why: other programs are told of what happens, by signed requests that are tried again. An event is recorded by a trigger in the
--      transaction of the row that it is about: whoever writes the row (page, API, import, keyword, mailbox), none is missed
--      and none is told of what was rolled back. Reading years of mail sets off nothing: mails older than a week are no news.
-- Locks: both tables are new. Adding a trigger locks client, client_address, client_tag, interaction, purchase,
--      coupon_redemption, follow_up, address_bounce and consent_entry against writing, each for an instant.
-- Old rows: none; what happened before an endpoint was set is not told.

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "secret" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_why" TEXT,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "endpoint_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "last_ms" INTEGER,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_occurred_at_idx" ON "webhook_delivery"("endpoint_id", "occurred_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_endpoint_id_key_key" ON "webhook_delivery"("endpoint_id", "key");

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_endpoint"
    ADD CONSTRAINT "webhook_endpoint_events_check" CHECK (cardinality("events") > 0),
    ADD CONSTRAINT "webhook_endpoint_disabled_check"
        CHECK (("disabled_at" IS NULL) = ("disabled_why" IS NULL) AND "disabled_why" IN ('failing', 'gone', 'by-hand'));
ALTER TABLE "webhook_delivery"
    ADD CONSTRAINT "webhook_delivery_state_check" CHECK ("state" IN ('waiting', 'delivered', 'failed'));

-- Relied on by: claimDeliveries.
CREATE INDEX "webhook_delivery_waiting_idx" ON "webhook_delivery" ("due_at") WHERE "state" = 'waiting';
-- Relied on by: forgetDeliveries.
CREATE INDEX "webhook_delivery_over_idx" ON "webhook_delivery" ("last_at") WHERE "state" <> 'waiting';

-- One row in the outbox for each endpoint that wants to know; due at once, by whatever clock the sender reads.
CREATE FUNCTION record_webhook_event(event_type text, event_key text, event_data jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_delivery (endpoint_id, key, type, data, occurred_at, due_at)
    SELECT id, event_key, event_type, event_data, now(), 'epoch' FROM webhook_endpoint
    WHERE disabled_at IS NULL AND event_type = ANY (events)
    ON CONFLICT (endpoint_id, key) DO NOTHING
$$;

CREATE FUNCTION is_webhook_event_wanted(event_type text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM webhook_endpoint WHERE disabled_at IS NULL AND event_type = ANY (events))
$$;

-- A client: one event per client and transaction, the first: who was created with three addresses was not updated thrice.
CREATE FUNCTION record_client_event(event_type text, client_id uuid) RETURNS void LANGUAGE sql AS $$
    SELECT record_webhook_event(event_type, format('client %s %s', client_id, pg_current_xact_id()),
        jsonb_build_object('client', client_id))
$$;

CREATE FUNCTION tell_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'active' AND (TG_OP = 'INSERT' OR OLD.state IN ('suggested', 'ignored')) THEN
        PERFORM record_client_event('client.created', NEW.id);
    ELSIF TG_OP = 'UPDATE' AND NEW.state = 'merged' AND OLD.state <> 'merged' THEN
        PERFORM record_webhook_event('client.merged', format('client.merged %s %s', NEW.id, pg_current_xact_id()),
            jsonb_build_object('client', NEW.id, 'into', NEW.merged_into_id));
    ELSIF TG_OP = 'UPDATE' AND NEW.state = 'erased' AND OLD.state <> 'erased' THEN
        PERFORM record_webhook_event('client.erased', format('client.erased %s', NEW.id),
            jsonb_build_object('client', NEW.id));
    ELSIF NEW.state = 'active' THEN
        PERFORM record_client_event('client.updated', NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_client_created AFTER INSERT ON "client"
    FOR EACH ROW WHEN (NEW.state = 'active') EXECUTE FUNCTION tell_client();
-- Reading mail touches the dates of clients all the time; only what the record says of the person is news.
CREATE TRIGGER webhook_client_changed AFTER UPDATE ON "client"
    FOR EACH ROW WHEN (
        (OLD.state, OLD.name, OLD.phone, OLD.company_id, OLD.language, OLD.zone, OLD.birthday_month, OLD.birthday_day,
            OLD.birthday_year, OLD.customer_since, OLD.owner_id, OLD.fields)
        IS DISTINCT FROM (NEW.state, NEW.name, NEW.phone, NEW.company_id, NEW.language, NEW.zone, NEW.birthday_month,
            NEW.birthday_day, NEW.birthday_year, NEW.customer_since, NEW.owner_id, NEW.fields)
    ) EXECUTE FUNCTION tell_client();

CREATE FUNCTION tell_client_detail() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.client_id ELSE NEW.client_id END;
BEGIN
    IF is_webhook_event_wanted('client.updated') AND EXISTS (SELECT FROM client WHERE id = concerned AND state = 'active') THEN
        PERFORM record_client_event('client.updated', concerned);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_client_address AFTER INSERT OR DELETE ON "client_address"
    FOR EACH ROW EXECUTE FUNCTION tell_client_detail();
CREATE TRIGGER webhook_client_tag AFTER INSERT OR DELETE ON "client_tag"
    FOR EACH ROW EXECUTE FUNCTION tell_client_detail();

-- A mail that arrived on a client; and the follow-up that it answers, found by our Message-ID (delivery/message-id.ts).
CREATE FUNCTION tell_mail() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answered record;
    thread uuid;
BEGIN
    IF NOT is_webhook_event_wanted('mail.received') AND NOT is_webhook_event_wanted('follow-up.answered') THEN
        RETURN NULL;
    END IF;
    SELECT message.thread_id INTO thread FROM message JOIN client ON client.id = NEW.client_id AND client.state = 'active'
        WHERE message.id = NEW.message_id AND message.kind = 'human';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM record_webhook_event('mail.received', format('mail.received %s', NEW.id),
        jsonb_build_object('client', NEW.client_id, 'interaction', NEW.id, 'message', NEW.message_id, 'thread', thread));
    FOR answered IN
        SELECT follow_up.id, campaign.name AS campaign FROM thread_reference
        JOIN follow_up ON follow_up.id = substring(reference from '^maillon\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@')::uuid
            AND follow_up.client_id = NEW.client_id AND follow_up.state = 'sent' AND follow_up.sent_at <= NEW.at
        JOIN campaign ON campaign.id = follow_up.campaign_id
        WHERE thread_reference.thread_id = thread
    LOOP
        PERFORM record_webhook_event('follow-up.answered', format('follow-up.answered %s', answered.id),
            jsonb_build_object('client', NEW.client_id, 'followUp', answered.id, 'campaign', answered.campaign,
                'message', NEW.message_id, 'thread', thread));
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_mail AFTER INSERT ON "interaction"
    FOR EACH ROW WHEN (NEW.kind = 'mail' AND NEW.direction = 'in' AND NEW.at > now() - interval '7 days')
    EXECUTE FUNCTION tell_mail();

CREATE FUNCTION tell_interaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_webhook_event('interaction.added', format('interaction.added %s', NEW.id),
        jsonb_build_object('client', NEW.client_id, 'interaction', NEW.id, 'kind', NEW.kind, 'state', NEW.state));
    RETURN NULL;
END $$;
-- Mails, purchases and follow-ups have events of their own.
CREATE TRIGGER webhook_interaction AFTER INSERT ON "interaction"
    FOR EACH ROW WHEN (NEW.kind NOT IN ('mail', 'purchase', 'follow-up')) EXECUTE FUNCTION tell_interaction();

CREATE FUNCTION tell_purchase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_webhook_event(
        CASE TG_OP WHEN 'INSERT' THEN 'purchase.recorded' ELSE 'purchase.changed' END,
        format('purchase %s %s', NEW.id, pg_current_xact_id()),
        jsonb_build_object('client', NEW.client_id, 'purchase', NEW.id, 'source', NEW.source, 'externalId', NEW.external_id));
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_purchase_recorded AFTER INSERT ON "purchase" FOR EACH ROW EXECUTE FUNCTION tell_purchase();
CREATE TRIGGER webhook_purchase_changed AFTER UPDATE ON "purchase"
    FOR EACH ROW WHEN (
        (OLD.on_day, OLD.currency, OLD.amount, OLD.discount, OLD.cost, OLD.refund_of, OLD.lines_digest)
        IS DISTINCT FROM (NEW.on_day, NEW.currency, NEW.amount, NEW.discount, NEW.cost, NEW.refund_of, NEW.lines_digest)
    ) EXECUTE FUNCTION tell_purchase();

CREATE FUNCTION tell_redemption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_webhook_event(
        CASE WHEN NEW.cancelled_at IS NULL THEN 'coupon.redeemed' ELSE 'coupon.given-back' END,
        format('coupon %s %s', NEW.id, pg_current_xact_id()),
        jsonb_build_object('client', (SELECT client_id FROM coupon WHERE id = NEW.coupon_id), 'coupon', NEW.coupon_id,
            'order', NEW.order_id, 'channel', NEW.channel));
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_coupon_redeemed AFTER INSERT ON "coupon_redemption" FOR EACH ROW EXECUTE FUNCTION tell_redemption();
CREATE TRIGGER webhook_coupon_given_back AFTER UPDATE ON "coupon_redemption"
    FOR EACH ROW WHEN (OLD.cancelled_at IS DISTINCT FROM NEW.cancelled_at) EXECUTE FUNCTION tell_redemption();

CREATE FUNCTION tell_follow_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_webhook_event('follow-up.sent', format('follow-up.sent %s', NEW.id),
        jsonb_build_object('client', NEW.client_id, 'followUp', NEW.id,
            'campaign', (SELECT name FROM campaign WHERE id = NEW.campaign_id)));
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_follow_up_sent AFTER UPDATE ON "follow_up"
    FOR EACH ROW WHEN (NEW.state = 'sent' AND OLD.state <> 'sent' AND NEW.sent_to = 'client') EXECUTE FUNCTION tell_follow_up();

-- A delivery failure within a week of a follow-up is that follow-up's, as in its campaign's report.
CREATE FUNCTION tell_bounce() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bounced record;
BEGIN
    IF NOT is_webhook_event_wanted('follow-up.bounced') THEN
        RETURN NULL;
    END IF;
    FOR bounced IN
        SELECT follow_up.id, follow_up.client_id, campaign.name AS campaign
        FROM client_address JOIN follow_up ON follow_up.client_id = client_address.client_id
            AND follow_up.address = client_address.address AND follow_up.state = 'sent'
            AND NEW.at BETWEEN follow_up.sent_at AND follow_up.sent_at + interval '7 days'
        JOIN campaign ON campaign.id = follow_up.campaign_id
        WHERE NEW.address IN (client_address.address, client_address.match_key)
        ORDER BY follow_up.sent_at DESC LIMIT 1
    LOOP
        PERFORM record_webhook_event('follow-up.bounced', format('follow-up.bounced %s', bounced.id),
            jsonb_build_object('client', bounced.client_id, 'followUp', bounced.id, 'campaign', bounced.campaign,
                'hard', NEW.hard, 'reason', NEW.reason));
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_bounce AFTER INSERT ON "address_bounce" FOR EACH ROW EXECUTE FUNCTION tell_bounce();

CREATE FUNCTION tell_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_webhook_event('client.unsubscribed', format('client.unsubscribed %s', NEW.id),
        jsonb_build_object('client', NEW.client_id, 'purpose', NEW.purpose, 'method', NEW.method));
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_unsubscribed AFTER INSERT ON "consent_entry"
    FOR EACH ROW WHEN (NEW.state = 'withdrawn') EXECUTE FUNCTION tell_consent();
