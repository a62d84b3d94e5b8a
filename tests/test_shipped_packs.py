"""The shipped packs: every term held against invented people whom one can judge by hand, every claim proved."""

from __future__ import annotations

import math
import time

import pytest
from schools_by_hand import SCHOOLS, people, person

from leadkit import packs, vocabulary, words
from leadkit.definitions import claims, classify, compare, relations
from leadkit.packs.models import MARKS

ALL = [*packs.shelf("definitions"), *packs.shelf("crm")]


FORM = {
    "forms_submitted": 1,
    "interest_kinds": 1,
    "showed_interest": True,
    "last_activity_days": 5,
    "first_seen_days": 5,
}
MARKETSTAR = people(
    stranger=person(),
    listed=person(in_crm=True, crm_role="prospect", targeted=True, has_email=True, has_contact_details=True),
    asker=person(**FORM),
    engaged=person(
        **{**FORM, "interest_kinds": 3, "chats": 2, "social_interactions": 1}, in_crm=True, has_contact_details=True
    ),
    keen=person(**{**FORM, "interest_kinds": 5, "chats": 1, "demo_requests": 1, "events_attended": 1}, in_crm=True),
    follower=person(
        follows_social=True, interest_kinds=1, showed_interest=True, last_activity_days=3, first_seen_days=3
    ),
    guest=person(events_attended=1, interest_kinds=1, showed_interest=True, last_activity_days=9, first_seen_days=9),
    buyer=person(**FORM, in_crm=True, purchases=2, opened_deals=2, last_purchase_days=40, first_purchase_days=90),
    walk_in=person(purchases=1, opened_deals=1, last_purchase_days=4, first_purchase_days=4),
    partner=person(in_crm=True, crm_role="partner"),
    staff=person(in_crm=True, crm_role="employee"),
    called=person(
        in_crm=True, crm_role="prospect", calls_attempted=2, calls_answered=1, last_activity_days=8, first_seen_days=8
    ),
    caller=person(
        in_crm=True, inbound_calls=1, interest_kinds=1, showed_interest=True, last_activity_days=8, first_seen_days=8
    ),
    nobody=person(in_crm=True),
)
# Each term: who is it, and of whom it is unknown; everybody else is not.
MARKETSTAR_SAYS = {
    "lead": ("asker engaged keen guest", ""),
    "lead_with_details": ("engaged", ""),
    "lead_least_engaged": ("asker guest", ""),
    "lead_warm": ("engaged", ""),
    "lead_most_engaged": ("keen", ""),
    "contact_stored": ("listed engaged keen buyer partner staff called caller nobody", ""),
    "contact_related": ("engaged keen buyer called caller", ""),
    "contact_converted": ("buyer", ""),
    "partner": ("partner", "engaged keen buyer caller nobody"),
    "employee": ("staff", "engaged keen buyer caller nobody"),
    "customer": ("buyer walk_in", ""),
}

BANT = {"stated_budget": 20_000, "authority": "decides", "need": "pressing", "timescale": "definite"}
SUCCESS = people(
    stranger=person(),
    listed=person(has_contact_details=True, has_phone=True),
    offered=person(
        has_contact_details=True, offers_made=1, screened="passed", purchases=1, opened_deals=1, last_activity_days=10
    ),
    follower=person(
        follows_social=True, interest_kinds=1, showed_interest=True, has_contact_details=True, last_activity_days=91
    ),
    friend=person(referred=True),
    visitor=person(visits_30d=2, last_visit_days=2, last_activity_days=2, has_contact_details=True),
    rare=person(visits_30d=1, last_visit_days=20, last_activity_days=20),
    perfect=person(**BANT, screened="passed", opened_deals=1, open_deals=1, last_activity_days=1),
    shy=person(**{**BANT, "stated_budget": None}, last_activity_days=1),
    poor=person(**{**BANT, "stated_budget": 19_999.99}, last_activity_days=1),
    stocker=person(**{**BANT, "need": "stock"}, last_activity_days=1),
    clerk=person(**{**BANT, "authority": "recommends", "need": "some", "timescale": "open"}, last_activity_days=1),
    searcher=person(
        search_visits_90d=1, interest_kinds=1, showed_interest=True, last_activity_days=90, screened="failed"
    ),
)
NOT_ASKED = "stranger listed offered follower friend visitor rare searcher"
SUCCESS_SAYS = {
    "lead": ("listed follower visitor", ""),
    "cold_body": ("listed offered visitor", ""),
    "cold_heading": ("stranger listed follower friend", ""),
    "warm_body": ("follower friend searcher", ""),
    "warm_heading": ("visitor", ""),
    "qualified": ("offered perfect", ""),
    "qualified_search": ("searcher", ""),
    "bant_budget": ("perfect stocker clerk", f"{NOT_ASKED} shy"),
    "bant_authority": ("perfect shy poor stocker", NOT_ASKED),
    "bant_need": ("perfect shy poor clerk", NOT_ASKED),
    "bant_timescale": ("perfect shy poor stocker", NOT_ASKED),
    "qualified_bant": ("perfect", f"{NOT_ASKED} shy"),
    "opportunity": ("offered perfect", ""),
    "opportunity_open": ("perfect", ""),
    "reachable_qualified": ("offered", ""),
    "customer": ("offered", ""),
}

