-- Why: the owner keeps typed fields of their own for clients and companies, and every change of a value is told with who
-- made it and from where; the facts that most firms want are there from the start.
-- Locks: company for an instant: a column with a constant default rewrites no row. Old rows: companies begin without values;
-- values that clients hold under a key that no field has are kept, unseen.

-- AlterTable
ALTER TABLE "company" ADD COLUMN     "fields" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "field_definition" (
    "key" TEXT NOT NULL,
    "label_fr" TEXT NOT NULL,
    "label_en" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "choices" JSONB NOT NULL DEFAULT '[]',
    "subject" TEXT NOT NULL DEFAULT 'client',
    "currency" CHAR(3),
    "position" INTEGER NOT NULL,
    "is_ready_made" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "field_definition_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "field_change" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "client_id" UUID NOT NULL,
    "company_id" UUID,
    "key" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "field_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "field_change_client_id_at_idx" ON "field_change"("client_id", "at" DESC);

-- CreateIndex
CREATE INDEX "field_change_company_id_at_idx" ON "field_change"("company_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "field_change" ADD CONSTRAINT "field_change_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "field_change" ADD CONSTRAINT "field_change_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "company"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "field_definition"
    ADD CONSTRAINT "field_definition_key_check" CHECK ("key" ~ '^[a-z][a-z0-9_]{0,62}$'),
    ADD CONSTRAINT "field_definition_type_check"
        CHECK ("type" IN ('text', 'number', 'money', 'date', 'yearly-date', 'choice', 'choices', 'yes-no')),
    ADD CONSTRAINT "field_definition_choices_check"
        CHECK (("type" IN ('choice', 'choices')) = (jsonb_array_length("choices") > 0)),
    ADD CONSTRAINT "field_definition_subject_check" CHECK ("subject" IN ('client', 'company')),
    ADD CONSTRAINT "field_definition_currency_check" CHECK ("currency" IS NULL OR "type" = 'money');

INSERT INTO "field_definition" ("key", "label_fr", "label_en", "type", "subject", "choices", "position", "is_ready_made")
SELECT "key", "fr", "en", "type", "subject", "choices"::jsonb, row_number() OVER (), true
FROM (VALUES
    ('address', 'Adresse', 'Address', 'text', 'client', '[]'),
    ('postal_code', 'Code postal', 'Postal code', 'text', 'client', '[]'),
    ('city', 'Ville', 'City', 'text', 'client', '[]'),
    ('country', 'Pays', 'Country', 'text', 'client', '[]'),
    ('household', 'Foyer', 'Household', 'choice', 'client',
        '[{"key": "alone", "fr": "Seul(e)", "en": "Alone"}, {"key": "couple", "fr": "En couple", "en": "Couple"},
          {"key": "family", "fr": "Famille", "en": "Family"}, {"key": "shared", "fr": "Colocation", "en": "Shared"}]'),
    ('children', 'Nombre d’enfants', 'Number of children', 'number', 'client', '[]'),
    ('children_born', 'Années de naissance des enfants', 'Years the children were born', 'text', 'client', '[]'),
    ('home', 'Logement', 'Home', 'choice', 'client',
        '[{"key": "house", "fr": "Maison", "en": "House"}, {"key": "flat", "fr": "Appartement", "en": "Flat"},
          {"key": "other", "fr": "Autre", "en": "Other"}]'),
    ('owns_home', 'Propriétaire du logement', 'Owns their home', 'yes-no', 'client', '[]'),
    ('interests', 'Centres d’intérêt', 'Interests', 'choices', 'client',
        '[{"key": "decoration", "fr": "Décoration", "en": "Decoration"}, {"key": "garden", "fr": "Jardin", "en": "Garden"},
          {"key": "cooking", "fr": "Cuisine", "en": "Cooking"}, {"key": "sport", "fr": "Sport", "en": "Sport"},
          {"key": "reading", "fr": "Lecture", "en": "Reading"}, {"key": "music", "fr": "Musique", "en": "Music"},
          {"key": "travel", "fr": "Voyages", "en": "Travel"}, {"key": "crafts", "fr": "Bricolage", "en": "Crafts"}]'),
    ('wedding', 'Anniversaire de mariage', 'Wedding anniversary', 'yearly-date', 'client', '[]'),
    ('profession', 'Métier', 'Profession', 'choice', 'client',
        '[{"key": "architect", "fr": "Architecte", "en": "Architect"}, {"key": "contractor", "fr": "Entrepreneur", "en": "Contractor"},
          {"key": "retailer", "fr": "Revendeur", "en": "Retailer"}, {"key": "other", "fr": "Autre", "en": "Other"}]'),
    ('decision_criteria', 'Critères de décision', 'Decision criteria', 'choices', 'company',
        '[{"key": "price", "fr": "Prix", "en": "Price"}, {"key": "quality", "fr": "Qualité", "en": "Quality"},
          {"key": "delivery", "fr": "Délai", "en": "Delivery time"}, {"key": "range", "fr": "Choix", "en": "Range"},
          {"key": "advice", "fr": "Conseil", "en": "Advice"}, {"key": "service", "fr": "Service après-vente", "en": "After-sales service"}]'),
    ('payment_terms', 'Conditions de paiement', 'Payment terms', 'choice', 'company',
        '[{"key": "on_order", "fr": "À la commande", "en": "On order"}, {"key": "on_receipt", "fr": "À réception", "en": "On receipt"},
          {"key": "n_30_days", "fr": "30 jours", "en": "30 days"}, {"key": "n_30_days_month_end", "fr": "30 jours fin de mois", "en": "30 days end of month"},
          {"key": "n_45_days_month_end", "fr": "45 jours fin de mois", "en": "45 days end of month"}, {"key": "n_60_days", "fr": "60 jours", "en": "60 days"}]'),
    ('credit_limit', 'Encours autorisé', 'Credit limit', 'money', 'company', '[]'),
    ('credit_notes', 'Avoirs à déduire', 'Credit notes to deduct', 'money', 'company', '[]'),
    ('product_earnings', 'Ce que nos produits leur rapportent par an', 'What our products earn them in a year', 'money', 'company', '[]'),
    ('registration_number', 'SIREN ou NEQ', 'Company number', 'text', 'company', '[]')
) AS given ("key", "fr", "en", "type", "subject", "choices");
