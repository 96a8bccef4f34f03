CREATE TABLE "organisation" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "organisation.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "organisation.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "organisation.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "organisation.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "organisation.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "organisation.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "organisation.name.check" CHECK (length("name") BETWEEN 1 AND 200),
    "code" TEXT NOT NULL CONSTRAINT "organisation.code.check" CHECK (length("code") BETWEEN 1 AND 12),
    "type" TEXT NOT NULL CONSTRAINT "organisation.type.check" CHECK ("type" IN ('kommunalforbund', 'medlemskommun', 'revisionsforetag', 'leverantor', 'annan')),
    "number" TEXT CONSTRAINT "organisation.number.check" CHECK (length("number") BETWEEN 1 AND 20),
    "key_share" INTEGER CONSTRAINT "organisation.key_share.check" CHECK ("key_share" BETWEEN 0 AND 100),
    "note" TEXT CONSTRAINT "organisation.note.check" CHECK (length("note") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "organisation.scope" ON "organisation" ("federation", "owner", "id");
CREATE INDEX "organisation.federation.id" ON "organisation" ("federation", "id", "standing");
CREATE INDEX "organisation.name" ON "organisation" ("federation", "name" COLLATE "sv-x-icu", "id");
CREATE INDEX "organisation.code" ON "organisation" ("federation", "code" COLLATE "sv-x-icu", "id");
CREATE UNIQUE INDEX "organisation.code.unique" ON "organisation" ("federation", "code") WHERE "standing" = 'gallande';
CREATE INDEX "organisation.type" ON "organisation" ("federation", (CASE "type" WHEN 'kommunalforbund' THEN 1 WHEN 'medlemskommun' THEN 2 WHEN 'revisionsforetag' THEN 3 WHEN 'leverantor' THEN 4 WHEN 'annan' THEN 5 END), "id", "standing");
CREATE TABLE "body" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "body.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "body.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "body.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "body.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "body.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "body.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "body.name.check" CHECK (length("name") BETWEEN 1 AND 200),
    "type" TEXT NOT NULL CONSTRAINT "body.type.check" CHECK ("type" IN ('direktion', 'ledning', 'fullmaktige', 'namnd', 'revisorer', 'rad', 'annat')),
    "seats" INTEGER CONSTRAINT "body.seats.check" CHECK ("seats" BETWEEN 0 AND 500),
    "mandate" TEXT CONSTRAINT "body.mandate.check" CHECK (length("mandate") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "body.scope" ON "body" ("federation", "owner", "id");
CREATE INDEX "body.federation.id" ON "body" ("federation", "id", "standing");
CREATE INDEX "body.organisation" ON "body" ("organisation", "id");
CREATE INDEX "body.federation.organisation" ON "body" ("federation", "organisation", "id", "standing");
CREATE INDEX "body.name" ON "body" ("federation", "name" COLLATE "sv-x-icu", "id");
CREATE INDEX "body.type" ON "body" ("federation", (CASE "type" WHEN 'direktion' THEN 1 WHEN 'ledning' THEN 2 WHEN 'fullmaktige' THEN 3 WHEN 'namnd' THEN 4 WHEN 'revisorer' THEN 5 WHEN 'rad' THEN 6 WHEN 'annat' THEN 7 END), "id", "standing");
CREATE INDEX "body.seats" ON "body" ("federation", "seats", "id");
CREATE UNIQUE INDEX "body.organisation.name.unique" ON "body" ("federation", "organisation", "name") WHERE "standing" = 'gallande';
CREATE TABLE "person" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "person.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "person.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "person.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "person.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "person.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "person.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "person.name.check" CHECK (length("name") BETWEEN 1 AND 200),
    "title" TEXT CONSTRAINT "person.title.check" CHECK (length("title") BETWEEN 1 AND 200),
    "organisation" INTEGER REFERENCES "organisation" ("id"),
    "email" TEXT CONSTRAINT "person.email.check" CHECK (length("email") BETWEEN 1 AND 254)
) STRICT;
CREATE INDEX "person.scope" ON "person" ("federation", "owner", "id");
CREATE INDEX "person.federation.id" ON "person" ("federation", "id", "standing");
CREATE INDEX "person.name" ON "person" ("federation", "name" COLLATE "sv-x-icu", "id");
CREATE INDEX "person.title" ON "person" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "person.organisation" ON "person" ("organisation", "id");
CREATE INDEX "person.federation.organisation" ON "person" ("federation", "organisation", "id", "standing");
CREATE TABLE "post" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "post.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "post.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "post.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "post.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "post.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "post.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "post.title.check" CHECK (length("title") BETWEEN 1 AND 200),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "body" INTEGER REFERENCES "body" ("id"),
    "sent_by" INTEGER REFERENCES "organisation" ("id"),
    "extent" INTEGER CONSTRAINT "post.extent.check" CHECK ("extent" BETWEEN 0 AND 100),
    "state" TEXT NOT NULL CONSTRAINT "post.state.check" CHECK ("state" IN ('tillsatt', 'vakant', 'ej_inrattad')),
    "mandatory" INTEGER NOT NULL CONSTRAINT "post.mandatory.check" CHECK ("mandatory" IN (0, 1)),
    "note" TEXT CONSTRAINT "post.note.check" CHECK (length("note") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "post.scope" ON "post" ("federation", "owner", "id");
CREATE INDEX "post.federation.id" ON "post" ("federation", "id", "standing");
CREATE INDEX "post.title" ON "post" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "post.organisation" ON "post" ("organisation", "id");
CREATE INDEX "post.federation.organisation" ON "post" ("federation", "organisation", "id", "standing");
CREATE INDEX "post.body" ON "post" ("body", "id");
CREATE INDEX "post.federation.body" ON "post" ("federation", "body", "id", "standing");
CREATE INDEX "post.sent_by" ON "post" ("sent_by", "id");
CREATE INDEX "post.extent" ON "post" ("federation", "extent", "id");
CREATE INDEX "post.state" ON "post" ("federation", (CASE "state" WHEN 'tillsatt' THEN 1 WHEN 'vakant' THEN 2 WHEN 'ej_inrattad' THEN 3 END), "id", "standing");
CREATE INDEX "post.mandatory" ON "post" ("federation", "mandatory", "id", "standing");
CREATE TABLE "assignment" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "assignment.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "assignment.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "assignment.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "assignment.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "assignment.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "assignment.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "post" INTEGER NOT NULL REFERENCES "post" ("id"),
    "person" INTEGER NOT NULL REFERENCES "person" ("id"),
    "from" TEXT CONSTRAINT "assignment.from.check" CHECK ("from" = '?' OR length("from") IN (4, 7, 10)),
    "to" TEXT CONSTRAINT "assignment.to.check" CHECK ("to" = '?' OR length("to") IN (4, 7, 10)),
    "deputy" INTEGER NOT NULL CONSTRAINT "assignment.deputy.check" CHECK ("deputy" IN (0, 1)),
    "assessment" TEXT CONSTRAINT "assignment.assessment.check" CHECK (length("assessment") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "assignment.scope" ON "assignment" ("federation", "owner", "id");
CREATE INDEX "assignment.federation.id" ON "assignment" ("federation", "id", "standing");
CREATE INDEX "assignment.post" ON "assignment" ("post", "id");
CREATE INDEX "assignment.federation.post" ON "assignment" ("federation", "post", "id", "standing");
CREATE INDEX "assignment.person" ON "assignment" ("person", "id");
CREATE INDEX "assignment.federation.person" ON "assignment" ("federation", "person", "id", "standing");
CREATE INDEX "assignment.from" ON "assignment" ("federation", "from", "id");
CREATE INDEX "assignment.to" ON "assignment" ("federation", "to", "id");
CREATE INDEX "assignment.deputy" ON "assignment" ("federation", "deputy", "id", "standing");
CREATE TABLE "post_duty" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "post_duty.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "post_duty.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "post_duty.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "post_duty.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "post_duty.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "post_duty.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "post" INTEGER NOT NULL REFERENCES "post" ("id"),
    "duty" TEXT NOT NULL CONSTRAINT "post_duty.duty.check" CHECK ("duty" IN ('dataskyddsombud', 'samordnare', 'it_sakerhetsansvarig', 'it_chef', 'forbundschef', 'systemagare', 'systemforvaltare', 'ordforande', 'registrator', 'sakerhetsskyddschef', 'annan')),
    "assessment" TEXT CONSTRAINT "post_duty.assessment.check" CHECK (length("assessment") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "post_duty.scope" ON "post_duty" ("federation", "owner", "id");
CREATE INDEX "post_duty.federation.id" ON "post_duty" ("federation", "id", "standing");
CREATE INDEX "post_duty.post" ON "post_duty" ("post", "id");
CREATE INDEX "post_duty.federation.post" ON "post_duty" ("federation", "post", "id", "standing");
CREATE INDEX "post_duty.duty" ON "post_duty" ("federation", (CASE "duty" WHEN 'dataskyddsombud' THEN 1 WHEN 'samordnare' THEN 2 WHEN 'it_sakerhetsansvarig' THEN 3 WHEN 'it_chef' THEN 4 WHEN 'forbundschef' THEN 5 WHEN 'systemagare' THEN 6 WHEN 'systemforvaltare' THEN 7 WHEN 'ordforande' THEN 8 WHEN 'registrator' THEN 9 WHEN 'sakerhetsskyddschef' THEN 10 WHEN 'annan' THEN 11 END), "id", "standing");
CREATE UNIQUE INDEX "post_duty.post.duty.unique" ON "post_duty" ("federation", "post", "duty") WHERE "standing" = 'gallande';
CREATE TABLE "post_scope" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "post_scope.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "post_scope.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "post_scope.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "post_scope.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "post_scope.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "post_scope.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "post" INTEGER NOT NULL REFERENCES "post" ("id"),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id")
) STRICT;
CREATE INDEX "post_scope.scope" ON "post_scope" ("federation", "owner", "id");
CREATE INDEX "post_scope.federation.id" ON "post_scope" ("federation", "id", "standing");
CREATE INDEX "post_scope.post" ON "post_scope" ("post", "id");
CREATE INDEX "post_scope.federation.post" ON "post_scope" ("federation", "post", "id", "standing");
CREATE INDEX "post_scope.organisation" ON "post_scope" ("organisation", "id");
CREATE INDEX "post_scope.federation.organisation" ON "post_scope" ("federation", "organisation", "id", "standing");
CREATE UNIQUE INDEX "post_scope.post.organisation.unique" ON "post_scope" ("federation", "post", "organisation") WHERE "standing" = 'gallande';
CREATE TABLE "organisation_profile" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "organisation_profile.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "organisation_profile.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "organisation_profile.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "organisation_profile.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "organisation_profile.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "organisation_profile.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "dated" TEXT NOT NULL CONSTRAINT "organisation_profile.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "own_function" TEXT NOT NULL CONSTRAINT "organisation_profile.own_function.check" CHECK ("own_function" IN ('ja', 'nej', 'okant')),
    "assumed" INTEGER NOT NULL CONSTRAINT "organisation_profile.assumed.check" CHECK ("assumed" IN (0, 1)),
    "maturity" INTEGER CONSTRAINT "organisation_profile.maturity.check" CHECK ("maturity" BETWEEN 0 AND 5),
    "contacts" TEXT CONSTRAINT "organisation_profile.contacts.check" CHECK (length("contacts") BETWEEN 1 AND 400),
    "note" TEXT CONSTRAINT "organisation_profile.note.check" CHECK (length("note") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "organisation_profile.scope" ON "organisation_profile" ("federation", "owner", "id");
CREATE INDEX "organisation_profile.federation.id" ON "organisation_profile" ("federation", "id", "standing");
CREATE INDEX "organisation_profile.organisation" ON "organisation_profile" ("organisation", "id");
CREATE INDEX "organisation_profile.federation.organisation" ON "organisation_profile" ("federation", "organisation", "id", "standing");
CREATE INDEX "organisation_profile.dated" ON "organisation_profile" ("federation", "dated", "id");
CREATE INDEX "organisation_profile.own_function" ON "organisation_profile" ("federation", (CASE "own_function" WHEN 'ja' THEN 1 WHEN 'nej' THEN 2 WHEN 'okant' THEN 3 END), "id", "standing");
CREATE INDEX "organisation_profile.assumed" ON "organisation_profile" ("federation", "assumed", "id", "standing");
CREATE INDEX "organisation_profile.maturity" ON "organisation_profile" ("federation", "maturity", "id");
CREATE UNIQUE INDEX "organisation_profile.organisation.dated.unique" ON "organisation_profile" ("federation", "organisation", "dated") WHERE "standing" = 'gallande';
CREATE TABLE "account" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "account.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "account.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "account.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "account.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "account.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "account.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "login" TEXT NOT NULL CONSTRAINT "account.login.check" CHECK (length("login") BETWEEN 2 AND 100),
    "person" INTEGER REFERENCES "person" ("id"),
    "language" TEXT CONSTRAINT "account.language.check" CHECK (length("language") BETWEEN 1 AND 2),
    "expires" TEXT CONSTRAINT "account.expires.check" CHECK ("expires" = '?' OR length("expires") IN (4, 7, 10)),
    "closed" INTEGER NOT NULL CONSTRAINT "account.closed.check" CHECK ("closed" IN (0, 1))
) STRICT;
CREATE INDEX "account.scope" ON "account" ("federation", "owner", "id");
CREATE INDEX "account.federation.id" ON "account" ("federation", "id", "standing");
CREATE INDEX "account.login" ON "account" ("federation", "login" COLLATE "sv-x-icu", "id");
CREATE INDEX "account.person" ON "account" ("person", "id");
CREATE INDEX "account.federation.person" ON "account" ("federation", "person", "id", "standing");
CREATE INDEX "account.expires" ON "account" ("federation", "expires", "id");
CREATE INDEX "account.closed" ON "account" ("federation", "closed", "id", "standing");
CREATE UNIQUE INDEX "account.login.unique" ON "account" ("federation", "login") WHERE "standing" = 'gallande';
CREATE TABLE "seat_grant" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "seat_grant.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "seat_grant.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "seat_grant.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "seat_grant.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "seat_grant.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "seat_grant.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "role" TEXT NOT NULL CONSTRAINT "seat_grant.role.check" CHECK ("role" IN ('direktion', 'forbundschef', 'it_chef', 'samordnare', 'dataskyddsombud', 'systemagare', 'systemforvaltare', 'medlemsrepresentant', 'revisor', 'medarbetare', 'administrator', 'system')),
    "from" TEXT CONSTRAINT "seat_grant.from.check" CHECK ("from" = '?' OR length("from") IN (4, 7, 10)),
    "to" TEXT CONSTRAINT "seat_grant.to.check" CHECK ("to" = '?' OR length("to") IN (4, 7, 10)),
    "state" TEXT CONSTRAINT "seat_grant.state.check" CHECK ("state" IN ('foreslagen', 'beviljad'))
) STRICT;
CREATE INDEX "seat_grant.scope" ON "seat_grant" ("federation", "owner", "id");
CREATE INDEX "seat_grant.federation.id" ON "seat_grant" ("federation", "id", "standing");
CREATE INDEX "seat_grant.account" ON "seat_grant" ("account", "id");
CREATE INDEX "seat_grant.federation.account" ON "seat_grant" ("federation", "account", "id", "standing");
CREATE INDEX "seat_grant.organisation" ON "seat_grant" ("organisation", "id");
CREATE INDEX "seat_grant.federation.organisation" ON "seat_grant" ("federation", "organisation", "id", "standing");
CREATE INDEX "seat_grant.role" ON "seat_grant" ("federation", (CASE "role" WHEN 'direktion' THEN 1 WHEN 'forbundschef' THEN 2 WHEN 'it_chef' THEN 3 WHEN 'samordnare' THEN 4 WHEN 'dataskyddsombud' THEN 5 WHEN 'systemagare' THEN 6 WHEN 'systemforvaltare' THEN 7 WHEN 'medlemsrepresentant' THEN 8 WHEN 'revisor' THEN 9 WHEN 'medarbetare' THEN 10 WHEN 'administrator' THEN 11 WHEN 'system' THEN 12 END), "id", "standing");
CREATE INDEX "seat_grant.from" ON "seat_grant" ("federation", "from", "id");
CREATE INDEX "seat_grant.to" ON "seat_grant" ("federation", "to", "id");
CREATE INDEX "seat_grant.state" ON "seat_grant" ("federation", (CASE "state" WHEN 'foreslagen' THEN 1 WHEN 'beviljad' THEN 2 END), "id", "standing");
CREATE UNIQUE INDEX "seat_grant.account.organisation.role.unique" ON "seat_grant" ("federation", "account", "organisation", "role") WHERE "standing" = 'gallande';
CREATE TABLE "document" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "document.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "document.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "document.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "document.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "document.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "document.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "document.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "type" TEXT NOT NULL CONSTRAINT "document.type.check" CHECK ("type" IN ('policy', 'riktlinje', 'anvisning', 'rutin', 'plan', 'metod', 'instruktion', 'forbundsordning', 'revisionsrapport', 'missiv', 'revisionsplan', 'revisorernas_riskanalys', 'yttrande', 'tjansteskrivelse', 'avtal', 'sla', 'lag', 'annat')),
    "issuer" TEXT CONSTRAINT "document.issuer.check" CHECK (length("issuer") BETWEEN 1 AND 200),
    "parent" INTEGER REFERENCES "document" ("id"),
    "state" TEXT NOT NULL CONSTRAINT "document.state.check" CHECK ("state" IN ('gallande', 'under_revidering', 'utkast', 'mottaget', 'avslutat', 'handling_saknas', 'ej_upprattat')),
    "case_number" TEXT CONSTRAINT "document.case_number.check" CHECK (length("case_number") BETWEEN 1 AND 60),
    "audience" TEXT CONSTRAINT "document.audience.check" CHECK (length("audience") BETWEEN 1 AND 300),
    "training" TEXT CONSTRAINT "document.training.check" CHECK (length("training") BETWEEN 1 AND 500),
    "note" TEXT CONSTRAINT "document.note.check" CHECK (length("note") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "document.scope" ON "document" ("federation", "owner", "id");
CREATE INDEX "document.federation.id" ON "document" ("federation", "id", "standing");
CREATE INDEX "document.title" ON "document" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "document.type" ON "document" ("federation", (CASE "type" WHEN 'policy' THEN 1 WHEN 'riktlinje' THEN 2 WHEN 'anvisning' THEN 3 WHEN 'rutin' THEN 4 WHEN 'plan' THEN 5 WHEN 'metod' THEN 6 WHEN 'instruktion' THEN 7 WHEN 'forbundsordning' THEN 8 WHEN 'revisionsrapport' THEN 9 WHEN 'missiv' THEN 10 WHEN 'revisionsplan' THEN 11 WHEN 'revisorernas_riskanalys' THEN 12 WHEN 'yttrande' THEN 13 WHEN 'tjansteskrivelse' THEN 14 WHEN 'avtal' THEN 15 WHEN 'sla' THEN 16 WHEN 'lag' THEN 17 WHEN 'annat' THEN 18 END), "id", "standing");
CREATE INDEX "document.issuer" ON "document" ("federation", "issuer" COLLATE "sv-x-icu", "id");
CREATE INDEX "document.parent" ON "document" ("parent", "id");
CREATE INDEX "document.state" ON "document" ("federation", (CASE "state" WHEN 'gallande' THEN 1 WHEN 'under_revidering' THEN 2 WHEN 'utkast' THEN 3 WHEN 'mottaget' THEN 4 WHEN 'avslutat' THEN 5 WHEN 'handling_saknas' THEN 6 WHEN 'ej_upprattat' THEN 7 END), "id", "standing");
CREATE TABLE "document_version" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "document_version.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "document_version.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "document_version.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "document_version.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "document_version.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "document_version.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "document" INTEGER NOT NULL REFERENCES "document" ("id"),
    "number" TEXT CONSTRAINT "document_version.number.check" CHECK (length("number") BETWEEN 1 AND 40),
    "dated" TEXT NOT NULL CONSTRAINT "document_version.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "decided_by" INTEGER REFERENCES "body" ("id"),
    "paragraph" TEXT CONSTRAINT "document_version.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 40),
    "valid_from" TEXT CONSTRAINT "document_version.valid_from.check" CHECK ("valid_from" = '?' OR length("valid_from") IN (4, 7, 10)),
    "valid_to" TEXT CONSTRAINT "document_version.valid_to.check" CHECK ("valid_to" = '?' OR length("valid_to") IN (4, 7, 10)),
    "next_review" TEXT CONSTRAINT "document_version.next_review.check" CHECK ("next_review" = '?' OR length("next_review") IN (4, 7, 10)),
    "pages" INTEGER CONSTRAINT "document_version.pages.check" CHECK ("pages" BETWEEN 0 AND 100000),
    "text" TEXT CONSTRAINT "document_version.text.check" CHECK (length("text") BETWEEN 1 AND 100000),
    "sha256" TEXT CONSTRAINT "document_version.sha256.check" CHECK (length("sha256") BETWEEN 1 AND 64),
    "file_name" TEXT CONSTRAINT "document_version.file_name.check" CHECK (length("file_name") BETWEEN 1 AND 255),
    "media_type" TEXT CONSTRAINT "document_version.media_type.check" CHECK (length("media_type") BETWEEN 1 AND 100),
    "bytes" INTEGER CONSTRAINT "document_version.bytes.check" CHECK ("bytes" BETWEEN 0 AND 9223372036854775807)
) STRICT;
CREATE INDEX "document_version.scope" ON "document_version" ("federation", "owner", "id");
CREATE INDEX "document_version.federation.id" ON "document_version" ("federation", "id", "standing");
CREATE INDEX "document_version.document" ON "document_version" ("document", "id");
CREATE INDEX "document_version.federation.document" ON "document_version" ("federation", "document", "id", "standing");
CREATE INDEX "document_version.number" ON "document_version" ("federation", "number" COLLATE "sv-x-icu", "id");
CREATE INDEX "document_version.dated" ON "document_version" ("federation", "dated", "id");
CREATE INDEX "document_version.decided_by" ON "document_version" ("decided_by", "id");
CREATE INDEX "document_version.federation.decided_by" ON "document_version" ("federation", "decided_by", "id", "standing");
CREATE INDEX "document_version.valid_from" ON "document_version" ("federation", "valid_from", "id");
CREATE INDEX "document_version.next_review" ON "document_version" ("federation", "next_review", "id");
CREATE TABLE "evidence" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "evidence.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "evidence.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "evidence.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "evidence.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "evidence.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "evidence.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "evidence.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "about" TEXT NOT NULL CONSTRAINT "evidence.about.check" CHECK (length("about") BETWEEN 1 AND 80),
    "source" TEXT NOT NULL CONSTRAINT "evidence.source.check" CHECK ("source" IN ('intervju', 'dokument', 'observation')),
    "dated" TEXT CONSTRAINT "evidence.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "reference" TEXT CONSTRAINT "evidence.reference.check" CHECK (length("reference") BETWEEN 1 AND 1000),
    "sha256" TEXT CONSTRAINT "evidence.sha256.check" CHECK (length("sha256") BETWEEN 1 AND 64),
    "file_name" TEXT CONSTRAINT "evidence.file_name.check" CHECK (length("file_name") BETWEEN 1 AND 255),
    "media_type" TEXT CONSTRAINT "evidence.media_type.check" CHECK (length("media_type") BETWEEN 1 AND 100),
    "bytes" INTEGER CONSTRAINT "evidence.bytes.check" CHECK ("bytes" BETWEEN 0 AND 9223372036854775807)
) STRICT;
CREATE INDEX "evidence.scope" ON "evidence" ("federation", "owner", "id");
CREATE INDEX "evidence.federation.id" ON "evidence" ("federation", "id", "standing");
CREATE INDEX "evidence.title" ON "evidence" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "evidence.about" ON "evidence" ("about", "id");
CREATE INDEX "evidence.federation.about" ON "evidence" ("federation", "about" COLLATE "sv-x-icu", "id");
CREATE INDEX "evidence.source" ON "evidence" ("federation", (CASE "source" WHEN 'intervju' THEN 1 WHEN 'dokument' THEN 2 WHEN 'observation' THEN 3 END), "id", "standing");
CREATE INDEX "evidence.dated" ON "evidence" ("federation", "dated", "id");
CREATE TABLE "commission" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "commission.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "commission.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "commission.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "commission.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "commission.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "commission.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "service" TEXT NOT NULL CONSTRAINT "commission.service.check" CHECK (length("service") BETWEEN 1 AND 200),
    "client" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "performer" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "processor" TEXT CONSTRAINT "commission.processor.check" CHECK ("processor" IN ('ja', 'nej', 'okant')),
    "agreement" INTEGER REFERENCES "document" ("id"),
    "from" TEXT CONSTRAINT "commission.from.check" CHECK ("from" = '?' OR length("from") IN (4, 7, 10)),
    "to" TEXT CONSTRAINT "commission.to.check" CHECK ("to" = '?' OR length("to") IN (4, 7, 10)),
    "note" TEXT CONSTRAINT "commission.note.check" CHECK (length("note") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "commission.scope" ON "commission" ("federation", "owner", "id");
CREATE INDEX "commission.federation.id" ON "commission" ("federation", "id", "standing");
CREATE INDEX "commission.service" ON "commission" ("federation", "service" COLLATE "sv-x-icu", "id");
CREATE INDEX "commission.client" ON "commission" ("client", "id");
CREATE INDEX "commission.federation.client" ON "commission" ("federation", "client", "id", "standing");
CREATE INDEX "commission.performer" ON "commission" ("performer", "id");
CREATE INDEX "commission.federation.performer" ON "commission" ("federation", "performer", "id", "standing");
CREATE INDEX "commission.processor" ON "commission" ("federation", (CASE "processor" WHEN 'ja' THEN 1 WHEN 'nej' THEN 2 WHEN 'okant' THEN 3 END), "id", "standing");
CREATE INDEX "commission.agreement" ON "commission" ("agreement", "id");
CREATE INDEX "commission.federation.agreement" ON "commission" ("federation", "agreement", "id", "standing");
CREATE TABLE "document_part" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "document_part.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "document_part.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "document_part.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "document_part.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "document_part.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "document_part.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "edition" INTEGER NOT NULL REFERENCES "document_version" ("id"),
    "part" TEXT NOT NULL CONSTRAINT "document_part.part.check" CHECK ("part" IN ('mal', 'roller', 'ansvar', 'uppfoljning', 'incidentrapportering')),
    "found" TEXT NOT NULL CONSTRAINT "document_part.found.check" CHECK ("found" IN ('ja', 'delvis', 'nej')),
    "place" TEXT CONSTRAINT "document_part.place.check" CHECK (length("place") BETWEEN 1 AND 200)
) STRICT;
CREATE INDEX "document_part.scope" ON "document_part" ("federation", "owner", "id");
CREATE INDEX "document_part.federation.id" ON "document_part" ("federation", "id", "standing");
CREATE INDEX "document_part.edition" ON "document_part" ("edition", "id");
CREATE INDEX "document_part.federation.edition" ON "document_part" ("federation", "edition", "id", "standing");
CREATE INDEX "document_part.part" ON "document_part" ("federation", (CASE "part" WHEN 'mal' THEN 1 WHEN 'roller' THEN 2 WHEN 'ansvar' THEN 3 WHEN 'uppfoljning' THEN 4 WHEN 'incidentrapportering' THEN 5 END), "id", "standing");
CREATE INDEX "document_part.found" ON "document_part" ("federation", (CASE "found" WHEN 'ja' THEN 1 WHEN 'delvis' THEN 2 WHEN 'nej' THEN 3 END), "id", "standing");
CREATE INDEX "document_part.place" ON "document_part" ("federation", "place" COLLATE "sv-x-icu", "id");
CREATE UNIQUE INDEX "document_part.edition.part.unique" ON "document_part" ("federation", "edition", "part") WHERE "standing" = 'gallande';
CREATE TABLE "document_audience" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "document_audience.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "document_audience.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "document_audience.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "document_audience.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "document_audience.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "document_audience.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "document" INTEGER NOT NULL REFERENCES "document" ("id"),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "expected" INTEGER CONSTRAINT "document_audience.expected.check" CHECK ("expected" BETWEEN 0 AND 1000000),
    "due" TEXT CONSTRAINT "document_audience.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "elsewhere" INTEGER CONSTRAINT "document_audience.elsewhere.check" CHECK ("elsewhere" BETWEEN 0 AND 1000000),
    "elsewhere_dated" TEXT CONSTRAINT "document_audience.elsewhere_dated.check" CHECK ("elsewhere_dated" = '?' OR length("elsewhere_dated") IN (4, 7, 10)),
    "known" TEXT CONSTRAINT "document_audience.known.check" CHECK ("known" IN ('kand', 'delvis_kand', 'ej_kand')),
    "source" TEXT CONSTRAINT "document_audience.source.check" CHECK (length("source") BETWEEN 1 AND 400)
) STRICT;
CREATE INDEX "document_audience.scope" ON "document_audience" ("federation", "owner", "id");
CREATE INDEX "document_audience.federation.id" ON "document_audience" ("federation", "id", "standing");
CREATE INDEX "document_audience.document" ON "document_audience" ("document", "id");
CREATE INDEX "document_audience.federation.document" ON "document_audience" ("federation", "document", "id", "standing");
CREATE INDEX "document_audience.organisation" ON "document_audience" ("organisation", "id");
CREATE INDEX "document_audience.federation.organisation" ON "document_audience" ("federation", "organisation", "id", "standing");
CREATE INDEX "document_audience.expected" ON "document_audience" ("federation", "expected", "id");
CREATE INDEX "document_audience.due" ON "document_audience" ("federation", "due", "id");
CREATE INDEX "document_audience.known" ON "document_audience" ("federation", (CASE "known" WHEN 'kand' THEN 1 WHEN 'delvis_kand' THEN 2 WHEN 'ej_kand' THEN 3 END), "id", "standing");
CREATE UNIQUE INDEX "document_audience.document.organisation.unique" ON "document_audience" ("federation", "document", "organisation") WHERE "standing" = 'gallande';
CREATE TABLE "reading_confirmation" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "reading_confirmation.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "reading_confirmation.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "reading_confirmation.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "reading_confirmation.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "reading_confirmation.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "reading_confirmation.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "edition" INTEGER NOT NULL REFERENCES "document_version" ("id"),
    "account" INTEGER REFERENCES "account" ("id")
) STRICT;
CREATE INDEX "reading_confirmation.scope" ON "reading_confirmation" ("federation", "owner", "id");
CREATE INDEX "reading_confirmation.federation.id" ON "reading_confirmation" ("federation", "id", "standing");
CREATE INDEX "reading_confirmation.edition" ON "reading_confirmation" ("edition", "id");
CREATE INDEX "reading_confirmation.federation.edition" ON "reading_confirmation" ("federation", "edition", "id", "standing");
CREATE INDEX "reading_confirmation.account" ON "reading_confirmation" ("account", "id");
CREATE INDEX "reading_confirmation.federation.account" ON "reading_confirmation" ("federation", "account", "id", "standing");
CREATE UNIQUE INDEX "reading_confirmation.edition.account.unique" ON "reading_confirmation" ("federation", "edition", coalesce("account", 0)) WHERE "standing" = 'gallande';
CREATE TABLE "audit_plan" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit_plan.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit_plan.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit_plan.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit_plan.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit_plan.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit_plan.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "year" INTEGER NOT NULL CONSTRAINT "audit_plan.year.check" CHECK ("year" BETWEEN 1900 AND 2200),
    "title" TEXT NOT NULL CONSTRAINT "audit_plan.title.check" CHECK (length("title") BETWEEN 1 AND 200),
    "document" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE INDEX "audit_plan.scope" ON "audit_plan" ("federation", "owner", "id");
