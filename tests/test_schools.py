"""The schools side by side: what each says about its own words, by proof and by counting, and all of them at once."""

import pandas as pd
import pytest
from schools_by_hand import SCHOOLS

from leadkit import load, packs, snapshot, synth
from leadkit.conditions import Condition
from leadkit.definitions import claims, classify, compare, relations

# Every claim of the five schools: what is proved, and whether the school is right about its own words.
PROVED = {
    "actualidad": {
        ("target", "inside", "potential_any"): ("inside", True),
        ("target", "inside", "potential_any_unsold"): ("overlap", False),
        ("potential_any_unsold", "apart", "actual"): ("apart", True),
        ("potential_held_back", "inside", "interested"): ("inside", True),
        ("actual", "inside", "interested"): ("overlap", False),
        ("excluded", "apart", "potential_may"): ("apart", True),
        ("excluded", "apart", "potential_any"): ("inside", False),
        ("waiting", "inside", "potential_held_back"): ("inside", True),
        ("waiting", "inside", "held_back_listed"): ("apart", False),
        ("frequency_buys_often", "inside", "potential_any_unsold"): ("apart", False),
        ("volume_consumed", "inside", "potential_any_unsold"): ("apart", False),
        ("volume_needed", "overlap", "potential_any_unsold"): ("overlap", True),
        ("influence", "overlap", "actual"): ("overlap", True),
    },
    "atlantic_alignment": {
        ("enquirer", "inside", "marketing_lead"): ("overlap", False),
        ("lead", "inside", "marketing_lead"): ("overlap", False),
        ("lead", "equal", "lead_shared"): ("contains", False),
        ("ready", "apart", "vague_enquiry"): ("apart", True),
        ("ready", "inside", "ideal"): ("overlap", False),
        ("ready_after_enquiry", "inside", "ideal"): ("inside", True),
        ("ideal", "inside", "marketing_lead"): ("overlap", False),
    },
    "atlantic_broker": {
        ("potential_recognised", "inside", "target"): ("inside", True),
        ("potential", "inside", "target"): ("overlap", False),
        ("potential", "apart", "customer"): ("apart", True),
        ("unaware", "inside", "potential"): ("overlap", False),
        ("hesitating", "inside", "potential"): ("overlap", False),
        ("rivals_buyer", "inside", "potential"): ("overlap", False),
    },
    "atlantic_faq": {
        ("potential", "inside", "target"): ("inside", True),
        ("actual", "inside", "target"): ("inside", True),
        ("ever_bought", "inside", "target"): ("overlap", False),
        ("target", "equal", "target_aimed"): ("overlap", False),
        ("potential_never_used", "equal", "potential"): ("inside", False),
        ("potential_from_history", "inside", "potential"): ("overlap", False),
        ("rivals_customer", "inside", "potential"): ("overlap", False),
        ("potential", "overlap", "rivals_customer"): ("overlap", True),
    },
    "ninja": {
        ("potential", "apart", "target"): ("apart", True),
        ("potential", "inside", "target"): ("apart", False),
        ("target_segment", "inside", "target"): ("overlap", False),
        ("potential", "inside", "informed"): ("overlap", False),
    },
}
NEED = {"pressing", "some"}


@pytest.fixture(scope="module", params=synth.worlds())
def sample(request):
    """The snapshot of a shipped sample on its last day."""
    return snapshot(load(world=request.param))


def said(pack, people=None):
    """The claims of a pack by what they say."""
    table = claims(by=packs.definitions(pack), people=people)
    assert table["holds"].notna().all()
    return {(row.a, row.relation, row.b): row for row in table.itertuples()}


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_claim_of_a_school_is_decided_over_all_people(school):
    assert {claim: (row.found, row.holds) for claim, row in said(school).items()} == PROVED[school]


