-- A client who says that they are not happy is an alert too. Locks insight_alert for an instant; its rows satisfy the wider
-- check as they did the narrower one.
ALTER TABLE "insight_alert" DROP CONSTRAINT "insight_alert_kind_check";
ALTER TABLE "insight_alert" ADD CONSTRAINT "insight_alert_kind_check" CHECK ("kind" IN ('falling', 'rising', 'unhappy'));