CREATE INDEX "audit_plan.federation.id" ON "audit_plan" ("federation", "id", "standing");
CREATE INDEX "audit_plan.year" ON "audit_plan" ("federation", "year", "id");
CREATE UNIQUE INDEX "audit_plan.year.unique" ON "audit_plan" ("federation", "year") WHERE "standing" = 'gallande';
CREATE INDEX "audit_plan.title" ON "audit_plan" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "audit_plan.document" ON "audit_plan" ("document", "id");
CREATE INDEX "audit_plan.federation.document" ON "audit_plan" ("federation", "document", "id", "standing");
CREATE TABLE "audit" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "audit.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "type" TEXT NOT NULL CONSTRAINT "audit.type.check" CHECK ("type" IN ('granskning', 'uppfoljande', 'internrevision', 'tillsyn')),
    "state" TEXT NOT NULL CONSTRAINT "audit.state.check" CHECK ("state" IN ('planerad', 'pagar', 'rapporterad', 'avslutad')),
    "dated" TEXT NOT NULL CONSTRAINT "audit.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "plan" INTEGER REFERENCES "audit_plan" ("id"),
    "follows" INTEGER REFERENCES "audit" ("id"),
    "client" INTEGER REFERENCES "body" ("id"),
    "firm" INTEGER REFERENCES "organisation" ("id"),
    "motive" TEXT CONSTRAINT "audit.motive.check" CHECK (length("motive") BETWEEN 1 AND 100000),
    "motive_document" INTEGER REFERENCES "document" ("id"),
    "purpose" TEXT CONSTRAINT "audit.purpose.check" CHECK (length("purpose") BETWEEN 1 AND 100000),
    "scope" TEXT CONSTRAINT "audit.scope.check" CHECK (length("scope") BETWEEN 1 AND 100000),
    "grade" TEXT CONSTRAINT "audit.grade.check" CHECK ("grade" IN ('ja', 'delvis', 'nej', 'ej_bedomd')),
    "grade_source" TEXT CONSTRAINT "audit.grade_source.check" CHECK (length("grade_source") BETWEEN 1 AND 60),
    "conclusion" TEXT CONSTRAINT "audit.conclusion.check" CHECK (length("conclusion") BETWEEN 1 AND 100000),
    "conclusion_long" TEXT CONSTRAINT "audit.conclusion_long.check" CHECK (length("conclusion_long") BETWEEN 1 AND 100000),
    "report" INTEGER REFERENCES "document" ("id"),
    "letter" INTEGER REFERENCES "document" ("id"),
    "follow_up_expected" TEXT CONSTRAINT "audit.follow_up_expected.check" CHECK ("follow_up_expected" = '?' OR length("follow_up_expected") IN (4, 7, 10)),
    "follow_up_reason" TEXT CONSTRAINT "audit.follow_up_reason.check" CHECK (length("follow_up_reason") BETWEEN 1 AND 1000)
) STRICT;
CREATE INDEX "audit.scope" ON "audit" ("federation", "owner", "id");
CREATE INDEX "audit.federation.id" ON "audit" ("federation", "id", "standing");
CREATE INDEX "audit.title" ON "audit" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "audit.type" ON "audit" ("federation", (CASE "type" WHEN 'granskning' THEN 1 WHEN 'uppfoljande' THEN 2 WHEN 'internrevision' THEN 3 WHEN 'tillsyn' THEN 4 END), "id", "standing");
CREATE INDEX "audit.state" ON "audit" ("federation", (CASE "state" WHEN 'planerad' THEN 1 WHEN 'pagar' THEN 2 WHEN 'rapporterad' THEN 3 WHEN 'avslutad' THEN 4 END), "id", "standing");
CREATE INDEX "audit.dated" ON "audit" ("federation", "dated", "id");
CREATE INDEX "audit.plan" ON "audit" ("plan", "id");
CREATE INDEX "audit.follows" ON "audit" ("follows", "id");
CREATE INDEX "audit.federation.follows" ON "audit" ("federation", "follows", "id", "standing");
CREATE INDEX "audit.client" ON "audit" ("client", "id");
CREATE INDEX "audit.firm" ON "audit" ("firm", "id");
CREATE INDEX "audit.federation.firm" ON "audit" ("federation", "firm", "id", "standing");
CREATE INDEX "audit.motive_document" ON "audit" ("motive_document", "id");
CREATE INDEX "audit.grade" ON "audit" ("federation", (CASE "grade" WHEN 'ja' THEN 1 WHEN 'delvis' THEN 2 WHEN 'nej' THEN 3 WHEN 'ej_bedomd' THEN 4 END), "id", "standing");
CREATE INDEX "audit.report" ON "audit" ("report", "id");
CREATE INDEX "audit.letter" ON "audit" ("letter", "id");
CREATE TABLE "audit_body" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit_body.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit_body.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit_body.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit_body.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit_body.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit_body.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "body" INTEGER NOT NULL REFERENCES "body" ("id")
) STRICT;
CREATE INDEX "audit_body.scope" ON "audit_body" ("federation", "owner", "id");
CREATE INDEX "audit_body.federation.id" ON "audit_body" ("federation", "id", "standing");
CREATE INDEX "audit_body.audit" ON "audit_body" ("audit", "id");
CREATE INDEX "audit_body.body" ON "audit_body" ("body", "id");
CREATE INDEX "audit_body.federation.body" ON "audit_body" ("federation", "body", "id", "standing");
CREATE UNIQUE INDEX "audit_body.audit.body.unique" ON "audit_body" ("federation", "audit", "body") WHERE "standing" = 'gallande';
CREATE TABLE "audit_participant" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit_participant.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit_participant.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit_participant.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit_participant.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit_participant.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit_participant.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "person" INTEGER REFERENCES "person" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "audit_participant.title.check" CHECK (length("title") BETWEEN 1 AND 200),
    "organisation" INTEGER REFERENCES "organisation" ("id"),
    "account" INTEGER REFERENCES "account" ("id")
) STRICT;
CREATE INDEX "audit_participant.scope" ON "audit_participant" ("federation", "owner", "id");
CREATE INDEX "audit_participant.federation.id" ON "audit_participant" ("federation", "id", "standing");
CREATE INDEX "audit_participant.audit" ON "audit_participant" ("audit", "id");
CREATE INDEX "audit_participant.person" ON "audit_participant" ("person", "id");
CREATE INDEX "audit_participant.federation.person" ON "audit_participant" ("federation", "person", "id", "standing");
CREATE INDEX "audit_participant.title" ON "audit_participant" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "audit_participant.organisation" ON "audit_participant" ("organisation", "id");
CREATE INDEX "audit_participant.federation.organisation" ON "audit_participant" ("federation", "organisation", "id", "standing");
CREATE INDEX "audit_participant.account" ON "audit_participant" ("account", "id");
CREATE TABLE "audit_question" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit_question.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit_question.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit_question.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit_question.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit_question.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit_question.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "number" INTEGER NOT NULL CONSTRAINT "audit_question.number.check" CHECK ("number" BETWEEN 1 AND 1000),
    "text" TEXT NOT NULL CONSTRAINT "audit_question.text.check" CHECK (length("text") BETWEEN 1 AND 4000),
    "table_text" TEXT CONSTRAINT "audit_question.table_text.check" CHECK (length("table_text") BETWEEN 1 AND 4000),
    "additional" INTEGER NOT NULL CONSTRAINT "audit_question.additional.check" CHECK ("additional" IN (0, 1)),
    "section" TEXT CONSTRAINT "audit_question.section.check" CHECK (length("section") BETWEEN 1 AND 40)
) STRICT;
CREATE INDEX "audit_question.scope" ON "audit_question" ("federation", "owner", "id");
CREATE INDEX "audit_question.federation.id" ON "audit_question" ("federation", "id", "standing");
CREATE INDEX "audit_question.audit" ON "audit_question" ("audit", "id");
CREATE INDEX "audit_question.number" ON "audit_question" ("federation", "number", "id");
CREATE INDEX "audit_question.additional" ON "audit_question" ("federation", "additional", "id", "standing");
CREATE INDEX "audit_question.section" ON "audit_question" ("federation", "section" COLLATE "sv-x-icu", "id");
CREATE UNIQUE INDEX "audit_question.audit.number.unique" ON "audit_question" ("federation", "audit", "number") WHERE "standing" = 'gallande';
CREATE TABLE "audit_criterion" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit_criterion.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit_criterion.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit_criterion.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit_criterion.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit_criterion.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit_criterion.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "kind" TEXT NOT NULL CONSTRAINT "audit_criterion.kind.check" CHECK ("kind" IN ('lag', 'styrdokument', 'rekommendation', 'annat')),
    "text" TEXT NOT NULL CONSTRAINT "audit_criterion.text.check" CHECK (length("text") BETWEEN 1 AND 4000),
    "document" INTEGER REFERENCES "document" ("id"),
    "recommendation" INTEGER REFERENCES "recommendation" ("id")
) STRICT;
CREATE INDEX "audit_criterion.scope" ON "audit_criterion" ("federation", "owner", "id");
CREATE INDEX "audit_criterion.federation.id" ON "audit_criterion" ("federation", "id", "standing");
CREATE INDEX "audit_criterion.audit" ON "audit_criterion" ("audit", "id");
CREATE INDEX "audit_criterion.kind" ON "audit_criterion" ("federation", (CASE "kind" WHEN 'lag' THEN 1 WHEN 'styrdokument' THEN 2 WHEN 'rekommendation' THEN 3 WHEN 'annat' THEN 4 END), "id", "standing");
CREATE INDEX "audit_criterion.document" ON "audit_criterion" ("document", "id");
CREATE INDEX "audit_criterion.federation.document" ON "audit_criterion" ("federation", "document", "id", "standing");
CREATE INDEX "audit_criterion.recommendation" ON "audit_criterion" ("recommendation", "id");
CREATE INDEX "audit_criterion.federation.recommendation" ON "audit_criterion" ("federation", "recommendation", "id", "standing");
CREATE TABLE "audit_method" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "audit_method.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "audit_method.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "audit_method.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "audit_method.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "audit_method.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "audit_method.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "kind" TEXT NOT NULL CONSTRAINT "audit_method.kind.check" CHECK ("kind" IN ('dokumentgranskning', 'intervjuer', 'observation', 'annat')),
    "text" TEXT NOT NULL CONSTRAINT "audit_method.text.check" CHECK (length("text") BETWEEN 1 AND 4000)
) STRICT;
CREATE INDEX "audit_method.scope" ON "audit_method" ("federation", "owner", "id");
CREATE INDEX "audit_method.federation.id" ON "audit_method" ("federation", "id", "standing");
CREATE INDEX "audit_method.audit" ON "audit_method" ("audit", "id");
CREATE INDEX "audit_method.kind" ON "audit_method" ("federation", (CASE "kind" WHEN 'dokumentgranskning' THEN 1 WHEN 'intervjuer' THEN 2 WHEN 'observation' THEN 3 WHEN 'annat' THEN 4 END), "id", "standing");
CREATE TABLE "examined_document" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "examined_document.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "examined_document.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "examined_document.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "examined_document.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "examined_document.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "examined_document.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "document" INTEGER NOT NULL REFERENCES "document" ("id"),
    "note" TEXT CONSTRAINT "examined_document.note.check" CHECK (length("note") BETWEEN 1 AND 1000)
) STRICT;
CREATE INDEX "examined_document.scope" ON "examined_document" ("federation", "owner", "id");
CREATE INDEX "examined_document.federation.id" ON "examined_document" ("federation", "id", "standing");
CREATE INDEX "examined_document.audit" ON "examined_document" ("audit", "id");
CREATE INDEX "examined_document.document" ON "examined_document" ("document", "id");
CREATE INDEX "examined_document.federation.document" ON "examined_document" ("federation", "document", "id", "standing");
CREATE INDEX "examined_document.note" ON "examined_document" ("federation", "note" COLLATE "sv-x-icu", "id");
CREATE UNIQUE INDEX "examined_document.audit.document.unique" ON "examined_document" ("federation", "audit", "document") WHERE "standing" = 'gallande';
CREATE TABLE "interview" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "interview.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "interview.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "interview.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "interview.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "interview.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "interview.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "role" TEXT NOT NULL CONSTRAINT "interview.role.check" CHECK (length("role") BETWEEN 1 AND 200),
    "post" INTEGER REFERENCES "post" ("id"),
    "held" TEXT CONSTRAINT "interview.held.check" CHECK ("held" = '?' OR length("held") IN (4, 7, 10)),
    "notes" TEXT CONSTRAINT "interview.notes.check" CHECK (length("notes") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "interview.scope" ON "interview" ("federation", "owner", "id");
CREATE INDEX "interview.federation.id" ON "interview" ("federation", "id", "standing");
CREATE INDEX "interview.audit" ON "interview" ("audit", "id");
CREATE INDEX "interview.role" ON "interview" ("federation", "role" COLLATE "sv-x-icu", "id");
CREATE INDEX "interview.post" ON "interview" ("post", "id");
CREATE INDEX "interview.held" ON "interview" ("federation", "held", "id");
CREATE TABLE "fact_check" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "fact_check.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "fact_check.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "fact_check.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "fact_check.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "fact_check.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "fact_check.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "interview" INTEGER NOT NULL REFERENCES "interview" ("id"),
    "sent" TEXT CONSTRAINT "fact_check.sent.check" CHECK ("sent" = '?' OR length("sent") IN (4, 7, 10)),
    "answered" TEXT CONSTRAINT "fact_check.answered.check" CHECK ("answered" = '?' OR length("answered") IN (4, 7, 10)),
    "accepted" INTEGER NOT NULL CONSTRAINT "fact_check.accepted.check" CHECK ("accepted" IN (0, 1)),
    "comments" TEXT CONSTRAINT "fact_check.comments.check" CHECK (length("comments") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "fact_check.scope" ON "fact_check" ("federation", "owner", "id");
CREATE INDEX "fact_check.federation.id" ON "fact_check" ("federation", "id", "standing");
CREATE INDEX "fact_check.interview" ON "fact_check" ("interview", "id");
CREATE INDEX "fact_check.federation.interview" ON "fact_check" ("federation", "interview", "id", "standing");
CREATE INDEX "fact_check.sent" ON "fact_check" ("federation", "sent", "id");
CREATE INDEX "fact_check.answered" ON "fact_check" ("federation", "answered", "id");
CREATE INDEX "fact_check.accepted" ON "fact_check" ("federation", "accepted", "id", "standing");
CREATE UNIQUE INDEX "fact_check.interview.unique" ON "fact_check" ("federation", "interview") WHERE "standing" = 'gallande';
CREATE TABLE "statement" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "statement.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "statement.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "statement.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "statement.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "statement.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "statement.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "text" TEXT NOT NULL CONSTRAINT "statement.text.check" CHECK (length("text") BETWEEN 1 AND 8000),
    "section" TEXT CONSTRAINT "statement.section.check" CHECK (length("section") BETWEEN 1 AND 40),
    "source" TEXT NOT NULL CONSTRAINT "statement.source.check" CHECK ("source" IN ('intervju', 'dokument', 'observation')),
    "interview" INTEGER REFERENCES "interview" ("id"),
    "document" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE INDEX "statement.scope" ON "statement" ("federation", "owner", "id");
CREATE INDEX "statement.federation.id" ON "statement" ("federation", "id", "standing");
CREATE INDEX "statement.audit" ON "statement" ("audit", "id");
CREATE INDEX "statement.section" ON "statement" ("federation", "section" COLLATE "sv-x-icu", "id");
CREATE INDEX "statement.source" ON "statement" ("federation", (CASE "source" WHEN 'intervju' THEN 1 WHEN 'dokument' THEN 2 WHEN 'observation' THEN 3 END), "id", "standing");
CREATE INDEX "statement.interview" ON "statement" ("interview", "id");
CREATE INDEX "statement.document" ON "statement" ("document", "id");
CREATE TABLE "finding" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "finding.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "finding.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "finding.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "finding.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "finding.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "finding.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "text" TEXT NOT NULL CONSTRAINT "finding.text.check" CHECK (length("text") BETWEEN 1 AND 8000),
    "section" TEXT CONSTRAINT "finding.section.check" CHECK (length("section") BETWEEN 1 AND 40),
    "severity" TEXT CONSTRAINT "finding.severity.check" CHECK ("severity" IN ('lag', 'medel', 'hog')),
    "state" TEXT NOT NULL CONSTRAINT "finding.state.check" CHECK ("state" IN ('oppen', 'hanterad')),
    "about" TEXT CONSTRAINT "finding.about.check" CHECK (length("about") BETWEEN 1 AND 80),
    "recommendation" INTEGER REFERENCES "recommendation" ("id")
) STRICT;
CREATE INDEX "finding.scope" ON "finding" ("federation", "owner", "id");
CREATE INDEX "finding.federation.id" ON "finding" ("federation", "id", "standing");
CREATE INDEX "finding.audit" ON "finding" ("audit", "id");
CREATE INDEX "finding.section" ON "finding" ("federation", "section" COLLATE "sv-x-icu", "id");
CREATE INDEX "finding.severity" ON "finding" ("federation", (CASE "severity" WHEN 'lag' THEN 1 WHEN 'medel' THEN 2 WHEN 'hog' THEN 3 END), "id", "standing");
CREATE INDEX "finding.state" ON "finding" ("federation", (CASE "state" WHEN 'oppen' THEN 1 WHEN 'hanterad' THEN 2 END), "id", "standing");
CREATE INDEX "finding.about" ON "finding" ("about", "id");
CREATE INDEX "finding.recommendation" ON "finding" ("recommendation", "id");
CREATE TABLE "recommendation" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "recommendation.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "recommendation.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "recommendation.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "recommendation.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "recommendation.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "recommendation.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "number" INTEGER NOT NULL CONSTRAINT "recommendation.number.check" CHECK ("number" BETWEEN 1 AND 1000),
    "code" TEXT NOT NULL CONSTRAINT "recommendation.code.check" CHECK (length("code") BETWEEN 1 AND 20),
    "text" TEXT NOT NULL CONSTRAINT "recommendation.text.check" CHECK (length("text") BETWEEN 1 AND 4000),
    "addressee" INTEGER REFERENCES "body" ("id"),
    "dated" TEXT CONSTRAINT "recommendation.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "section" TEXT CONSTRAINT "recommendation.section.check" CHECK (length("section") BETWEEN 1 AND 40),
    "repeats" INTEGER REFERENCES "recommendation" ("id"),
    "correction" TEXT CONSTRAINT "recommendation.correction.check" CHECK (length("correction") BETWEEN 1 AND 1000)
) STRICT;
CREATE INDEX "recommendation.scope" ON "recommendation" ("federation", "owner", "id");
CREATE INDEX "recommendation.federation.id" ON "recommendation" ("federation", "id", "standing");
CREATE INDEX "recommendation.audit" ON "recommendation" ("audit", "id");
CREATE INDEX "recommendation.code" ON "recommendation" ("federation", "code" COLLATE "sv-x-icu", "id");
CREATE INDEX "recommendation.addressee" ON "recommendation" ("addressee", "id");
CREATE INDEX "recommendation.federation.addressee" ON "recommendation" ("federation", "addressee", "id", "standing");
CREATE INDEX "recommendation.dated" ON "recommendation" ("federation", "dated", "id");
CREATE INDEX "recommendation.repeats" ON "recommendation" ("repeats", "id");
CREATE UNIQUE INDEX "recommendation.audit.number.unique" ON "recommendation" ("federation", "audit", "number") WHERE "standing" = 'gallande';
CREATE TABLE "assessment" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "assessment.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "assessment.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "assessment.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "assessment.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "assessment.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "assessment.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "recommendation" INTEGER REFERENCES "recommendation" ("id"),
    "question" INTEGER REFERENCES "audit_question" ("id"),
    "section" TEXT CONSTRAINT "assessment.section.check" CHECK (length("section") BETWEEN 1 AND 40),
    "done" TEXT CONSTRAINT "assessment.done.check" CHECK (length("done") BETWEEN 1 AND 100000),
    "grade" TEXT NOT NULL CONSTRAINT "assessment.grade.check" CHECK ("grade" IN ('ja', 'delvis', 'nej', 'ej_bedomd')),
    "grade_source" TEXT CONSTRAINT "assessment.grade_source.check" CHECK (length("grade_source") BETWEEN 1 AND 60),
    "text_short" TEXT CONSTRAINT "assessment.text_short.check" CHECK (length("text_short") BETWEEN 1 AND 100000),
    "text_long" TEXT CONSTRAINT "assessment.text_long.check" CHECK (length("text_long") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "assessment.scope" ON "assessment" ("federation", "owner", "id");
CREATE INDEX "assessment.federation.id" ON "assessment" ("federation", "id", "standing");
CREATE INDEX "assessment.audit" ON "assessment" ("audit", "id");
CREATE INDEX "assessment.recommendation" ON "assessment" ("recommendation", "id");
CREATE INDEX "assessment.federation.recommendation" ON "assessment" ("federation", "recommendation", "id", "standing");
CREATE INDEX "assessment.question" ON "assessment" ("question", "id");
CREATE INDEX "assessment.federation.question" ON "assessment" ("federation", "question", "id", "standing");
CREATE INDEX "assessment.section" ON "assessment" ("federation", "section" COLLATE "sv-x-icu", "id");
CREATE INDEX "assessment.grade" ON "assessment" ("federation", (CASE "grade" WHEN 'ja' THEN 1 WHEN 'delvis' THEN 2 WHEN 'nej' THEN 3 WHEN 'ej_bedomd' THEN 4 END), "id", "standing");
CREATE TABLE "assessment_outcome" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "assessment_outcome.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "assessment_outcome.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "assessment_outcome.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "assessment_outcome.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "assessment_outcome.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "assessment_outcome.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "assessment" INTEGER NOT NULL REFERENCES "assessment" ("id"),
    "recommendation" INTEGER NOT NULL REFERENCES "recommendation" ("id"),
    "number" INTEGER CONSTRAINT "assessment_outcome.number.check" CHECK ("number" BETWEEN 0 AND 1000)
) STRICT;
CREATE INDEX "assessment_outcome.scope" ON "assessment_outcome" ("federation", "owner", "id");
CREATE INDEX "assessment_outcome.federation.id" ON "assessment_outcome" ("federation", "id", "standing");
CREATE INDEX "assessment_outcome.assessment" ON "assessment_outcome" ("assessment", "id");
CREATE INDEX "assessment_outcome.federation.assessment" ON "assessment_outcome" ("federation", "assessment", "id", "standing");
CREATE INDEX "assessment_outcome.recommendation" ON "assessment_outcome" ("recommendation", "id");
CREATE INDEX "assessment_outcome.federation.recommendation" ON "assessment_outcome" ("federation", "recommendation", "id", "standing");
CREATE INDEX "assessment_outcome.number" ON "assessment_outcome" ("federation", "number", "id");
CREATE UNIQUE INDEX "assessment_outcome.assessment.recommendation.unique" ON "assessment_outcome" ("federation", "assessment", "recommendation") WHERE "standing" = 'gallande';
CREATE TABLE "signature" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "signature.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "signature.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "signature.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "signature.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "signature.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "signature.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "document" INTEGER NOT NULL REFERENCES "document" ("id"),
    "role" TEXT NOT NULL CONSTRAINT "signature.role.check" CHECK (length("role") BETWEEN 1 AND 200),
    "person" INTEGER REFERENCES "person" ("id"),
    "organisation" INTEGER REFERENCES "organisation" ("id"),
    "method" TEXT CONSTRAINT "signature.method.check" CHECK (length("method") BETWEEN 1 AND 100),
    "at" INTEGER,
    "external" INTEGER NOT NULL CONSTRAINT "signature.external.check" CHECK ("external" IN (0, 1))
) STRICT;
CREATE INDEX "signature.scope" ON "signature" ("federation", "owner", "id");
CREATE INDEX "signature.federation.id" ON "signature" ("federation", "id", "standing");
CREATE INDEX "signature.document" ON "signature" ("document", "id");
CREATE INDEX "signature.federation.document" ON "signature" ("federation", "document", "id", "standing");
CREATE INDEX "signature.role" ON "signature" ("federation", "role" COLLATE "sv-x-icu", "id");
CREATE INDEX "signature.person" ON "signature" ("person", "id");
CREATE INDEX "signature.federation.person" ON "signature" ("federation", "person", "id", "standing");
CREATE INDEX "signature.organisation" ON "signature" ("organisation", "id");
CREATE INDEX "signature.federation.organisation" ON "signature" ("federation", "organisation", "id", "standing");
CREATE INDEX "signature.method" ON "signature" ("federation", "method" COLLATE "sv-x-icu", "id");
CREATE INDEX "signature.at" ON "signature" ("federation", "at", "id");
CREATE INDEX "signature.external" ON "signature" ("federation", "external", "id", "standing");
CREATE TABLE "distribution" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "distribution.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "distribution.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "distribution.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "distribution.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "distribution.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "distribution.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "document" INTEGER REFERENCES "document" ("id"),
    "recipient" INTEGER NOT NULL REFERENCES "body" ("id"),
    "purpose" TEXT NOT NULL CONSTRAINT "distribution.purpose.check" CHECK ("purpose" IN ('yttrande', 'kannedom')),
    "sent" TEXT CONSTRAINT "distribution.sent.check" CHECK ("sent" = '?' OR length("sent") IN (4, 7, 10)),
    "received" TEXT CONSTRAINT "distribution.received.check" CHECK ("received" = '?' OR length("received") IN (4, 7, 10))
) STRICT;
CREATE INDEX "distribution.scope" ON "distribution" ("federation", "owner", "id");
CREATE INDEX "distribution.federation.id" ON "distribution" ("federation", "id", "standing");
CREATE INDEX "distribution.audit" ON "distribution" ("audit", "id");
CREATE INDEX "distribution.document" ON "distribution" ("document", "id");
CREATE INDEX "distribution.recipient" ON "distribution" ("recipient", "id");
CREATE INDEX "distribution.federation.recipient" ON "distribution" ("federation", "recipient", "id", "standing");
CREATE INDEX "distribution.purpose" ON "distribution" ("federation", (CASE "purpose" WHEN 'yttrande' THEN 1 WHEN 'kannedom' THEN 2 END), "id", "standing");
CREATE INDEX "distribution.sent" ON "distribution" ("federation", "sent", "id");
CREATE INDEX "distribution.received" ON "distribution" ("federation", "received", "id");
CREATE UNIQUE INDEX "distribution.audit.recipient.unique" ON "distribution" ("federation", "audit", "recipient") WHERE "standing" = 'gallande';
CREATE TABLE "response" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "response.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "response.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "response.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "response.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "response.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "response.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "response.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "addressee" INTEGER REFERENCES "body" ("id"),
    "requested_by" TEXT CONSTRAINT "response.requested_by.check" CHECK (length("requested_by") BETWEEN 1 AND 200),
    "due" TEXT CONSTRAINT "response.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "state" TEXT NOT NULL CONSTRAINT "response.state.check" CHECK ("state" IN ('begart', 'utkast', 'beslutat', 'skickat', 'handling_saknas')),
    "background" TEXT CONSTRAINT "response.background.check" CHECK (length("background") BETWEEN 1 AND 100000),
    "text" TEXT CONSTRAINT "response.text.check" CHECK (length("text") BETWEEN 1 AND 100000),
    "resources" TEXT CONSTRAINT "response.resources.check" CHECK (length("resources") BETWEEN 1 AND 100000),
    "proposal" TEXT CONSTRAINT "response.proposal.check" CHECK (length("proposal") BETWEEN 1 AND 100000),
    "decided_by" INTEGER REFERENCES "body" ("id"),
    "decided" TEXT CONSTRAINT "response.decided.check" CHECK ("decided" = '?' OR length("decided") IN (4, 7, 10)),
    "paragraph" TEXT CONSTRAINT "response.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 40),
    "document" INTEGER REFERENCES "document" ("id"),
    "replaces" INTEGER REFERENCES "response" ("id"),
    "sha256" TEXT CONSTRAINT "response.sha256.check" CHECK (length("sha256") BETWEEN 64 AND 64)
) STRICT;
CREATE INDEX "response.scope" ON "response" ("federation", "owner", "id");
CREATE INDEX "response.federation.id" ON "response" ("federation", "id", "standing");
CREATE INDEX "response.audit" ON "response" ("audit", "id");
CREATE INDEX "response.federation.audit" ON "response" ("federation", "audit", "id", "standing");
CREATE INDEX "response.title" ON "response" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "response.addressee" ON "response" ("addressee", "id");
CREATE INDEX "response.federation.addressee" ON "response" ("federation", "addressee", "id", "standing");
CREATE INDEX "response.due" ON "response" ("federation", "due", "id");
CREATE INDEX "response.state" ON "response" ("federation", (CASE "state" WHEN 'begart' THEN 1 WHEN 'utkast' THEN 2 WHEN 'beslutat' THEN 3 WHEN 'skickat' THEN 4 WHEN 'handling_saknas' THEN 5 END), "id", "standing");
CREATE INDEX "response.decided_by" ON "response" ("decided_by", "id");
CREATE INDEX "response.decided" ON "response" ("federation", "decided", "id");
CREATE INDEX "response.paragraph" ON "response" ("federation", "paragraph" COLLATE "sv-x-icu", "id");
CREATE INDEX "response.document" ON "response" ("document", "id");
CREATE INDEX "response.replaces" ON "response" ("replaces", "id");
CREATE TABLE "response_recipient" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "response_recipient.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "response_recipient.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "response_recipient.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "response_recipient.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "response_recipient.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "response_recipient.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "response" INTEGER NOT NULL REFERENCES "response" ("id"),
    "recipient" TEXT NOT NULL CONSTRAINT "response_recipient.recipient.check" CHECK (length("recipient") BETWEEN 1 AND 200),
    "address" TEXT CONSTRAINT "response_recipient.address.check" CHECK (length("address") BETWEEN 1 AND 254)
) STRICT;
CREATE INDEX "response_recipient.scope" ON "response_recipient" ("federation", "owner", "id");
CREATE INDEX "response_recipient.federation.id" ON "response_recipient" ("federation", "id", "standing");
CREATE INDEX "response_recipient.response" ON "response_recipient" ("response", "id");
CREATE INDEX "response_recipient.federation.response" ON "response_recipient" ("federation", "response", "id", "standing");
CREATE INDEX "response_recipient.recipient" ON "response_recipient" ("federation", "recipient" COLLATE "sv-x-icu", "id");
CREATE TABLE "response_sending" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "response_sending.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "response_sending.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "response_sending.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "response_sending.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "response_sending.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "response_sending.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "response" INTEGER NOT NULL REFERENCES "response" ("id"),
    "recipient" INTEGER NOT NULL REFERENCES "response_recipient" ("id"),
    "sent" TEXT NOT NULL CONSTRAINT "response_sending.sent.check" CHECK ("sent" = '?' OR length("sent") IN (4, 7, 10)),
    "method" TEXT NOT NULL CONSTRAINT "response_sending.method.check" CHECK (length("method") BETWEEN 1 AND 100),
    "sent_by" INTEGER REFERENCES "account" ("id")
) STRICT;
CREATE INDEX "response_sending.scope" ON "response_sending" ("federation", "owner", "id");
CREATE INDEX "response_sending.federation.id" ON "response_sending" ("federation", "id", "standing");
CREATE INDEX "response_sending.response" ON "response_sending" ("response", "id");
CREATE INDEX "response_sending.federation.response" ON "response_sending" ("federation", "response", "id", "standing");
CREATE INDEX "response_sending.recipient" ON "response_sending" ("recipient", "id");
CREATE INDEX "response_sending.federation.recipient" ON "response_sending" ("federation", "recipient", "id", "standing");
CREATE INDEX "response_sending.sent" ON "response_sending" ("federation", "sent", "id");
CREATE INDEX "response_sending.method" ON "response_sending" ("federation", "method" COLLATE "sv-x-icu", "id");
CREATE INDEX "response_sending.sent_by" ON "response_sending" ("sent_by", "id");
CREATE INDEX "response_sending.federation.sent_by" ON "response_sending" ("federation", "sent_by", "id", "standing");
CREATE TABLE "response_item" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "response_item.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "response_item.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "response_item.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "response_item.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "response_item.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "response_item.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "response" INTEGER NOT NULL REFERENCES "response" ("id"),
    "recommendation" INTEGER NOT NULL REFERENCES "recommendation" ("id"),
    "position" TEXT NOT NULL CONSTRAINT "response_item.position.check" CHECK ("position" IN ('delar', 'delar_delvis', 'delar_inte', 'ej_besvarad')),
    "reason" TEXT CONSTRAINT "response_item.reason.check" CHECK (length("reason") BETWEEN 1 AND 100000),
    "done" TEXT CONSTRAINT "response_item.done.check" CHECK (length("done") BETWEEN 1 AND 100000),
    "measure" TEXT CONSTRAINT "response_item.measure.check" CHECK (length("measure") BETWEEN 1 AND 100000),
    "responsible" INTEGER REFERENCES "post" ("id"),
    "deadline" TEXT CONSTRAINT "response_item.deadline.check" CHECK ("deadline" = '?' OR length("deadline") IN (4, 7, 10)),
    "follow_up" TEXT CONSTRAINT "response_item.follow_up.check" CHECK (length("follow_up") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "response_item.scope" ON "response_item" ("federation", "owner", "id");
CREATE INDEX "response_item.federation.id" ON "response_item" ("federation", "id", "standing");
CREATE INDEX "response_item.response" ON "response_item" ("response", "id");
CREATE INDEX "response_item.federation.response" ON "response_item" ("federation", "response", "id", "standing");
CREATE INDEX "response_item.recommendation" ON "response_item" ("recommendation", "id");
CREATE INDEX "response_item.federation.recommendation" ON "response_item" ("federation", "recommendation", "id", "standing");
CREATE INDEX "response_item.position" ON "response_item" ("federation", (CASE "position" WHEN 'delar' THEN 1 WHEN 'delar_delvis' THEN 2 WHEN 'delar_inte' THEN 3 WHEN 'ej_besvarad' THEN 4 END), "id", "standing");
CREATE INDEX "response_item.responsible" ON "response_item" ("responsible", "id");
CREATE INDEX "response_item.federation.responsible" ON "response_item" ("federation", "responsible", "id", "standing");
CREATE INDEX "response_item.deadline" ON "response_item" ("federation", "deadline", "id");
CREATE UNIQUE INDEX "response_item.response.recommendation.unique" ON "response_item" ("federation", "response", "recommendation") WHERE "standing" = 'gallande';
CREATE TABLE "measure" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "measure.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "measure.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "measure.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "measure.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "measure.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "measure.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "measure.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "text" TEXT CONSTRAINT "measure.text.check" CHECK (length("text") BETWEEN 1 AND 100000),
    "responsible" INTEGER REFERENCES "post" ("id"),
    "organisation" INTEGER REFERENCES "organisation" ("id"),
    "state" TEXT NOT NULL CONSTRAINT "measure.state.check" CHECK ("state" IN ('foreslagen', 'beslutad', 'pagar', 'vantar', 'klar', 'avbruten')),
    "ground" TEXT CONSTRAINT "measure.ground.check" CHECK ("ground" IN ('leverantor', 'risk', 'klassning', 'lag', 'incident', 'kontinuitet', 'policy', 'god_praxis', 'okand')),
    "start" TEXT CONSTRAINT "measure.start.check" CHECK ("start" = '?' OR length("start") IN (4, 7, 10)),
    "due" TEXT CONSTRAINT "measure.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "cost" INTEGER CONSTRAINT "measure.cost.check" CHECK ("cost" BETWEEN 0 AND 100000000000000),
    "expected" TEXT CONSTRAINT "measure.expected.check" CHECK (length("expected") BETWEEN 1 AND 4000),
    "waits_for" TEXT CONSTRAINT "measure.waits_for.check" CHECK (length("waits_for") BETWEEN 1 AND 1000),
    "waits_link" TEXT CONSTRAINT "measure.waits_link.check" CHECK (length("waits_link") BETWEEN 1 AND 80),
    "waits_since" TEXT CONSTRAINT "measure.waits_since.check" CHECK ("waits_since" = '?' OR length("waits_since") IN (4, 7, 10)),
    "look_again" TEXT CONSTRAINT "measure.look_again.check" CHECK ("look_again" = '?' OR length("look_again") IN (4, 7, 10)),
    "needs_evidence" INTEGER NOT NULL CONSTRAINT "measure.needs_evidence.check" CHECK ("needs_evidence" IN (0, 1)),
    "done" TEXT CONSTRAINT "measure.done.check" CHECK ("done" = '?' OR length("done") IN (4, 7, 10)),
    "effect" TEXT CONSTRAINT "measure.effect.check" CHECK ("effect" IN ('verkan', 'delvis', 'ingen')),
    "cancelled_why" TEXT CONSTRAINT "measure.cancelled_why.check" CHECK (length("cancelled_why") BETWEEN 1 AND 1000)
) STRICT;
CREATE INDEX "measure.scope" ON "measure" ("federation", "owner", "id");
CREATE INDEX "measure.federation.id" ON "measure" ("federation", "id", "standing");
CREATE INDEX "measure.title" ON "measure" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "measure.responsible" ON "measure" ("responsible", "id");
CREATE INDEX "measure.federation.responsible" ON "measure" ("federation", "responsible", "id", "standing");
CREATE INDEX "measure.organisation" ON "measure" ("organisation", "id");
CREATE INDEX "measure.state" ON "measure" ("federation", (CASE "state" WHEN 'foreslagen' THEN 1 WHEN 'beslutad' THEN 2 WHEN 'pagar' THEN 3 WHEN 'vantar' THEN 4 WHEN 'klar' THEN 5 WHEN 'avbruten' THEN 6 END), "id", "standing");
CREATE INDEX "measure.due" ON "measure" ("federation", "due", "id");
CREATE INDEX "measure.waits_link" ON "measure" ("waits_link", "id");
CREATE INDEX "measure.look_again" ON "measure" ("federation", "look_again", "id");
CREATE INDEX "measure.effect" ON "measure" ("federation", (CASE "effect" WHEN 'verkan' THEN 1 WHEN 'delvis' THEN 2 WHEN 'ingen' THEN 3 END), "id", "standing");
CREATE TABLE "measure_origin" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "measure_origin.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "measure_origin.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "measure_origin.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "measure_origin.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "measure_origin.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "measure_origin.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "measure" INTEGER NOT NULL REFERENCES "measure" ("id"),
    "kind" TEXT NOT NULL CONSTRAINT "measure_origin.kind.check" CHECK ("kind" IN ('rekommendation', 'risk', 'incident', 'klassning', 'brist', 'internkontroll', 'lag')),
    "recommendation" INTEGER REFERENCES "recommendation" ("id"),
    "link" TEXT CONSTRAINT "measure_origin.link.check" CHECK (length("link") BETWEEN 1 AND 80),
    "text" TEXT CONSTRAINT "measure_origin.text.check" CHECK (length("text") BETWEEN 1 AND 1000)
) STRICT;
CREATE INDEX "measure_origin.scope" ON "measure_origin" ("federation", "owner", "id");
CREATE INDEX "measure_origin.federation.id" ON "measure_origin" ("federation", "id", "standing");
CREATE INDEX "measure_origin.measure" ON "measure_origin" ("measure", "id");
CREATE INDEX "measure_origin.federation.measure" ON "measure_origin" ("federation", "measure", "id", "standing");
CREATE INDEX "measure_origin.kind" ON "measure_origin" ("federation", (CASE "kind" WHEN 'rekommendation' THEN 1 WHEN 'risk' THEN 2 WHEN 'incident' THEN 3 WHEN 'klassning' THEN 4 WHEN 'brist' THEN 5 WHEN 'internkontroll' THEN 6 WHEN 'lag' THEN 7 END), "id", "standing");
CREATE INDEX "measure_origin.recommendation" ON "measure_origin" ("recommendation", "id");
CREATE INDEX "measure_origin.federation.recommendation" ON "measure_origin" ("federation", "recommendation", "id", "standing");
CREATE INDEX "measure_origin.link" ON "measure_origin" ("link", "id");
CREATE INDEX "measure_origin.text" ON "measure_origin" ("federation", "text" COLLATE "sv-x-icu", "id");
CREATE TABLE "effect_followup" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "effect_followup.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "effect_followup.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "effect_followup.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "effect_followup.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "effect_followup.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "effect_followup.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "measure" INTEGER NOT NULL REFERENCES "measure" ("id"),
    "dated" TEXT NOT NULL CONSTRAINT "effect_followup.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "method" TEXT NOT NULL CONSTRAINT "effect_followup.method.check" CHECK (length("method") BETWEEN 1 AND 1000),
    "effect" TEXT NOT NULL CONSTRAINT "effect_followup.effect.check" CHECK ("effect" IN ('verkan', 'delvis', 'ingen')),
    "text" TEXT CONSTRAINT "effect_followup.text.check" CHECK (length("text") BETWEEN 1 AND 100000),
    "performed_by" INTEGER NOT NULL REFERENCES "post" ("id")
) STRICT;
CREATE INDEX "effect_followup.scope" ON "effect_followup" ("federation", "owner", "id");
CREATE INDEX "effect_followup.federation.id" ON "effect_followup" ("federation", "id", "standing");
CREATE INDEX "effect_followup.measure" ON "effect_followup" ("measure", "id");
CREATE INDEX "effect_followup.federation.measure" ON "effect_followup" ("federation", "measure", "id", "standing");
CREATE INDEX "effect_followup.dated" ON "effect_followup" ("federation", "dated", "id");
CREATE INDEX "effect_followup.method" ON "effect_followup" ("federation", "method" COLLATE "sv-x-icu", "id");
CREATE INDEX "effect_followup.effect" ON "effect_followup" ("federation", (CASE "effect" WHEN 'verkan' THEN 1 WHEN 'delvis' THEN 2 WHEN 'ingen' THEN 3 END), "id", "standing");
CREATE INDEX "effect_followup.performed_by" ON "effect_followup" ("performed_by", "id");
CREATE INDEX "effect_followup.federation.performed_by" ON "effect_followup" ("federation", "performed_by", "id", "standing");
CREATE TABLE "own_assessment" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "own_assessment.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "own_assessment.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "own_assessment.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "own_assessment.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "own_assessment.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "own_assessment.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "recommendation" INTEGER NOT NULL REFERENCES "recommendation" ("id"),
    "view" TEXT NOT NULL CONSTRAINT "own_assessment.view.check" CHECK ("view" IN ('genomford', 'delvis', 'inte')),
    "dated" TEXT NOT NULL CONSTRAINT "own_assessment.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "text" TEXT NOT NULL CONSTRAINT "own_assessment.text.check" CHECK (length("text") BETWEEN 1 AND 8000),
    "post" INTEGER REFERENCES "post" ("id")
) STRICT;
CREATE INDEX "own_assessment.scope" ON "own_assessment" ("federation", "owner", "id");
CREATE INDEX "own_assessment.federation.id" ON "own_assessment" ("federation", "id", "standing");
CREATE INDEX "own_assessment.recommendation" ON "own_assessment" ("recommendation", "id");
CREATE INDEX "own_assessment.federation.recommendation" ON "own_assessment" ("federation", "recommendation", "id", "standing");
CREATE INDEX "own_assessment.view" ON "own_assessment" ("federation", (CASE "view" WHEN 'genomford' THEN 1 WHEN 'delvis' THEN 2 WHEN 'inte' THEN 3 END), "id", "standing");
CREATE INDEX "own_assessment.dated" ON "own_assessment" ("federation", "dated", "id");
CREATE INDEX "own_assessment.post" ON "own_assessment" ("post", "id");
CREATE INDEX "own_assessment.federation.post" ON "own_assessment" ("federation", "post", "id", "standing");
CREATE TABLE "no_action" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "no_action.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "no_action.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "no_action.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "no_action.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "no_action.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "no_action.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "recommendation" INTEGER NOT NULL REFERENCES "recommendation" ("id"),
    "state" TEXT NOT NULL CONSTRAINT "no_action.state.check" CHECK ("state" IN ('foreslaget', 'beslutat')),
    "reason" TEXT NOT NULL CONSTRAINT "no_action.reason.check" CHECK (length("reason") BETWEEN 1 AND 8000),
    "decided_by" INTEGER REFERENCES "body" ("id"),
    "decided" TEXT CONSTRAINT "no_action.decided.check" CHECK ("decided" = '?' OR length("decided") IN (4, 7, 10)),
    "paragraph" TEXT CONSTRAINT "no_action.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 40),
    "review" TEXT NOT NULL CONSTRAINT "no_action.review.check" CHECK ("review" = '?' OR length("review") IN (4, 7, 10)),
    "document" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE INDEX "no_action.scope" ON "no_action" ("federation", "owner", "id");