@pytest.mark.parametrize("school", SCHOOLS)
def test_whoever_speaks_against_a_claim_does(school):
    pack = packs.definitions(school)
    for (a, relation, b), row in said(school).items():
        if row.holds:
            assert row.example is None
            continue
        witness = pd.DataFrame([{"person_id": "witness", **row.example}])
        one, other = (classify(lone(witness, pack[term]), by=pack[term]).iloc[0, 1] for term in (a, b))
        one, other = (answer is not pd.NA and bool(answer) for answer in (one, other))
        assert (one, other) == (True, True) if relation == "apart" else one != other


def lone(witness, definition):
    """The witness, with the columns that do not matter to them left unknown."""
    return witness.assign(**{name: None for name in definition.when.columns if name not in witness})


@pytest.mark.parametrize("school", SCHOOLS)
def test_no_invented_person_contradicts_what_is_proved(school):
    people, _ = SCHOOLS[school]
    against = {claim: row.against for claim, row in said(school, people).items()}
    for claim, (_, holds) in PROVED[school].items():
        assert (against[claim] == 0) == holds or claim[1] == "overlap", claim


@pytest.mark.parametrize("school", SCHOOLS)
def test_no_person_of_a_sample_contradicts_what_is_proved(school, sample):
    for claim, row in said(school, sample).items():
        assert row.both + row.only_a + row.only_b + row.neither + row.unknown == len(sample)
        if PROVED[school][claim][1]:
            assert row.against == 0, claim


def test_ninja_contradicts_itself_and_somebody_shows_it(sample):
    ninja = said("ninja", sample)
    separate, part = ninja["potential", "apart", "target"], ninja["potential", "inside", "target"]
    assert (separate.holds, separate.against) == (True, 0)
    assert not part.holds
    assert part.example["need"] in NEED
    assert part.example["ability_to_pay"] == "not_yet"
    poor = sample["need"].isin(NEED) & (sample["ability_to_pay"] == "not_yet")
    assert part.against == poor.sum() > 0
    assert "completely" in separate.says
    assert "usually" in part.hedge


def test_the_question_page_s_target_holds_the_potential_but_not_the_lapsed_buyers(sample):
    faq = said("atlantic_faq", sample)
    assert [faq[part, "inside", "target"].holds for part in ("potential", "actual", "ever_bought")] == [
        True,
        True,
        False,
    ]
    lapsed = faq["ever_bought", "inside", "target"]
    assert lapsed.example["last_purchase_days"] > 365
    assert lapsed.against == (sample["last_purchase_days"] > 365).sum() > 0
    assert faq["potential", "inside", "target"].both == (sample["need"].isin(NEED) & (sample["purchases"] == 0)).sum()


def test_nobody_lapses_who_may_have_bought_at_any_time(sample):
    ever = packs.definitions("atlantic_faq", still_using=100_000)
    row = claims(by=ever, people=sample).set_index(["a", "b"]).loc[("ever_bought", "target")]
    assert row["against"] == 0
    assert bool(row["holds"]) is False  # true of these people, and still not of everybody


def test_the_broker_s_potential_is_a_part_of_the_target_by_definition(sample):
    broker = said("atlantic_broker", sample)
    by_definition, by_sentence = (
        broker["potential_recognised", "inside", "target"],
        broker["potential", "inside", "target"],
    )
    assert (by_definition.holds, by_definition.against) == (True, 0)
    assert not by_sentence.holds
    assert by_sentence.against > 0


def test_actualidad_has_it_the_other_way_round(sample):
    pack = packs.definitions("actualidad")
    assert pack["target"].when.relation(pack["potential_any"].when).kind == "inside"
    row = said("actualidad", sample)["target", "inside", "potential_any"]
    assert (row.against, row.only_b > 0) == (0, True)
    assert row.both + row.only_b + row.unknown == len(sample)


