-- Why: a delivery report that nothing proves is noted and forbids nothing; other programs were told of it as of a mail that came
--      back. One that is proven later is told then; of each follow-up it is told once.
-- Locks: address_bounce against writing, for an instant. Old rows: none are touched.
CREATE OR REPLACE FUNCTION tell_bounces() RETURNS trigger LANGUAGE plpgsql AS $$
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
        ) AS bounced
        WHERE fresh.is_proven;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_bounce_proven AFTER UPDATE ON "address_bounce" REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION tell_bounces();