CREATE INDEX "no_action.federation.id" ON "no_action" ("federation", "id", "standing");
CREATE INDEX "no_action.recommendation" ON "no_action" ("recommendation", "id");
CREATE INDEX "no_action.federation.recommendation" ON "no_action" ("federation", "recommendation", "id", "standing");
CREATE INDEX "no_action.state" ON "no_action" ("federation", (CASE "state" WHEN 'foreslaget' THEN 1 WHEN 'beslutat' THEN 2 END), "id", "standing");
CREATE INDEX "no_action.decided_by" ON "no_action" ("decided_by", "id");
CREATE INDEX "no_action.federation.decided_by" ON "no_action" ("federation", "decided_by", "id", "standing");
CREATE INDEX "no_action.decided" ON "no_action" ("federation", "decided", "id");
CREATE INDEX "no_action.review" ON "no_action" ("federation", "review", "id");
CREATE INDEX "no_action.document" ON "no_action" ("document", "id");
CREATE UNIQUE INDEX "no_action.recommendation.unique" ON "no_action" ("federation", "recommendation") WHERE "standing" = 'gallande';
CREATE TABLE "information_request" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "information_request.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "information_request.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "information_request.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "information_request.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "information_request.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "information_request.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "audit" INTEGER NOT NULL REFERENCES "audit" ("id"),
    "question" TEXT NOT NULL CONSTRAINT "information_request.question.check" CHECK (length("question") BETWEEN 1 AND 4000),
    "asked_by" TEXT CONSTRAINT "information_request.asked_by.check" CHECK (length("asked_by") BETWEEN 1 AND 200),
    "asked" TEXT CONSTRAINT "information_request.asked.check" CHECK ("asked" = '?' OR length("asked") IN (4, 7, 10)),
    "due" TEXT CONSTRAINT "information_request.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "state" TEXT NOT NULL CONSTRAINT "information_request.state.check" CHECK ("state" IN ('stalld', 'besvarad', 'aterkallad')),
    "answer" TEXT CONSTRAINT "information_request.answer.check" CHECK (length("answer") BETWEEN 1 AND 100000),
    "answered" TEXT CONSTRAINT "information_request.answered.check" CHECK ("answered" = '?' OR length("answered") IN (4, 7, 10)),
    "answered_by" INTEGER REFERENCES "post" ("id")
) STRICT;
CREATE INDEX "information_request.scope" ON "information_request" ("federation", "owner", "id");
CREATE INDEX "information_request.federation.id" ON "information_request" ("federation", "id", "standing");
CREATE INDEX "information_request.audit" ON "information_request" ("audit", "id");
CREATE INDEX "information_request.federation.audit" ON "information_request" ("federation", "audit", "id", "standing");
CREATE INDEX "information_request.asked" ON "information_request" ("federation", "asked", "id");
CREATE INDEX "information_request.due" ON "information_request" ("federation", "due", "id");
CREATE INDEX "information_request.state" ON "information_request" ("federation", (CASE "state" WHEN 'stalld' THEN 1 WHEN 'besvarad' THEN 2 WHEN 'aterkallad' THEN 3 END), "id", "standing");
CREATE INDEX "information_request.answered_by" ON "information_request" ("answered_by", "id");
CREATE TABLE "meeting" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "meeting.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "meeting.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "meeting.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "meeting.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "meeting.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "meeting.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT CONSTRAINT "meeting.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "body" INTEGER NOT NULL REFERENCES "body" ("id"),
    "dated" TEXT NOT NULL CONSTRAINT "meeting.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "state" TEXT NOT NULL CONSTRAINT "meeting.state.check" CHECK ("state" IN ('planerat', 'hallet', 'justerat')),
    "document" INTEGER REFERENCES "document" ("id"),
    "note" TEXT CONSTRAINT "meeting.note.check" CHECK (length("note") BETWEEN 1 AND 4000)
) STRICT;
CREATE INDEX "meeting.scope" ON "meeting" ("federation", "owner", "id");
CREATE INDEX "meeting.federation.id" ON "meeting" ("federation", "id", "standing");
CREATE INDEX "meeting.title" ON "meeting" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "meeting.body" ON "meeting" ("body", "id");
CREATE INDEX "meeting.federation.body" ON "meeting" ("federation", "body", "id", "standing");
CREATE INDEX "meeting.dated" ON "meeting" ("federation", "dated", "id");
CREATE INDEX "meeting.state" ON "meeting" ("federation", (CASE "state" WHEN 'planerat' THEN 1 WHEN 'hallet' THEN 2 WHEN 'justerat' THEN 3 END), "id", "standing");
CREATE INDEX "meeting.document" ON "meeting" ("document", "id");
CREATE INDEX "meeting.federation.document" ON "meeting" ("federation", "document", "id", "standing");
CREATE UNIQUE INDEX "meeting.body.dated.unique" ON "meeting" ("federation", "body", "dated") WHERE "standing" = 'gallande';
CREATE TABLE "presentation" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "presentation.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "presentation.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "presentation.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "presentation.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "presentation.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "presentation.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "presentation.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "meeting" INTEGER REFERENCES "meeting" ("id"),
    "dated" TEXT CONSTRAINT "presentation.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "prevents" INTEGER NOT NULL CONSTRAINT "presentation.prevents.check" CHECK ("prevents" IN (0, 1)),
    "detects" INTEGER NOT NULL CONSTRAINT "presentation.detects.check" CHECK ("detects" IN (0, 1)),
    "handles" INTEGER NOT NULL CONSTRAINT "presentation.handles.check" CHECK ("handles" IN (0, 1)),
    "restores" INTEGER NOT NULL CONSTRAINT "presentation.restores.check" CHECK ("restores" IN (0, 1)),
    "presented_by" INTEGER REFERENCES "post" ("id"),
    "document" INTEGER REFERENCES "document" ("id"),
    "questions" TEXT CONSTRAINT "presentation.questions.check" CHECK (length("questions") BETWEEN 1 AND 8000)
) STRICT;
CREATE INDEX "presentation.scope" ON "presentation" ("federation", "owner", "id");
CREATE INDEX "presentation.federation.id" ON "presentation" ("federation", "id", "standing");
CREATE INDEX "presentation.title" ON "presentation" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "presentation.meeting" ON "presentation" ("meeting", "id");
CREATE INDEX "presentation.federation.meeting" ON "presentation" ("federation", "meeting", "id", "standing");
CREATE INDEX "presentation.dated" ON "presentation" ("federation", "dated", "id");
CREATE INDEX "presentation.presented_by" ON "presentation" ("presented_by", "id");
CREATE INDEX "presentation.federation.presented_by" ON "presentation" ("federation", "presented_by", "id", "standing");
CREATE INDEX "presentation.document" ON "presentation" ("document", "id");
CREATE TABLE "board_request" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "board_request.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "board_request.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "board_request.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "board_request.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "board_request.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "board_request.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "text" TEXT NOT NULL CONSTRAINT "board_request.text.check" CHECK (length("text") BETWEEN 1 AND 4000),
    "body" INTEGER REFERENCES "body" ("id"),
    "asked_by" TEXT CONSTRAINT "board_request.asked_by.check" CHECK (length("asked_by") BETWEEN 1 AND 200),
    "asked" TEXT CONSTRAINT "board_request.asked.check" CHECK ("asked" = '?' OR length("asked") IN (4, 7, 10)),
    "paragraph" TEXT CONSTRAINT "board_request.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 40),
    "due" TEXT NOT NULL CONSTRAINT "board_request.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "state" TEXT NOT NULL CONSTRAINT "board_request.state.check" CHECK ("state" IN ('begard', 'besvarad', 'godkand', 'ater')),
    "responsible" INTEGER REFERENCES "post" ("id"),
    "answer" TEXT CONSTRAINT "board_request.answer.check" CHECK (length("answer") BETWEEN 1 AND 20000),
    "answered" TEXT CONSTRAINT "board_request.answered.check" CHECK ("answered" = '?' OR length("answered") IN (4, 7, 10)),
    "document" INTEGER REFERENCES "document" ("id"),
    "presentation" INTEGER REFERENCES "presentation" ("id"),
    "verdict" TEXT CONSTRAINT "board_request.verdict.check" CHECK (length("verdict") BETWEEN 1 AND 4000)
) STRICT;
CREATE INDEX "board_request.scope" ON "board_request" ("federation", "owner", "id");
CREATE INDEX "board_request.federation.id" ON "board_request" ("federation", "id", "standing");
CREATE INDEX "board_request.body" ON "board_request" ("body", "id");
CREATE INDEX "board_request.asked" ON "board_request" ("federation", "asked", "id");
CREATE INDEX "board_request.due" ON "board_request" ("federation", "due", "id");
CREATE INDEX "board_request.state" ON "board_request" ("federation", (CASE "state" WHEN 'begard' THEN 1 WHEN 'besvarad' THEN 2 WHEN 'godkand' THEN 3 WHEN 'ater' THEN 4 END), "id", "standing");
CREATE INDEX "board_request.responsible" ON "board_request" ("responsible", "id");
CREATE INDEX "board_request.federation.responsible" ON "board_request" ("federation", "responsible", "id", "standing");
CREATE INDEX "board_request.document" ON "board_request" ("document", "id");
CREATE INDEX "board_request.presentation" ON "board_request" ("presentation", "id");
CREATE TABLE "board_decision" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "board_decision.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "board_decision.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "board_decision.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "board_decision.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "board_decision.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "board_decision.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "text" TEXT NOT NULL CONSTRAINT "board_decision.text.check" CHECK (length("text") BETWEEN 1 AND 4000),
    "kind" TEXT NOT NULL CONSTRAINT "board_decision.kind.check" CHECK ("kind" IN ('accepterar_risk', 'behandlar_risk', 'uppdrag', 'faststaller', 'riskaptit', 'annat')),
    "state" TEXT NOT NULL CONSTRAINT "board_decision.state.check" CHECK ("state" IN ('foreslaget', 'beslutat', 'genomfort')),
    "about" TEXT CONSTRAINT "board_decision.about.check" CHECK (length("about") BETWEEN 1 AND 80),
    "meeting" INTEGER REFERENCES "meeting" ("id"),
    "dated" TEXT CONSTRAINT "board_decision.dated.check" CHECK ("dated" = '?' OR length("dated") IN (4, 7, 10)),
    "paragraph" TEXT CONSTRAINT "board_decision.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 40),
    "responsible" INTEGER REFERENCES "post" ("id"),
    "due" TEXT CONSTRAINT "board_decision.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "done" TEXT CONSTRAINT "board_decision.done.check" CHECK ("done" = '?' OR length("done") IN (4, 7, 10)),
    "follow_up" TEXT CONSTRAINT "board_decision.follow_up.check" CHECK (length("follow_up") BETWEEN 1 AND 4000)
) STRICT;
CREATE INDEX "board_decision.scope" ON "board_decision" ("federation", "owner", "id");
CREATE INDEX "board_decision.federation.id" ON "board_decision" ("federation", "id", "standing");
CREATE INDEX "board_decision.kind" ON "board_decision" ("federation", (CASE "kind" WHEN 'accepterar_risk' THEN 1 WHEN 'behandlar_risk' THEN 2 WHEN 'uppdrag' THEN 3 WHEN 'faststaller' THEN 4 WHEN 'riskaptit' THEN 5 WHEN 'annat' THEN 6 END), "id", "standing");
CREATE INDEX "board_decision.state" ON "board_decision" ("federation", (CASE "state" WHEN 'foreslaget' THEN 1 WHEN 'beslutat' THEN 2 WHEN 'genomfort' THEN 3 END), "id", "standing");
CREATE INDEX "board_decision.about" ON "board_decision" ("about", "id");
CREATE INDEX "board_decision.meeting" ON "board_decision" ("meeting", "id");
CREATE INDEX "board_decision.federation.meeting" ON "board_decision" ("federation", "meeting", "id", "standing");
CREATE INDEX "board_decision.dated" ON "board_decision" ("federation", "dated", "id");
CREATE INDEX "board_decision.responsible" ON "board_decision" ("responsible", "id");
CREATE INDEX "board_decision.federation.responsible" ON "board_decision" ("federation", "responsible", "id", "standing");
CREATE INDEX "board_decision.due" ON "board_decision" ("federation", "due", "id");
CREATE TABLE "appetite" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "appetite.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "appetite.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "appetite.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "appetite.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "appetite.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "appetite.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "year" INTEGER NOT NULL CONSTRAINT "appetite.year.check" CHECK ("year" BETWEEN 1990 AND 2200),
    "level" TEXT NOT NULL CONSTRAINT "appetite.level.check" CHECK ("level" IN ('lag', 'medel', 'hog')),
    "text" TEXT NOT NULL CONSTRAINT "appetite.text.check" CHECK (length("text") BETWEEN 1 AND 4000),
    "yearly" INTEGER CONSTRAINT "appetite.yearly.check" CHECK ("yearly" BETWEEN 0 AND 100000000000000),
    "state" TEXT NOT NULL CONSTRAINT "appetite.state.check" CHECK ("state" IN ('foreslagen', 'beslutad')),
    "decided_by" INTEGER REFERENCES "body" ("id"),
    "decided" TEXT CONSTRAINT "appetite.decided.check" CHECK ("decided" = '?' OR length("decided") IN (4, 7, 10)),
    "paragraph" TEXT CONSTRAINT "appetite.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 40)
) STRICT;
CREATE INDEX "appetite.scope" ON "appetite" ("federation", "owner", "id");
CREATE INDEX "appetite.federation.id" ON "appetite" ("federation", "id", "standing");
CREATE INDEX "appetite.year" ON "appetite" ("federation", "year", "id");
CREATE INDEX "appetite.level" ON "appetite" ("federation", (CASE "level" WHEN 'lag' THEN 1 WHEN 'medel' THEN 2 WHEN 'hog' THEN 3 END), "id", "standing");
CREATE INDEX "appetite.state" ON "appetite" ("federation", (CASE "state" WHEN 'foreslagen' THEN 1 WHEN 'beslutad' THEN 2 END), "id", "standing");
CREATE INDEX "appetite.decided_by" ON "appetite" ("decided_by", "id");
CREATE INDEX "appetite.decided" ON "appetite" ("federation", "decided", "id");
CREATE UNIQUE INDEX "appetite.year.unique" ON "appetite" ("federation", "year") WHERE "standing" = 'gallande';
CREATE TABLE "retention" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "retention.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "retention.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "retention.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "retention.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "retention.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "retention.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "retention.name.check" CHECK (length("name") BETWEEN 1 AND 200),
    "records" TEXT NOT NULL CONSTRAINT "retention.records.check" CHECK (length("records") BETWEEN 1 AND 60),
    "action" TEXT NOT NULL CONSTRAINT "retention.action.check" CHECK ("action" IN ('bevaras', 'gallras')),
    "years" INTEGER CONSTRAINT "retention.years.check" CHECK ("years" BETWEEN 0 AND 500),
    "counted" TEXT CONSTRAINT "retention.counted.check" CHECK ("counted" IN ('skapad', 'andrad', 'upphavd')),
    "basis" TEXT NOT NULL CONSTRAINT "retention.basis.check" CHECK (length("basis") BETWEEN 1 AND 500),
    "plan" INTEGER REFERENCES "document" ("id")
) STRICT;
CREATE INDEX "retention.scope" ON "retention" ("federation", "owner", "id");
CREATE INDEX "retention.federation.id" ON "retention" ("federation", "id", "standing");
CREATE INDEX "retention.name" ON "retention" ("federation", "name" COLLATE "sv-x-icu", "id");
CREATE INDEX "retention.records" ON "retention" ("federation", "records" COLLATE "sv-x-icu", "id");
CREATE INDEX "retention.action" ON "retention" ("federation", (CASE "action" WHEN 'bevaras' THEN 1 WHEN 'gallras' THEN 2 END), "id", "standing");
CREATE INDEX "retention.years" ON "retention" ("federation", "years", "id");
CREATE INDEX "retention.counted" ON "retention" ("federation", (CASE "counted" WHEN 'skapad' THEN 1 WHEN 'andrad' THEN 2 WHEN 'upphavd' THEN 3 END), "id", "standing");
CREATE INDEX "retention.plan" ON "retention" ("plan", "id");
CREATE TABLE "disposal" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "disposal.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "disposal.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "disposal.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "disposal.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "disposal.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "disposal.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "disposal.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "retention" INTEGER NOT NULL REFERENCES "retention" ("id"),
    "through" TEXT NOT NULL CONSTRAINT "disposal.through.check" CHECK ("through" = '?' OR length("through") IN (4, 7, 10)),
    "authority" TEXT CONSTRAINT "disposal.authority.check" CHECK (length("authority") BETWEEN 1 AND 200),
    "decision" INTEGER REFERENCES "document" ("id"),
    "decided" TEXT CONSTRAINT "disposal.decided.check" CHECK ("decided" = '?' OR length("decided") IN (4, 7, 10)),
    "paragraph" TEXT CONSTRAINT "disposal.paragraph.check" CHECK (length("paragraph") BETWEEN 1 AND 60),
    "grounds" TEXT NOT NULL CONSTRAINT "disposal.grounds.check" CHECK (length("grounds") BETWEEN 1 AND 100000),
    "state" TEXT NOT NULL CONSTRAINT "disposal.state.check" CHECK ("state" IN ('foreslaget', 'godkant', 'avslaget')),
    "proposed_by" INTEGER REFERENCES "account" ("id"),
    "approved_by" INTEGER REFERENCES "account" ("id"),
    "approved" INTEGER,
    "covered" INTEGER CONSTRAINT "disposal.covered.check" CHECK ("covered" BETWEEN 0 AND 9223372036854775807)
) STRICT;
CREATE INDEX "disposal.scope" ON "disposal" ("federation", "owner", "id");
CREATE INDEX "disposal.federation.id" ON "disposal" ("federation", "id", "standing");
CREATE INDEX "disposal.title" ON "disposal" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "disposal.retention" ON "disposal" ("retention", "id");
CREATE INDEX "disposal.federation.retention" ON "disposal" ("federation", "retention", "id", "standing");
CREATE INDEX "disposal.through" ON "disposal" ("federation", "through", "id");
CREATE INDEX "disposal.authority" ON "disposal" ("federation", "authority" COLLATE "sv-x-icu", "id");
CREATE INDEX "disposal.decision" ON "disposal" ("decision", "id");
CREATE INDEX "disposal.decided" ON "disposal" ("federation", "decided", "id");
CREATE INDEX "disposal.state" ON "disposal" ("federation", (CASE "state" WHEN 'foreslaget' THEN 1 WHEN 'godkant' THEN 2 WHEN 'avslaget' THEN 3 END), "id", "standing");
CREATE INDEX "disposal.proposed_by" ON "disposal" ("proposed_by", "id");
CREATE INDEX "disposal.approved_by" ON "disposal" ("approved_by", "id");
CREATE TABLE "installation_list" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "installation_list.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "installation_list.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "installation_list.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "installation_list.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "installation_list.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "installation_list.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "installation_list.name.check" CHECK (length("name") BETWEEN 1 AND 200),
    "kind" TEXT NOT NULL CONSTRAINT "installation_list.kind.check" CHECK ("kind" IN ('csv', 'cyclonedx', 'spdx', 'nmap')),
    "file" TEXT CONSTRAINT "installation_list.file.check" CHECK (length("file") BETWEEN 1 AND 255),
    "taken" TEXT CONSTRAINT "installation_list.taken.check" CHECK ("taken" = '?' OR length("taken") IN (4, 7, 10)),
    "components" INTEGER CONSTRAINT "installation_list.components.check" CHECK ("components" BETWEEN 0 AND 2000000)
) STRICT;
CREATE INDEX "installation_list.scope" ON "installation_list" ("federation", "owner", "id");
CREATE INDEX "installation_list.federation.id" ON "installation_list" ("federation", "id", "standing");
CREATE INDEX "installation_list.name" ON "installation_list" ("federation", "name" COLLATE "sv-x-icu", "id");
CREATE INDEX "installation_list.kind" ON "installation_list" ("federation", (CASE "kind" WHEN 'csv' THEN 1 WHEN 'cyclonedx' THEN 2 WHEN 'spdx' THEN 3 WHEN 'nmap' THEN 4 END), "id", "standing");
CREATE INDEX "installation_list.taken" ON "installation_list" ("federation", "taken", "id");
CREATE INDEX "installation_list.components" ON "installation_list" ("federation", "components", "id");
CREATE UNIQUE INDEX "installation_list.owner.name.unique" ON "installation_list" ("federation", coalesce("owner", 0), "name") WHERE "standing" = 'gallande';
CREATE TABLE "installation" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "installation.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "installation.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "installation.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "installation.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "installation.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "installation.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "list" INTEGER NOT NULL REFERENCES "installation_list" ("id"),
    "product" TEXT CONSTRAINT "installation.product.check" CHECK (length("product") BETWEEN 1 AND 255),
    "release" TEXT CONSTRAINT "installation.release.check" CHECK (length("release") BETWEEN 1 AND 255),
    "vendor" TEXT CONSTRAINT "installation.vendor.check" CHECK (length("vendor") BETWEEN 1 AND 255),
    "host" TEXT CONSTRAINT "installation.host.check" CHECK (length("host") BETWEEN 1 AND 255),
    "part" TEXT CONSTRAINT "installation.part.check" CHECK (length("part") BETWEEN 1 AND 1),
    "update_text" TEXT CONSTRAINT "installation.update_text.check" CHECK (length("update_text") BETWEEN 1 AND 255),
    "cpe" TEXT CONSTRAINT "installation.cpe.check" CHECK (length("cpe") BETWEEN 1 AND 2048),
    "purl" TEXT CONSTRAINT "installation.purl.check" CHECK (length("purl") BETWEEN 1 AND 4000),
    "key" TEXT NOT NULL CONSTRAINT "installation.key.check" CHECK (length("key") BETWEEN 1 AND 500)
) STRICT;
CREATE INDEX "installation.scope" ON "installation" ("federation", "owner", "id");
CREATE INDEX "installation.federation.id" ON "installation" ("federation", "id", "standing");
CREATE INDEX "installation.list" ON "installation" ("list", "id");
CREATE INDEX "installation.federation.list" ON "installation" ("federation", "list", "id", "standing");
CREATE INDEX "installation.product" ON "installation" ("federation", "product" COLLATE "sv-x-icu", "id");
CREATE INDEX "installation.release" ON "installation" ("federation", "release" COLLATE "sv-x-icu", "id");
CREATE INDEX "installation.vendor" ON "installation" ("federation", "vendor" COLLATE "sv-x-icu", "id");
CREATE INDEX "installation.host" ON "installation" ("federation", "host" COLLATE "sv-x-icu", "id");
CREATE UNIQUE INDEX "installation.list.key.unique" ON "installation" ("federation", "list", "key") WHERE "standing" = 'gallande';
CREATE TABLE "exposure" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "exposure.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "exposure.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "exposure.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "exposure.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "exposure.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "exposure.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "cve" TEXT NOT NULL CONSTRAINT "exposure.cve.check" CHECK (length("cve") BETWEEN 1 AND 200),
    "installation" INTEGER NOT NULL REFERENCES "installation" ("id"),
    "state" TEXT NOT NULL CONSTRAINT "exposure.state.check" CHECK ("state" IN ('oppen', 'hanterad', 'borta')),
    "verdict" TEXT NOT NULL CONSTRAINT "exposure.verdict.check" CHECK ("verdict" IN ('mojlig', 'berors')),
    "severity" TEXT CONSTRAINT "exposure.severity.check" CHECK ("severity" IN ('lag', 'medel', 'hog', 'kritisk')),
    "cvss" TEXT CONSTRAINT "exposure.cvss.check" CHECK (length("cvss") BETWEEN 1 AND 8),
    "epss" INTEGER CONSTRAINT "exposure.epss.check" CHECK ("epss" BETWEEN 0 AND 100),
    "kev" INTEGER NOT NULL CONSTRAINT "exposure.kev.check" CHECK ("kev" IN (0, 1)),
    "ransomware" INTEGER NOT NULL CONSTRAINT "exposure.ransomware.check" CHECK ("ransomware" IN (0, 1)),
    "kev_added" TEXT CONSTRAINT "exposure.kev_added.check" CHECK ("kev_added" = '?' OR length("kev_added") IN (4, 7, 10)),
    "found_version" TEXT CONSTRAINT "exposure.found_version.check" CHECK (length("found_version") BETWEEN 1 AND 255),
    "rule" TEXT CONSTRAINT "exposure.rule.check" CHECK ("rule" IN ('cpe', 'cpe-range', 'purl', 'package', 'name')),
    "criteria" TEXT CONSTRAINT "exposure.criteria.check" CHECK (length("criteria") BETWEEN 1 AND 4000),
    "range" TEXT CONSTRAINT "exposure.range.check" CHECK (length("range") BETWEEN 1 AND 1000),
    "cause" TEXT NOT NULL CONSTRAINT "exposure.cause.check" CHECK ("cause" IN ('flode', 'ny_komponent', 'ny_version', 'borttagen', 'vard')),
    "note" TEXT CONSTRAINT "exposure.note.check" CHECK (length("note") BETWEEN 1 AND 100000)
) STRICT;
CREATE INDEX "exposure.scope" ON "exposure" ("federation", "owner", "id");
CREATE INDEX "exposure.federation.id" ON "exposure" ("federation", "id", "standing");
CREATE INDEX "exposure.cve" ON "exposure" ("federation", "cve" COLLATE "sv-x-icu", "id");
CREATE INDEX "exposure.installation" ON "exposure" ("installation", "id");
CREATE INDEX "exposure.federation.installation" ON "exposure" ("federation", "installation", "id", "standing");
CREATE INDEX "exposure.state" ON "exposure" ("federation", (CASE "state" WHEN 'oppen' THEN 1 WHEN 'hanterad' THEN 2 WHEN 'borta' THEN 3 END), "id", "standing");
CREATE INDEX "exposure.verdict" ON "exposure" ("federation", (CASE "verdict" WHEN 'mojlig' THEN 1 WHEN 'berors' THEN 2 END), "id", "standing");
CREATE INDEX "exposure.severity" ON "exposure" ("federation", (CASE "severity" WHEN 'lag' THEN 1 WHEN 'medel' THEN 2 WHEN 'hog' THEN 3 WHEN 'kritisk' THEN 4 END), "id", "standing");
CREATE INDEX "exposure.cvss" ON "exposure" ("federation", "cvss" COLLATE "sv-x-icu", "id");
CREATE INDEX "exposure.epss" ON "exposure" ("federation", "epss", "id");
CREATE INDEX "exposure.kev" ON "exposure" ("federation", "kev", "id", "standing");
CREATE UNIQUE INDEX "exposure.installation.cve.unique" ON "exposure" ("federation", "installation", "cve") WHERE "standing" = 'gallande';
CREATE TABLE "intelligence" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "intelligence.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "intelligence.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "intelligence.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "intelligence.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "intelligence.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "intelligence.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "title" TEXT NOT NULL CONSTRAINT "intelligence.title.check" CHECK (length("title") BETWEEN 1 AND 300),
    "source" TEXT NOT NULL CONSTRAINT "intelligence.source.check" CHECK (length("source") BETWEEN 1 AND 200),
    "link" TEXT CONSTRAINT "intelligence.link.check" CHECK (length("link") BETWEEN 1 AND 1000),
    "published" TEXT CONSTRAINT "intelligence.published.check" CHECK ("published" = '?' OR length("published") IN (4, 7, 10)),
    "summary" TEXT CONSTRAINT "intelligence.summary.check" CHECK (length("summary") BETWEEN 1 AND 4000),
    "state" TEXT NOT NULL CONSTRAINT "intelligence.state.check" CHECK ("state" IN ('ny', 'bedomd')),
    "assessment" TEXT CONSTRAINT "intelligence.assessment.check" CHECK (length("assessment") BETWEEN 1 AND 100000),
    "decision" TEXT CONSTRAINT "intelligence.decision.check" CHECK ("decision" IN ('ingen_atgard', 'bevaka', 'atgard', 'riskanalys')),
    "responsible" INTEGER REFERENCES "post" ("id"),
    "look_again" TEXT CONSTRAINT "intelligence.look_again.check" CHECK ("look_again" = '?' OR length("look_again") IN (4, 7, 10)),
    "about" TEXT CONSTRAINT "intelligence.about.check" CHECK (length("about") BETWEEN 1 AND 80)
) STRICT;
CREATE INDEX "intelligence.scope" ON "intelligence" ("federation", "owner", "id");
CREATE INDEX "intelligence.federation.id" ON "intelligence" ("federation", "id", "standing");
CREATE INDEX "intelligence.title" ON "intelligence" ("federation", "title" COLLATE "sv-x-icu", "id");
CREATE INDEX "intelligence.source" ON "intelligence" ("federation", "source" COLLATE "sv-x-icu", "id");
CREATE INDEX "intelligence.published" ON "intelligence" ("federation", "published", "id");
CREATE INDEX "intelligence.state" ON "intelligence" ("federation", (CASE "state" WHEN 'ny' THEN 1 WHEN 'bedomd' THEN 2 END), "id", "standing");
CREATE INDEX "intelligence.decision" ON "intelligence" ("federation", (CASE "decision" WHEN 'ingen_atgard' THEN 1 WHEN 'bevaka' THEN 2 WHEN 'atgard' THEN 3 WHEN 'riskanalys' THEN 4 END), "id", "standing");
CREATE INDEX "intelligence.responsible" ON "intelligence" ("responsible", "id");
CREATE INDEX "intelligence.about" ON "intelligence" ("about", "id");
CREATE TABLE "term" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "term.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "term.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "term.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "term.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "term.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "term.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "preferred" TEXT NOT NULL CONSTRAINT "term.preferred.check" CHECK (length("preferred") BETWEEN 1 AND 200),
    "synonyms" TEXT CONSTRAINT "term.synonyms.check" CHECK (length("synonyms") BETWEEN 1 AND 2000),
    "definition" TEXT CONSTRAINT "term.definition.check" CHECK (length("definition") BETWEEN 1 AND 4000),
    "source" TEXT CONSTRAINT "term.source.check" CHECK (length("source") BETWEEN 1 AND 300)
) STRICT;
CREATE INDEX "term.scope" ON "term" ("federation", "owner", "id");
CREATE INDEX "term.federation.id" ON "term" ("federation", "id", "standing");
CREATE INDEX "term.preferred" ON "term" ("federation", "preferred" COLLATE "sv-x-icu", "id");
CREATE UNIQUE INDEX "term.preferred.unique" ON "term" ("federation", "preferred") WHERE "standing" = 'gallande';
CREATE TABLE "comment" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "comment.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "comment.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "comment.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "comment.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "comment.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "comment.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "about" TEXT NOT NULL CONSTRAINT "comment.about.check" CHECK (length("about") BETWEEN 1 AND 80),
    "text" TEXT NOT NULL CONSTRAINT "comment.text.check" CHECK (length("text") BETWEEN 1 AND 10000),
    "other" INTEGER REFERENCES "organisation" ("id")
) STRICT;
CREATE INDEX "comment.scope" ON "comment" ("federation", "owner", "id");
CREATE INDEX "comment.federation.id" ON "comment" ("federation", "id", "standing");
CREATE INDEX "comment.about" ON "comment" ("about", "id");
CREATE INDEX "comment.federation.about" ON "comment" ("federation", "about" COLLATE "sv-x-icu", "id");
CREATE INDEX "comment.other" ON "comment" ("other", "id");
CREATE TABLE "mention" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "mention.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "owner" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "mention.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "mention.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "mention.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "mention.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "mention.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "comment" INTEGER NOT NULL REFERENCES "comment" ("id"),
    "about" TEXT NOT NULL CONSTRAINT "mention.about.check" CHECK (length("about") BETWEEN 1 AND 80),
    "account" INTEGER REFERENCES "account" ("id"),
    "state" TEXT NOT NULL CONSTRAINT "mention.state.check" CHECK ("state" IN ('ny', 'sedd')),
    "until" TEXT NOT NULL CONSTRAINT "mention.until.check" CHECK ("until" = '?' OR length("until") IN (4, 7, 10)),
    "other" INTEGER REFERENCES "organisation" ("id")
) STRICT;
CREATE INDEX "mention.scope" ON "mention" ("federation", "owner", "id");
CREATE INDEX "mention.federation.id" ON "mention" ("federation", "id", "standing");
CREATE INDEX "mention.comment" ON "mention" ("comment", "id");
CREATE INDEX "mention.federation.comment" ON "mention" ("federation", "comment", "id", "standing");
CREATE INDEX "mention.about" ON "mention" ("about", "id");
CREATE INDEX "mention.federation.about" ON "mention" ("federation", "about" COLLATE "sv-x-icu", "id");
CREATE INDEX "mention.account" ON "mention" ("account", "id");
CREATE INDEX "mention.federation.account" ON "mention" ("federation", "account", "id", "standing");
CREATE INDEX "mention.state" ON "mention" ("federation", (CASE "state" WHEN 'ny' THEN 1 WHEN 'sedd' THEN 2 END), "id", "standing");
CREATE INDEX "mention.until" ON "mention" ("federation", "until", "id");
CREATE INDEX "mention.other" ON "mention" ("other", "id");
CREATE UNIQUE INDEX "mention.comment.account.unique" ON "mention" ("federation", "comment", coalesce("account", 0)) WHERE "standing" = 'gallande';
CREATE TABLE "saved_filter" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "saved_filter.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "saved_filter.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "saved_filter.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "saved_filter.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "saved_filter.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "saved_filter.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "register_name" TEXT NOT NULL CONSTRAINT "saved_filter.register_name.check" CHECK (length("register_name") BETWEEN 1 AND 80),
    "name" TEXT NOT NULL CONSTRAINT "saved_filter.name.check" CHECK (length("name") BETWEEN 1 AND 100),
    "query" TEXT CONSTRAINT "saved_filter.query.check" CHECK (length("query") BETWEEN 1 AND 4000),
    "shared" INTEGER NOT NULL CONSTRAINT "saved_filter.shared.check" CHECK ("shared" IN (0, 1)),
    "standard" INTEGER NOT NULL CONSTRAINT "saved_filter.standard.check" CHECK ("standard" IN (0, 1)),
    "ended" INTEGER
) STRICT;
CREATE INDEX "saved_filter.account" ON "saved_filter" ("account", "id");
CREATE INDEX "saved_filter.register_name" ON "saved_filter" ("register_name", "id");
CREATE TABLE "feed" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "feed.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "feed.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "feed.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "feed.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "feed.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "feed.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "feed.name.check" CHECK (length("name") BETWEEN 1 AND 100),
    "kind" TEXT NOT NULL CONSTRAINT "feed.kind.check" CHECK (length("kind") BETWEEN 1 AND 20),
    "read" INTEGER NOT NULL,
    "changed" INTEGER,
    "records" INTEGER CONSTRAINT "feed.records.check" CHECK ("records" BETWEEN 0 AND 9223372036854775807),
    "rejected" INTEGER CONSTRAINT "feed.rejected.check" CHECK ("rejected" BETWEEN 0 AND 9223372036854775807)
) STRICT;
CREATE UNIQUE INDEX "feed.name.unique" ON "feed" ("name") WHERE "standing" = 'gallande';
CREATE TABLE "feed_record" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "feed_record.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "feed_record.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "feed_record.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "feed_record.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "feed_record.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "feed_record.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "feed" INTEGER NOT NULL REFERENCES "feed" ("id"),
    "key" TEXT NOT NULL CONSTRAINT "feed_record.key.check" CHECK (length("key") BETWEEN 1 AND 600),
    "cve" TEXT CONSTRAINT "feed_record.cve.check" CHECK (length("cve") BETWEEN 1 AND 200),
    "source" TEXT CONSTRAINT "feed_record.source.check" CHECK (length("source") BETWEEN 1 AND 300),
    "modified" TEXT CONSTRAINT "feed_record.modified.check" CHECK (length("modified") BETWEEN 1 AND 100),
    "body" TEXT NOT NULL CONSTRAINT "feed_record.body.check" CHECK (length("body") BETWEEN 1 AND 67108864)
) STRICT;
CREATE INDEX "feed_record.feed" ON "feed_record" ("feed", "id");
CREATE UNIQUE INDEX "feed_record.key.unique" ON "feed_record" ("key") WHERE "standing" = 'gallande';
CREATE INDEX "feed_record.cve" ON "feed_record" ("cve", "id");
CREATE TABLE "credential" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "credential.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "credential.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "credential.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "credential.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "credential.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "credential.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "hash" TEXT NOT NULL CONSTRAINT "credential.hash.check" CHECK (length("hash") BETWEEN 1 AND 200)
) STRICT;
CREATE INDEX "credential.account" ON "credential" ("account", "id");
CREATE UNIQUE INDEX "credential.account.unique" ON "credential" ("account") WHERE "standing" = 'gallande';
CREATE TABLE "session" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "session.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "session.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "session.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "session.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "session.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "session.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "seat" INTEGER REFERENCES "seat_grant" ("id"),
    "hash" TEXT NOT NULL CONSTRAINT "session.hash.check" CHECK (length("hash") BETWEEN 64 AND 64),
    "last_seen" INTEGER,
    "expires" INTEGER NOT NULL,
    "ended" INTEGER,
    "agent" TEXT CONSTRAINT "session.agent.check" CHECK (length("agent") BETWEEN 1 AND 300)
) STRICT;
CREATE INDEX "session.account" ON "session" ("account", "id");
CREATE INDEX "session.seat" ON "session" ("seat", "id");
CREATE UNIQUE INDEX "session.hash.unique" ON "session" ("hash") WHERE "standing" = 'gallande';
CREATE INDEX "session.expires" ON "session" ("expires");
CREATE TABLE "api_token" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "api_token.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "api_token.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "api_token.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "api_token.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "api_token.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "api_token.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "seat" INTEGER NOT NULL REFERENCES "seat_grant" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "api_token.name.check" CHECK (length("name") BETWEEN 1 AND 100),
    "hash" TEXT NOT NULL CONSTRAINT "api_token.hash.check" CHECK (length("hash") BETWEEN 64 AND 64),
    "scope" TEXT NOT NULL CONSTRAINT "api_token.scope.check" CHECK (length("scope") BETWEEN 1 AND 200),
    "expires" INTEGER NOT NULL,
    "ended" INTEGER
) STRICT;
CREATE INDEX "api_token.account" ON "api_token" ("account", "id");
CREATE INDEX "api_token.seat" ON "api_token" ("seat", "id");
CREATE UNIQUE INDEX "api_token.hash.unique" ON "api_token" ("hash") WHERE "standing" = 'gallande';
CREATE INDEX "api_token.expires" ON "api_token" ("expires");
CREATE TABLE "idempotency" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "idempotency.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "idempotency.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "idempotency.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "idempotency.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "idempotency.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "idempotency.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER REFERENCES "account" ("id"),
    "key" TEXT NOT NULL CONSTRAINT "idempotency.key.check" CHECK (length("key") BETWEEN 1 AND 200),
    "request" TEXT NOT NULL CONSTRAINT "idempotency.request.check" CHECK (length("request") BETWEEN 64 AND 64),
    "answer" TEXT CONSTRAINT "idempotency.answer.check" CHECK (length("answer") BETWEEN 1 AND 100000),
    "expires" INTEGER NOT NULL
) STRICT;
CREATE INDEX "idempotency.account" ON "idempotency" ("account", "id");
CREATE INDEX "idempotency.expires" ON "idempotency" ("expires");
CREATE UNIQUE INDEX "idempotency.account.key.unique" ON "idempotency" (coalesce("account", 0), "key") WHERE "standing" = 'gallande';
CREATE TABLE "mail" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "mail.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "mail.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "mail.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "mail.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "mail.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "mail.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER REFERENCES "account" ("id"),
    "address" TEXT NOT NULL CONSTRAINT "mail.address.check" CHECK (length("address") BETWEEN 3 AND 254),
    "subject" TEXT NOT NULL CONSTRAINT "mail.subject.check" CHECK (length("subject") BETWEEN 1 AND 500),
    "text" TEXT NOT NULL CONSTRAINT "mail.text.check" CHECK (length("text") BETWEEN 1 AND 100000),
    "state" TEXT NOT NULL CONSTRAINT "mail.state.check" CHECK ("state" IN ('vantar', 'skickat', 'misslyckat')),
    "tries" INTEGER CONSTRAINT "mail.tries.check" CHECK ("tries" BETWEEN 0 AND 1000),
    "next" INTEGER,
    "closed" INTEGER,
    "answer" TEXT CONSTRAINT "mail.answer.check" CHECK (length("answer") BETWEEN 1 AND 500)
) STRICT;
CREATE INDEX "mail.account" ON "mail" ("account", "id");
CREATE TABLE "reminder" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "reminder.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "reminder.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "reminder.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "reminder.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "reminder.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "reminder.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "about" TEXT NOT NULL CONSTRAINT "reminder.about.check" CHECK (length("about") BETWEEN 3 AND 100),
    "due" TEXT NOT NULL CONSTRAINT "reminder.due.check" CHECK ("due" = '?' OR length("due") IN (4, 7, 10)),
    "days" INTEGER NOT NULL CONSTRAINT "reminder.days.check" CHECK ("days" BETWEEN 0 AND 366),
    "at" INTEGER
) STRICT;
CREATE INDEX "reminder.account" ON "reminder" ("account", "id");
CREATE UNIQUE INDEX "reminder.account.about.due.days.unique" ON "reminder" ("account", "about", "due", "days") WHERE "standing" = 'gallande';
CREATE TABLE "job_state" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "job_state.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "job_state.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "job_state.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "job_state.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "job_state.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "job_state.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "name" TEXT NOT NULL CONSTRAINT "job_state.name.check" CHECK (length("name") BETWEEN 1 AND 100),
    "next" INTEGER,
    "lease" INTEGER,
    "started" INTEGER,
    "ended" INTEGER,
    "failed" INTEGER NOT NULL CONSTRAINT "job_state.failed.check" CHECK ("failed" IN (0, 1)),
    "result" TEXT CONSTRAINT "job_state.result.check" CHECK (length("result") BETWEEN 1 AND 500)
) STRICT;
CREATE UNIQUE INDEX "job_state.name.unique" ON "job_state" ("name") WHERE "standing" = 'gallande';
CREATE TABLE "calendar_key" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "calendar_key.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "calendar_key.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "calendar_key.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "calendar_key.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "calendar_key.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "calendar_key.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "hash" TEXT NOT NULL CONSTRAINT "calendar_key.hash.check" CHECK (length("hash") BETWEEN 64 AND 64),
    "ended" INTEGER
) STRICT;
CREATE INDEX "calendar_key.account" ON "calendar_key" ("account", "id");
CREATE UNIQUE INDEX "calendar_key.account.unique" ON "calendar_key" ("account") WHERE "standing" = 'gallande';
CREATE UNIQUE INDEX "calendar_key.hash.unique" ON "calendar_key" ("hash") WHERE "standing" = 'gallande';
CREATE TABLE "auditor_reading" (
    "id" INTEGER PRIMARY KEY,
    "version" INTEGER NOT NULL CONSTRAINT "auditor_reading.version.check" CHECK ("version" BETWEEN 0 AND 9223372036854775807),
    "federation" INTEGER REFERENCES "organisation" ("id"),
    "owner" INTEGER REFERENCES "organisation" ("id"),
    "reach" TEXT NOT NULL CONSTRAINT "auditor_reading.reach.check" CHECK ("reach" IN ('egen', 'gemensam')),
    "standing" TEXT NOT NULL CONSTRAINT "auditor_reading.standing.check" CHECK ("standing" IN ('gallande', 'ersatt', 'upphavd')),
    "secrecy" TEXT CONSTRAINT "auditor_reading.secrecy.check" CHECK (length("secrecy") BETWEEN 1 AND 100),
    "secrecy_date" TEXT CONSTRAINT "auditor_reading.secrecy_date.check" CHECK ("secrecy_date" = '?' OR length("secrecy_date") IN (4, 7, 10)),
    "unknown_why" TEXT CONSTRAINT "auditor_reading.unknown_why.check" CHECK (length("unknown_why") BETWEEN 1 AND 1000),
    "created_at" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "created_by" INTEGER REFERENCES "account" ("id"),
    "changed_by" INTEGER REFERENCES "account" ("id"),
    "account" INTEGER NOT NULL REFERENCES "account" ("id"),
    "organisation" INTEGER NOT NULL REFERENCES "organisation" ("id"),
    "path" TEXT NOT NULL CONSTRAINT "auditor_reading.path.check" CHECK (length("path") BETWEEN 1 AND 1000),
    "day" TEXT CONSTRAINT "auditor_reading.day.check" CHECK ("day" = '?' OR length("day") IN (4, 7, 10))
) STRICT;
CREATE INDEX "auditor_reading.account" ON "auditor_reading" ("account", "id");
CREATE INDEX "auditor_reading.organisation" ON "auditor_reading" ("organisation", "id");
CREATE TABLE "meta" ("name" TEXT PRIMARY KEY, "value" TEXT NOT NULL) STRICT;
CREATE TABLE "migration" ("number" INTEGER PRIMARY KEY, "name" TEXT NOT NULL, "checksum" TEXT NOT NULL, "at" INTEGER NOT NULL) STRICT;
CREATE TABLE "blob" ("sha256" TEXT PRIMARY KEY, "bytes" BLOB NOT NULL) STRICT;
CREATE TABLE "journal" (
    "seq" INTEGER PRIMARY KEY,
    "at" INTEGER NOT NULL,
    "valid" INTEGER NOT NULL,
    "entity" TEXT NOT NULL,
    "id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "federation" INTEGER NOT NULL,
    "owner" INTEGER NOT NULL,
    "reach" TEXT NOT NULL,
    "counterparty" INTEGER,
    "text" TEXT NOT NULL,
    "chain" BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX "journal.row" ON "journal" ("entity", "id", "version");
CREATE INDEX "journal.federation" ON "journal" ("federation", "seq");
CREATE TABLE "journal_head" ("one" INTEGER PRIMARY KEY CHECK ("one" = 1), "size" INTEGER NOT NULL, "chain" BLOB NOT NULL, "peaks" BLOB NOT NULL) STRICT;
CREATE TABLE "search" ( /* words 1 */
    "id" INTEGER PRIMARY KEY,
    "entity" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "federation" INTEGER NOT NULL,
    "owner" INTEGER NOT NULL,
    "counterparty" INTEGER NOT NULL,
    "reach" TEXT NOT NULL,
    "head" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "words" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "search.row" ON "search" ("entity", "row");
CREATE VIRTUAL TABLE "search_index" USING fts5("scope", "words", content = 'search', content_rowid = 'id', detail = none, prefix = '1 2 3 4', tokenize = "ascii tokenchars '_.:'");
CREATE VIRTUAL TABLE "search_vocabulary" USING fts5vocab('search_index', 'instance');
CREATE TRIGGER "search.added" AFTER INSERT ON "search" BEGIN
    INSERT INTO "search_index" ("rowid", "scope", "words") VALUES (new."id", new."scope", new."words");
END;
CREATE TRIGGER "search.changed" AFTER UPDATE ON "search" BEGIN
    INSERT INTO "search_index" ("search_index", "rowid", "scope", "words") VALUES ('delete', old."id", old."scope", old."words");
    INSERT INTO "search_index" ("rowid", "scope", "words") VALUES (new."id", new."scope", new."words");
END;
CREATE TRIGGER "search.removed" AFTER DELETE ON "search" BEGIN
    INSERT INTO "search_index" ("search_index", "rowid", "scope", "words") VALUES ('delete', old."id", old."scope", old."words");
END;