def test_the_schools_disagree_on_potential_and_target_as_the_class_will():
    sides = {
        "actualidad": ("potential_any", "contains"),
        "atlantic_broker": ("potential_recognised", "inside"),
        "atlantic_faq": ("potential", "inside"),
        "ninja": ("potential", "apart"),
    }
    for school, (potential, kind) in sides.items():
        pack = packs.definitions(school)
        assert pack[potential].when.relation(pack["target"].when).kind == kind


def test_one_person_may_be_potential_here_and_nobody_there():
    needless = {"person_id": "singer", "referrals_made": 3, "referred_buyers": 2, "need": "none", "purchases": 0}
    lapsed = {"person_id": "lapsed", "purchases": 1, "last_purchase_days": 900, "need": "some", "referred_buyers": 0}
    both = pd.DataFrame([needless, lapsed]).assign(ability_to_pay="yes", showed_interest=False)
    terms = {
        "actualidad": ["influence", "potential_any"],
        "atlantic_faq": ["potential", "actual", "target", "ever_bought"],
        "ninja": ["potential", "target"],
    }
    by = [packs.definitions(school)[term] for school, chosen in terms.items() for term in chosen]
    said = classify(both, by=by).set_index("person_id").astype(bool)
    assert set(said.columns[said.loc["singer"]]) == {"actualidad_influence", "actualidad_potential_any"}
    assert set(said.columns[said.loc["lapsed"]]) == {
        *("actualidad_potential_any", "atlantic_faq_ever_bought", "ninja_target"),
    }


def test_a_moved_border_moves_the_terms_that_name_it():
    old = packs.definitions("atlantic_broker", age_to=64)["fit_age"].when
    assert packs.definitions("atlantic_broker")["fit_age"].when.relation(old).kind == "inside"
    assert packs.definitions("actualidad", gender="male")["target"].when == Condition(
        "age BETWEEN 25 AND 54 AND gender = 'male' AND children_at_home > 0"
    )
    for school in SCHOOLS:
        for param in packs.definitions(school).params:
            assert param.value in param.stops
            used = [
                d
                for d in packs.definitions(school, **{param.name: param.stops[-1]})
                if d not in [*packs.definitions(school)]
            ]
            assert used, param.name


def test_what_the_kit_chose_and_what_must_wait_is_said():
    for school in SCHOOLS:
        pack = packs.definitions(school)
        assert "ours" in pack.remark["en"] or "choice" in pack.remark["en"]
        assert "persons only" in pack.remark["en"].lower()
        assert pack.source.date is None  # no stored text of theirs has one
    assert "profile_distance" in packs.definitions("actualidad").remark["en"]
    assert "axes" in packs.definitions("atlantic_broker").remark["en"]
    assert "MQL" not in str([(d.term, d.says, d.label) for d in packs.definitions("atlantic_alignment")])


def every():
    """All terms of all schools."""
    return [packs.definitions(name) for name in packs.shelf("definitions")]


def test_the_whole_table_of_all_schools_shows_a_person_wherever_two_terms_differ(sample):
    found = relations(by=every())
    terms = sum(map(len, every()))
    assert len(found) == terms * (terms - 1) // 2
    assert set(found["kind"]) == {"equal", "inside", "contains", "apart", "overlap"}
    assert found["example"].notna().equals(found["kind"] != "equal")
    both = found.merge(compare(sample, by=every()), on=["a", "b"], validate="one_to_one")
    assert not (both["kind"].isin(["equal", "inside"]) & (both["only_a"] > 0)).any()
    assert not (both["kind"].isin(["equal", "contains"]) & (both["only_b"] > 0)).any()
    assert not ((both["kind"] == "apart") & (both["both"] > 0)).any()


def test_one_pack_and_a_list_give_the_same_relations_for_the_same_pairs():
    ninja, faq = packs.definitions("ninja"), packs.definitions("atlantic_faq")
    alone, together = (relations(by=by).set_index(["a", "b"])["kind"] for by in (ninja, [faq, *ninja]))
    assert alone.equals(together.loc[alone.index])