IN = {"in_crm": True, "crm_role": "prospect"}
CRM = people(
    stranger=person(crm_role="none"),
    listed=person(**IN, targeted=True),
    asker=person(**IN, **FORM, targeted=True),
    reader=person(
        **IN, newsletter=True, interest_kinds=1, showed_interest=True, last_activity_days=4, first_seen_days=4
    ),
    failed=person(**IN, screened="failed"),
    passed=person(**IN, screened="passed"),
    dealing=person(**IN, **FORM, targeted=True, screened="passed", opened_deals=1, open_deals=1),
    lost=person(**IN, screened="failed", opened_deals=1),
    won=person(**IN, screened="passed", opened_deals=1, purchases=1, last_purchase_days=3, first_purchase_days=3),
    again=person(**IN, **FORM, screened="passed", opened_deals=2, open_deals=1, purchases=1, last_purchase_days=3),
    partner=person(in_crm=True, crm_role="partner", targeted=True),
    staff=person(in_crm=True, crm_role="employee"),
    unsaid=person(in_crm=True),
)
EVERYBODY = "listed asker reader failed passed dealing lost won again partner staff unsaid"
PROSPECTS = "listed asker reader failed passed"
DEALT = "dealing lost won again"
CRM_SAYS = {
    "salesforce": {
        "lead": (PROSPECTS, "unsaid"),
        "lead_converted": (DEALT, ""),
        "contact": (f"{DEALT} partner staff", "unsaid"),
        "opportunity": ("dealing again", ""),
        "lead_again": ("dealing again", ""),
    },
    "hubspot": {
        "contact": (EVERYBODY, ""),
        "stage_subscriber": ("reader", ""),
        "stage_lead": ("asker dealing", ""),
        "stage_customer": ("won again", ""),
        "customer_in_deal": ("again", ""),
    },
    "dynamics": {
        "lead_open": ("listed asker reader", "unsaid"),
        "lead_qualified": (f"passed {DEALT}", ""),
        "lead_disqualified": ("failed", ""),
        "contact": (f"passed {DEALT} partner staff", "unsaid"),
        "opportunity": ("dealing again", ""),
    },
    "odoo": {
        "lead": (PROSPECTS, "unsaid"),
        "opportunity": (DEALT, ""),
        "contact": (f"{DEALT} partner staff", "unsaid"),
        "customer": (DEALT, ""),
        "several_rows": ("again", ""),
    },
    "zoho": {
        "lead": (PROSPECTS, "unsaid"),
        "lead_converted": (DEALT, ""),
        "contact": (f"{DEALT} partner staff", "unsaid"),
        "deal": ("dealing again", ""),
    },
    "pipedrive": {
        "person": (EVERYBODY, ""),
        "lead": (PROSPECTS, "unsaid"),
        "deal": ("dealing again", ""),
    },
    "erpnext": {
        "lead": (f"{PROSPECTS} dealing lost", "unsaid"),
        "lead_converted": ("won again", ""),
        "contact": (EVERYBODY, ""),
        "opportunity": ("dealing again", ""),
        "customer": ("won again", ""),
    },
    "suitecrm": {
        "target": ("listed asker dealing", ""),
        "lead": ("asker reader failed passed", "unsaid"),
        "lead_converted": (DEALT, ""),
        "contact": (f"{DEALT} partner staff", "unsaid"),
        "opportunity": ("dealing again", ""),
        "three_records": ("dealing", ""),
    },
    "mautic": {
        "contact": (EVERYBODY, ""),
        "lead_in_code": (EVERYBODY, ""),
    },
}
SAYS = {
    "marketstar": MARKETSTAR_SAYS,
    "successagency": SUCCESS_SAYS,
    **{school: said for school, (_, said) in SCHOOLS.items()},
    **CRM_SAYS,
}
WORLDS = {
    "marketstar": MARKETSTAR,
    "successagency": SUCCESS,
    **{school: table for school, (table, _) in SCHOOLS.items()},
    **dict.fromkeys(CRM_SAYS, CRM),
}
HAND = [(pack, term, WORLDS[pack], said) for pack, terms in SAYS.items() for term, said in terms.items()]


