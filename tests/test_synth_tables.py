"""Every table of a made world is what the schema says, its links hold, and time runs forwards in it."""

import re
import unicodedata
from datetime import datetime
from itertools import pairwise

import duckdb
import numpy as np
import pytest

from leadkit import schema, synth
from leadkit.synth import making
from leadkit.synth.world import world as world_of

LAST = datetime(2025, 6, 30, 23, 59, 59)  # noqa: DTZ001 - times of the tables are UTC without a zone
INTEREST = (
    "pricing_view", "search_visit", "guide_download", "form_submit", "inbound_call", "chat", "newsletter_signup",
    "social_follow", "social_interaction", "event_attended", "email_click", "demo_request", "trial_start", "cart_add",
    "checkout_start", "review_read",
)  # fmt: skip
TABLES = (*schema.tables(), "truth")


@pytest.fixture(scope="module", params=synth.worlds())
def world(request, tmp_path_factory):
    """A world of three blocks, as views of one connection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "BLOCK", 4000)
        folder = synth.make(request.param, 11_000, 21, tmp_path_factory.mktemp("worlds") / request.param)
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW world AS SELECT '{request.param}' AS name")
    for name in TABLES:
        connection.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
    yield connection
    connection.close()


def ask(world, question):
    return world.sql(question).fetchall()


def one(world, question):
    return ask(world, question)[0][0]


@pytest.mark.parametrize("name", TABLES)
def test_columns_types_and_order_are_the_schemas(world, name):
    told, seen = schema.table(name), world.table(name)
    named = [column for column in seen.columns if not (told.free and column.startswith(told.free))]
    assert named == list(told.names)
    for column, kind in zip(seen.columns, seen.types, strict=True):
        assert str(kind) == told.field(column).duckdb, column


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique_and_required_cells_are_filled(world, name):
    told = schema.table(name)
    key = ", ".join(f'"{column}"' for column in told.key)
    assert one(world, f"SELECT count(*) FROM (SELECT {key} FROM {name} GROUP BY ALL HAVING count(*) > 1)") == 0
    for field in told.fields:
        if field.required:
            assert one(world, f'SELECT count(*) FROM {name} WHERE "{field.name}" IS NULL') == 0, field.name


@pytest.mark.parametrize("name", TABLES)
def test_links_lists_limits_and_patterns_hold(world, name):
    for field in schema.table(name).fields:
        column = f'"{field.name}"'
        if field.refers_to:
            table, there = field.refers_to.split(".")
            lost = f"SELECT count(*) FROM {name} WHERE {column} NOT IN (SELECT {there} FROM {table})"
            assert one(world, lost) == 0, field.name
        if field.values or field.known:
            seen = {
                value for (value,) in ask(world, f"SELECT DISTINCT {column} FROM {name} WHERE {column} IS NOT NULL")
            }
            assert seen <= {*field.values, *field.known}, field.name
        if field.low is not None:
            assert one(world, f"SELECT count(*) FROM {name} WHERE {column} < {field.low}") == 0
        if field.high is not None:
            assert one(world, f"SELECT count(*) FROM {name} WHERE {column} > {field.high}") == 0
        if field.pattern:
            cells = ask(world, f"SELECT DISTINCT {column} FROM {name} WHERE {column} IS NOT NULL")
            assert all(re.fullmatch(field.pattern, cell) for (cell,) in cells)


def test_answers_come_from_the_list_of_their_question(world):
    _, lists = schema.tables()["answers"].field("answer").values_by
    for question, allowed in lists.items():
        seen = {a for (a,) in ask(world, f"SELECT DISTINCT answer FROM answers WHERE question = '{question}'")}
        assert seen - {None} <= set(allowed)
        assert None in seen, "everything is sometimes left unanswered"
    odd = "question IN ('budget', 'units_needed') AND (answer IS NULL) <> (amount IS NULL)"
    assert one(world, f"SELECT count(*) FROM answers WHERE {odd}") == 0


def test_changes_name_columns_of_people_and_values_that_fit_them(world):
    fields = {name for (name,) in ask(world, "SELECT DISTINCT field FROM changes")}
    assert {"email", "phone", "full_name", "crm_role", "consent", "job_title", "organisation_id", "city"} <= fields
    assert {name for name in fields if not name.startswith("likes_")} <= set(schema.tables()["people"].names)
    lost = """SELECT count(*) FROM changes WHERE field = 'organisation_id'
        AND value NOT IN (SELECT organisation_id FROM organisations)"""
    assert one(world, lost) == 0
    for field, allowed in (
        ("crm_role", {"prospect", "partner"}),
        ("consent", {"true", "false"}),
        ("details_from", {"self"}),
    ):
        assert {v for (v,) in ask(world, f"SELECT DISTINCT value FROM changes WHERE field = '{field}'")} == allowed
    years = "FROM changes WHERE field = 'birth_year' AND try_cast(value AS BIGINT) IS NULL"
    assert one(world, f"SELECT count(*) {years}") == 0
    abroad = """SELECT count(*) FROM changes JOIN people USING (person_id) WHERE field = 'region'
        AND value NOT IN (SELECT region FROM people AS p WHERE p.country = people.country)"""
    assert one(world, abroad) == 0


@pytest.mark.parametrize(
    "name", [n for n in TABLES if n not in ("truth", "areas", "organisations", "deal_stages", "spend")]
)
def test_nothing_is_dated_before_its_person_or_after_the_last_day(world, name):
    told = schema.table(name)
    for column in told.dates:
        latest = one(world, f"SELECT CAST(max({column}) AS TIMESTAMP) FROM {name}")
        assert latest <= LAST, column
        if name != "people":
            born = f"CAST({name}.{column} AS DATE) < CAST(people.created_at AS DATE)"
            assert one(world, f"SELECT count(*) FROM {name} JOIN people USING (person_id) WHERE {born}") == 0, column


def test_the_last_day_of_the_world_is_the_30th_of_june_2025(world):
    assert one(world, "SELECT CAST(max(happened_at) AS DATE) FROM events").isoformat() == "2025-06-30"
    assert one(world, "SELECT CAST(min(created_at) AS DATE) FROM people").isoformat() == "2023-07-01"


def test_deals_close_after_they_open_and_stages_lie_between(world):
    assert one(world, "SELECT count(*) FROM deals WHERE closed_at < opened_at") == 0
    assert one(world, "SELECT count(*) FROM deals WHERE (closed_at IS NULL) <> (won IS NULL)") == 0
    assert one(world, "SELECT count(*) FROM deals WHERE won AND lost_reason IS NOT NULL") == 0
    assert one(world, "SELECT count(*) FROM deals WHERE won AND seller = 'us' AND amount < 50") == 0
    outside = "deal_stages.happened_at < opened_at OR deal_stages.happened_at > closed_at"
    assert one(world, f"SELECT count(*) FROM deal_stages JOIN deals USING (deal_id) WHERE {outside}") == 0
    ends = """SELECT count(*) FROM deals
        LEFT JOIN deal_stages AS s ON s.deal_id = deals.deal_id AND s.stage IN ('won', 'lost')"""
    assert one(world, f"{ends} WHERE seller = 'us' AND (won IS NULL) <> (stage IS NULL)") == 0
    assert one(world, f"{ends} WHERE won IS NOT NULL AND seller = 'us' AND won <> (stage = 'won')") == 0
    assert one(world, f"{ends} WHERE won AND seller = 'us' AND s.amount <> deals.amount") == 0


# In `property` a reservation on the site needs no enquiry, and the call that follows it up comes weeks later.
@pytest.mark.parametrize("world", ["saas", "shop"], indirect=True)
def test_sales_works_in_order_enquiry_call_screening_hand_over_offer(world):
    order = ["enquiry", "call_attempt", "call_answered", "screened_passed", "sales_accepted", "offer_made"]
    enquiries = "('form_submit', 'demo_request', 'trial_start', 'inbound_call', 'chat')"
    first = ", ".join(
        f"min(happened_at) FILTER ({f'kind IN {enquiries}' if kind == 'enquiry' else f'kind = {kind!r}'}) AS {kind}"
        for kind in order
    )
    people = world.sql(
        f"SELECT {first} FROM events JOIN people USING (person_id)"
        " WHERE source_channel IN ('direct', 'social') GROUP BY person_id"
    ).df()
    for before, after in pairwise(order):
        both = people[people[after].notna() & people["screened_passed"].notna()]
        assert len(both) > 20
        assert (both[before] <= both[after]).all(), (before, after)


@pytest.mark.parametrize("world", ["saas", "shop"], indirect=True)
def test_an_order_on_the_site_follows_its_cart_and_checkout(world):
    minutes = "closed_at - happened_at BETWEEN INTERVAL 0 MINUTE AND INTERVAL 3 MINUTE"
    checkout = f"FROM events AS e WHERE e.person_id = deals.person_id AND kind = 'checkout_start' AND {minutes}"
    assert one(world, f"SELECT count(*) FROM deals WHERE won AND seller = 'us' AND EXISTS ({checkout})") > 150


def test_deeds_on_the_site_carry_a_session_of_the_same_person(world):
    sessions = "FROM events WHERE session_id IS NOT NULL GROUP BY session_id"
    mixed = f"SELECT count(*) FROM (SELECT session_id {sessions} HAVING count(DISTINCT person_id) > 1)"
    assert one(world, mixed) == 0
    site = """('page_view', 'pricing_view', 'search_visit', 'review_read', 'guide_download', 'form_shown', 'cart_add',
        'newsletter_signup')"""
    assert one(world, f"SELECT count(*) FROM events WHERE kind IN {site} AND session_id IS NULL") == 0
    longest = f"SELECT max(d) FROM (SELECT max(happened_at) - min(happened_at) AS d {sessions})"
    assert one(world, longest).total_seconds() < 6 * 3600


def test_every_part_of_lead_contact_and_customer_has_its_people(world):
    question = f"""
        SELECT i, c, b, count(*), avg(CAST(d AS INTEGER)) FROM (
            SELECT person_id IN (SELECT person_id FROM events WHERE kind IN {INTEREST}) AS i,
                person_id IN (SELECT person_id FROM crm_records) AS c,
                person_id IN (SELECT person_id FROM deals WHERE won AND seller = 'us') AS b,
                email IS NOT NULL OR phone IS NOT NULL OR person_id IN (
                    SELECT person_id FROM changes WHERE field IN ('email', 'phone') AND value IS NOT NULL) AS d
            FROM people)
        GROUP BY ALL
    """
    groups = ask(world, question)
    everybody = sum(row[3] for row in groups)
    assert len(groups) == 8
    for *_, people, details in groups:
        assert 0.035 < people / everybody < 0.28
        assert 0.02 < details < 1, "with and without contact details, in every part"


def test_somebody_with_only_a_social_account_and_followers_without_any_details(world):
    none = """email IS NULL AND phone IS NULL
        AND person_id NOT IN (SELECT person_id FROM changes WHERE field IN ('email', 'phone'))"""
    assert one(world, f"SELECT count(*) FROM people WHERE social_account IS NOT NULL AND {none}") > 100
    follows = "person_id IN (SELECT person_id FROM events WHERE kind = 'social_follow')"
    assert one(world, f"SELECT count(*) FROM people WHERE social_account IS NULL AND {none} AND {follows}") > 10
    in_crm = "person_id IN (SELECT person_id FROM crm_records)"
    assert one(world, f"SELECT count(*) FROM people WHERE social_account IS NOT NULL AND {none} AND {in_crm}") > 5


def test_people_stand_in_several_crms_and_twice_in_one_as_lead_and_contact(world):
    systems = {s for (s,) in ask(world, "SELECT DISTINCT system FROM crm_records")}
    assert systems == {
        "salesforce", "hubspot", "dynamics", "odoo", "zoho", "pipedrive", "erpnext", "suitecrm", "mautic",
    }  # fmt: skip
    assert (
        one(
            world,
            "SELECT count(*) FROM (SELECT person_id FROM crm_records GROUP BY 1 HAVING count(DISTINCT system) = 9)",
        )
        > 20
    )
    both = """SELECT count(*) FROM (
        SELECT person_id FROM crm_records WHERE system = '{}' GROUP BY 1 HAVING count(DISTINCT object) > 1)"""
    for system in ("salesforce", "dynamics", "zoho", "suitecrm", "hubspot", "odoo", "pipedrive", "erpnext"):
        assert one(world, both.format(system)) > 5
    assert one(world, "SELECT count(*) FROM crm_records WHERE converted_at < created_at") == 0
    again = """SELECT count(DISTINCT c.person_id) FROM crm_records AS c JOIN crm_records AS l USING (person_id, system)
        WHERE c.object = 'Contact' AND l.object = 'Lead' AND l.created_at > c.created_at AND system = 'salesforce'"""
    assert one(world, again) > 10, "a customer who asks again is lead and contact at once"


def test_roles_and_colleagues_are_there(world):
    roles = dict(ask(world, "SELECT crm_role, count(*) FROM people GROUP BY 1"))
    assert min(roles[role] for role in ("prospect", "partner", "employee", "none")) > 100
    assert one(world, "SELECT max(n) FROM (SELECT count(*) AS n FROM people GROUP BY organisation_id)") >= 5


def test_a_second_row_can_be_told_by_name_number_or_address(world):
    pairs = world.sql(
        """WITH known AS (SELECT person_id, max(value) FILTER (field = 'full_name') AS n,
               max(value) FILTER (field = 'phone') AS p, max(value) FILTER (field = 'email') AS e
               FROM changes GROUP BY 1),
           whole AS (SELECT person_id, COALESCE(full_name, n) AS n, COALESCE(phone, p) AS p, COALESCE(email, e) AS e
               FROM people LEFT JOIN known USING (person_id))
           SELECT a.n, b.n AS m, a.p = b.p AS same_phone, jaro_winkler_similarity(a.n, b.n) AS near,
               regexp_extract(a.e, '^[a-z]+') = regexp_extract(b.e, '^[a-z]+') AS mail
           FROM truth JOIN whole AS a USING (person_id) JOIN whole AS b ON b.person_id = truth.same_as"""
    ).df()
    assert 0.025 < len(pairs) / 11_000 < 0.045
    told = (
        (pairs["near"] > 0.8).fillna(value=False)
        | pairs["same_phone"].fillna(value=False)
        | pairs["mail"].fillna(value=False)
    )
    named = pairs["m"].notna()
    assert told[named].mean() > 0.9
    assert (pairs["n"] != pairs["m"])[named].mean() > 0.5
    chain = """SELECT count(*) FROM truth AS a JOIN truth AS b ON a.same_as = b.person_id
        WHERE b.same_as IS NOT NULL OR a.same_as = a.person_id"""
    assert one(world, chain) == 0
    assert one(world, "SELECT count(*) FROM truth JOIN deals USING (person_id) WHERE same_as IS NOT NULL") == 0


def test_addresses_and_numbers_are_nobodys(world):
    everything = "(SELECT {0} FROM people UNION ALL SELECT value FROM changes WHERE field = '{0}')"
    mails = [
        m for (m,) in ask(world, f"SELECT DISTINCT email FROM {everything.format('email')} WHERE email IS NOT NULL")
    ]
    domain = re.compile(r"[a-z]+\.[a-z]+[0-9a-z]+@([a-z0-9]+\.)?example\.(com|org|net)")
    assert len(mails) > 5000
    assert all(domain.fullmatch(mail) for mail in mails)
    kept = re.compile(
        r"\+66 0000 \d{6}|\+84 0000 \d{6}|\+65 0000 \d{4}|\+1 (408|559|512|713|716|518) 555 01\d\d"
        r"|\+44 20 7946 0\d{3}|\+44 1[46]1 496 0\d{3}|\+61 [237] 5550 \d{4}"
    )
    phones = [
        p for (p,) in ask(world, f"SELECT DISTINCT phone FROM {everything.format('phone')} WHERE phone IS NOT NULL")
    ]
    assert len(phones) > 3000
    assert all(kept.fullmatch(phone) for phone in phones)


def test_two_people_never_share_an_address(world):
    shared = """SELECT count(*) FROM (SELECT email FROM (
        SELECT person_id, email FROM people UNION SELECT person_id, value FROM changes WHERE field = 'email')
        WHERE email IS NOT NULL GROUP BY email HAVING count(DISTINCT person_id) > 1)"""
    assert one(world, shared) == 0


def test_firms_are_nonsense_and_no_known_one(world):
    names = [name for (name,) in ask(world, "SELECT name FROM organisations")]
    real = (
        "google|microsoft|apple|samsung|toyota|honda|siam cement|ปตท|ซีพี|vingroup|viettel|vinamilk|tesco|woolworths|grab"
        "|shopee|lazada|sap |oracle|hubspot|salesforce"
    )
    assert not [name for name in names if re.search(real, name.lower())]
    assert len(set(names)) > 0.8 * len(names)
    assert all(unicodedata.is_normalized("NFC", name) for name in names)


def test_names_are_thai_vietnamese_and_english(world):
    names = ask(world, "SELECT country, full_name FROM people WHERE full_name IS NOT NULL")
    thai = [n for c, n in names if c == "TH" and re.search("[ก-๙]", n)]
    viet = [n for c, n in names if c == "VN" and not n.isascii()]
    latin = [n for c, n in names if c not in ("TH", "VN") and n.isascii()]
    assert min(len(thai), len(viet), len(latin)) > 150
    assert all(unicodedata.is_normalized("NFC", n) for _, n in names)
    assert {lang for (lang,) in ask(world, "SELECT DISTINCT language FROM people")} == {"en", "th", "vi"}


def test_the_id_of_a_person_tells_nothing(world):
    people = world.sql("SELECT * FROM people JOIN truth USING (person_id) ORDER BY person_id").df()
    buyers = {p for (p,) in ask(world, "SELECT DISTINCT person_id FROM deals WHERE won AND seller = 'us'")}
    rank = np.arange(len(people))
    for value in (
        people["p_buy_90d"], people["interest"], people["created_at"].astype("int64"), people["same_as"].notna(),
        people["person_id"].isin(buyers), people["crm_role"] == "employee",
    ):  # fmt: skip
        assert abs(np.corrcoef(rank, value.rank())[0, 1]) < 4 / np.sqrt(len(people))
    assert (people["person_id"].str.len() == 8).all()


def test_money_is_spent_in_every_month_and_the_areas_know_their_survey(world):
    assert one(world, "SELECT count(DISTINCT month) FROM spend") == 24
    assert {m for (m,) in ask(world, "SELECT DISTINCT payment_model FROM spend")} == {"click", "action", "fixed"}
    assert one(world, "SELECT count(*) FROM spend WHERE cost <= 0 OR extract(day FROM month) <> 1") == 0
    assert one(world, "SELECT count(*) FROM areas WHERE surveyed IS NULL AND said_yes IS NOT NULL") == 0
    assert one(world, "SELECT count(*) FROM areas WHERE surveyed IS NULL") == 2
    told = world_of(one(world, "SELECT name FROM world")).numbers["areas"]
    for region, _, surveyed, yes in ask(world, "SELECT * FROM areas WHERE surveyed IS NOT NULL"):
        share = told[region][2]
        assert abs(yes - surveyed * share) < 4 * np.sqrt(surveyed * share * (1 - share))
    assert set(told).isdisjoint({r for (r,) in ask(world, "SELECT DISTINCT region FROM people")}), "not yet entered"


def test_the_sample_of_the_truth_matches_its_table(world):
    assert one(world, "SELECT count(*) FROM truth") == one(world, "SELECT count(*) FROM people") == 11_000
    for obstacle in schema.obstacles():
        column = f"p_buy_90d_without_{obstacle}"
        assert one(world, f"SELECT count(*) FROM truth WHERE {column} < p_buy_90d") == 0
        elsewhere = f"SELECT count(*) FROM truth WHERE obstacle IS DISTINCT FROM '{obstacle}' AND {column} <> p_buy_90d"
        assert one(world, elsewhere) == 0
        assert one(world, f"SELECT count(*) FROM truth WHERE {column} > p_buy_90d + 0.01") > 5