@pytest.mark.parametrize(("pack", "term", "table", "said"), HAND, ids=[f"{pack}-{term}" for pack, term, *_ in HAND])
def test_a_term_means_whom_one_says_by_hand(pack, term, table, said):
    column = f"{pack}_{term}"
    answers = classify(table, by=packs.definitions(pack)[term]).set_index("person_id")[column]
    assert str(answers.dtype) == "boolean"
    yes, unknown = (sorted(names.split()) for names in said)
    assert sorted(answers.index[answers.fillna(value=False)]) == yes
    assert sorted(answers.index[answers.isna()]) == unknown


def test_no_term_was_left_out_of_the_hand_tables():
    assert sorted(WORLDS) == sorted(ALL)
    for pack in ALL:
        assert [term for name, term, *_ in HAND if name == pack] == [d.term for d in packs.definitions(pack)]


@pytest.mark.parametrize("pack", ALL)
def test_every_text_of_a_pack_stands_in_three_languages(pack):
    read = packs.definitions(pack)
    texts = [read.title, read.remark, *(p.says for p in read.params)]
    texts += [text for d in read for text in (d.says, d.label)]
    texts += [text for d in read for text in (d.remark, d.hedge) if text is not None]
    texts += [text for c in read.claims for text in (c.says, c.hedge) if text is not None]
    for text in texts:
        assert list(text) == list(words.LANGUAGES)
        thai = text["th"]
        assert (
            any("\u0e00" <= letter <= "\u0e7f" for letter in thai)
            or thai == text["en"]
            or thai.startswith(read.title["en"][:5])
        )


@pytest.mark.parametrize("pack", ALL)
def test_a_pack_asks_only_columns_that_a_snapshot_has(pack):
    assert set(packs.definitions(pack).reads) <= set(vocabulary.columns())


def test_every_term_of_a_crm_says_how_it_is_known_and_no_article_does():
    for pack in ALL:
        read = packs.definitions(pack)
        assert read.kind == ("crm" if pack in packs.shelf("crm") else "definitions")
        for definition in read:
            assert (definition.evidence is None) == (read.kind == "definitions")
            assert definition.evidence is None or definition.evidence.partition(":")[0] in MARKS


def test_nothing_that_is_not_verified_is_encoded_and_the_pack_says_so():
    for pack in ("salesforce", "zoho", "pipedrive"):  # peers.md: what marks a customer there is not verified
        read = packs.definitions(pack)
        assert not [d.term for d in read if "customer" in d.term]
        assert "not verified" in read.remark["en"]


def test_what_the_kit_chose_is_said_where_the_source_is_silent():
    marketstar, success = packs.definitions("marketstar"), packs.definitions("successagency")
    assert "ours" in marketstar["customer"].remark["en"]
    assert "ours" in marketstar["lead_most_engaged"].remark["en"]
    assert "hot" not in " ".join(str(d.says) + str(d.label) for d in marketstar).lower()
    assert "typically" in marketstar["lead"].hedge["en"]
    assert "ours" in success["qualified_bant"].remark["en"]
    for read in (marketstar, success):
        assert "persons only" in read.remark["en"]


def test_parameters_move_the_borders_they_name():
    at = {quiet: packs.definitions("successagency", quiet=quiet)["cold_heading"] for quiet in (30, 365)}
    told = {quiet: classify(SUCCESS, by=by).iloc[:, 1].tolist() for quiet, by in at.items()}
    follower = SUCCESS["person_id"].tolist().index("follower")
    assert (told[30][follower], told[365][follower]) == (True, False)
    cheap = packs.definitions("successagency", list_price=5_000).renamed("cheap")
    both = classify(SUCCESS, by=[packs.definitions("successagency")["bant_budget"], cheap["bant_budget"]]).set_index(
        "person_id"
    )
    assert both.loc["poor"].tolist() == [False, True]


# Every pair of marketstar's three readings of contact, its lead and its customer, by hand.
MARKETSTAR_PAIRS = {
    ("lead", "lead_with_details"): "contains",
    ("lead", "contact_stored"): "overlap",
    ("lead", "contact_related"): "overlap",
    ("lead", "contact_converted"): "apart",
    ("lead", "customer"): "apart",
    ("contact_stored", "contact_related"): "contains",
    ("contact_stored", "contact_converted"): "contains",
    ("contact_stored", "partner"): "contains",
    ("contact_stored", "customer"): "overlap",
    ("contact_related", "contact_converted"): "contains",
    ("contact_converted", "customer"): "inside",
    ("partner", "employee"): "apart",
    ("lead_least_engaged", "lead_warm"): "apart",
    ("lead_warm", "lead_most_engaged"): "apart",
    ("lead", "lead_warm"): "contains",
}


def test_the_pairs_of_marketstar_stand_as_one_says_by_hand():
    found = relations(by=packs.definitions("marketstar")).set_index(["a", "b"])["kind"]
    for (a, b), kind in MARKETSTAR_PAIRS.items():
        assert found[f"marketstar_{a}", f"marketstar_{b}"] == kind, (a, b)


@pytest.mark.parametrize("pack", ALL)
def test_every_pair_of_a_pack_is_proved_quickly_and_agrees_with_the_invented_people(pack):
    by = packs.definitions(pack)
    started = time.process_time()
    found = relations(by=by)
    assert time.process_time() - started < 2
    assert len(found) == math.comb(len(by), 2)
    assert set(found["kind"]) <= {"equal", "inside", "contains", "apart", "overlap"}
    counted = compare(WORLDS[pack], by=by)
    both = found.merge(counted, on=["a", "b"], validate="one_to_one")
    assert not (both["kind"].isin(["equal", "inside"]) & (both["only_a"] > 0)).any()
    assert not (both["kind"].isin(["equal", "contains"]) & (both["only_b"] > 0)).any()
    assert not ((both["kind"] == "apart") & (both["both"] > 0)).any()


def held(pack):
    table = claims(by=packs.definitions(pack))
    return {(row.a, row.relation, row.b): row for row in table.itertuples()}


def test_marketstar_cannot_have_both_its_contacts():
    said = held("marketstar")
    turned, contained = said["lead", "apart", "contact_converted"], said["lead", "inside", "contact_stored"]
    assert (turned.found, turned.holds) == ("apart", True)
    assert (contained.found, contained.holds) == ("overlap", False)
    assert contained.example["in_crm"] is False
    at_once = [said["lead", "overlap", contact] for contact in ("contact_stored", "contact_converted")]
    assert [claim.holds for claim in at_once] == [True, False]
    assert [said[role, "inside", "contact_stored"].holds for role in ("partner", "employee")] == [True, True]
    assert said["contact_related", "equal", "contact_stored"].found == "inside"


def test_the_claims_of_successagency_are_decided():
    said = {claim: (row.found, row.holds) for claim, row in held("successagency").items()}
    assert said == {
        ("customer", "inside", "reachable_qualified"): ("overlap", False),
        ("opportunity", "equal", "qualified"): ("equal", True),
        ("qualified", "inside", "lead"): ("overlap", False),
        ("qualified_search", "inside", "qualified"): ("overlap", False),
        ("qualified_bant", "equal", "qualified"): ("overlap", False),
        ("cold_heading", "equal", "cold_body"): ("overlap", False),
        ("warm_heading", "equal", "warm_body"): ("overlap", False),
        ("warm_body", "apart", "cold_body"): ("overlap", False),
    }
    both = held("successagency")["warm_body", "apart", "cold_body"].example
    assert both["referred"] is True  # a friend's word makes her warm; she herself never showed interest


@pytest.mark.parametrize("pack", packs.shelf("crm"))
def test_what_a_crm_says_of_its_own_records_holds(pack):
    assert claims(by=packs.definitions(pack))["holds"].all()


def test_the_claim_about_sales_is_counted_on_people():
    table = claims(by=packs.definitions("successagency"), people=SUCCESS).iloc[0]
    assert (table["a"], table["relation"], table["b"]) == ("customer", "inside", "reachable_qualified")
    assert table[["both", "only_a", "only_b", "neither", "unknown"]].tolist() == [1, 0, 0, 12, 0]
    assert table["against"] == 0


def test_one_person_under_nine_systems():
    nine = [packs.definitions(crm) for crm in packs.shelf("crm")]
    called = classify(CRM, by=nine).set_index("person_id").loc["again"]
    assert set(called.index[called.fillna(value=False)]) == {
        *("salesforce_lead_converted", "salesforce_contact", "salesforce_opportunity", "salesforce_lead_again"),
        *("hubspot_contact", "hubspot_stage_customer", "hubspot_customer_in_deal"),
        *("dynamics_lead_qualified", "dynamics_contact", "dynamics_opportunity"),
        *("odoo_opportunity", "odoo_contact", "odoo_customer", "odoo_several_rows"),
        *("zoho_lead_converted", "zoho_contact", "zoho_deal"),
        *("pipedrive_person", "pipedrive_deal"),
        *("erpnext_lead_converted", "erpnext_contact", "erpnext_opportunity", "erpnext_customer"),
        *("suitecrm_lead_converted", "suitecrm_contact", "suitecrm_opportunity"),
        *("mautic_contact", "mautic_lead_in_code"),
    }
