"""Invented people for the schools of definitions, and whom each term means among them, judged by hand."""

from __future__ import annotations

import pandas as pd

from leadkit import vocabulary


def person(**facts):
    """Somebody of whom nothing is known or stored and with whom nothing happened, except `facts`."""
    unknown = set(facts) - set(vocabulary.columns())
    assert not unknown
    nothing = {"number": 0, "yes_no": False, "text": ""}
    return {
        name: facts.get(name, nothing[column.kind] if column.null == "no_null" or name.startswith("has_") else None)
        for name, column in vocabulary.columns().items()
    }


def people(**persons):
    """A snapshot of invented people, typed as the kit types it, their names as ids."""
    table = pd.DataFrame([{**facts, "person_id": name} for name, facts in persons.items()])
    kinds = {"number": "Float64", "yes_no": "boolean", "text": "str", "other": "str"}
    return table.astype({name: kinds[column.kind] for name, column in vocabulary.columns().items()})


def interested(days=5, **facts):
    """Somebody who did one act of interest, `days` ago."""
    act = {"interest_kinds": 1, "showed_interest": True, "last_activity_days": days, "first_seen_days": days}
    return person(**{**act, **facts})


def buyer(days=40, **facts):
    """Somebody who bought once, `days` ago."""
    bought = {"purchases": 1, "opened_deals": 1, "last_purchase_days": days, "first_purchase_days": days}
    return person(**{**bought, **({"orders_365d": 1} if days < 365 else {}), **facts})


MOTHER = {"age": 25, "gender": "female", "children_at_home": 2}
VISITED = {"last_visit_days": 5, "showed_interest": True, "interest_kinds": 1}
SHOP = people(
    stranger=person(),
    needless=person(need="none"),
    single=person(need="none", children_at_home=0, age=55, gender="male"),
    mother=person(**MOTHER),
    grandmother=person(**{**MOTHER, "age": 55}),
    somebody=person(age=30, children_at_home=1),
    dress=interested(why_not_bought="waiting", need="some"),
    dress_unasked=interested(need="some"),
    dear=interested(why_not_bought="price"),
    gone=interested(why_not_bought="no_longer_wanted", need="none"),
    cart=interested(abandoned_carts=1, last_visit_days=5),
    bought_else=interested(why_not_bought="rival"),
    priced_buyer=buyer(why_not_bought="quality", **MOTHER),
    daily=interested(last_visit_days=5, visit_gap_days=14),
    monthly=interested(last_visit_days=5, visit_gap_days=15),
    yearly=interested(last_visit_days=5, visit_gap_days=61),
    once=interested(last_visit_days=5),
    regular=buyer(purchases=4, opened_deals=4, orders_365d=4, first_purchase_days=300, total_spent=4_999.99),
    big=buyer(total_spent=5_000, showed_interest=True, interest_kinds=1, last_activity_days=41, first_seen_days=50),
    stocker=person(need="stock", units_needed=20),
    small=person(units_needed=19),
    singer=person(referrals_made=3, referred_buyers=1, need="none"),
    fan=buyer(referrals_made=1, referred_buyers=1),
)
BUYERS = "priced_buyer regular big fan"
UNSOLD = (
    "stranger needless single mother grandmother somebody dress dress_unasked dear gone cart bought_else daily monthly "
    "yearly once stocker small singer"
)
HELD = "dress dress_unasked dear gone cart bought_else daily monthly yearly once"
UNASKED_NEED = "cart daily monthly yearly once"
UNASKED = f"dress_unasked {UNASKED_NEED}"
NOT_KNOWN = (
    "stranger needless dress dress_unasked dear gone cart bought_else daily monthly yearly once stocker small singer"
)
ACTUALIDAD_SAYS = {
    "potential_any": (f"{UNSOLD} {BUYERS}", ""),
    "potential_any_unsold": (UNSOLD, ""),
    "potential_may": (f"stranger mother grandmother somebody dress dear bought_else stocker small {UNASKED}", ""),
    "potential_held_back": (HELD, ""),
    "potential_held_back_strict": ("dress dear gone cart bought_else", ""),
    "held_back_listed": ("dear", UNASKED),
    "waiting": ("dress", UNASKED),
    "past_winning": ("gone bought_else", UNASKED),
    "actual": (BUYERS, ""),
    "interested": (f"{HELD} big", ""),
    "target": ("mother priced_buyer", f"somebody {NOT_KNOWN} regular big fan"),
    "excluded": ("single", f"stranger needless dear gone {UNASKED_NEED} bought_else small singer regular big fan"),
    "frequency_constant": ("daily", ""),
    "frequency_on_and_off": ("monthly", ""),
    "frequency_when_needed": ("cart yearly once", ""),
    "frequency_buys_often": ("regular", ""),
    "volume_consumed": ("big", ""),
    "volume_needed": (
        "stocker",
        f"{' '.join(name for name in f'{UNSOLD} {BUYERS}'.split() if name not in ('stocker', 'small'))}",
    ),
    "influence": ("singer fan", ""),
}

HOME = {"age": 54, "country": "VN", "children_at_home": 1}
BROKER = people(
    stranger=person(),
    needs=person(need="pressing"),
    curious=interested(need="none"),
    keen=interested(need="some", **HOME),
    dreamer=person(need="stock", **HOME),
    old=interested(need="some", **{**HOME, "age": 55}),
    abroad=interested(**{**HOME, "country": "TH"}),
    childless=interested(**{**HOME, "children_at_home": 0}),
    young=person(age=24),
    torn=interested(why_not_bought="comparing", need="some", present_supplier="none", **HOME),
    theirs=person(present_supplier="rival", need="none"),
    ours=buyer(present_supplier="us", need="some", **HOME),
    returned=buyer(why_not_bought="comparing", present_supplier="rival", **HOME),
)
HOUSED = "keen dreamer torn ours returned"
UNDRAWN = "stranger needs curious theirs"
BROKER_SAYS = {
    "potential": ("needs curious keen old abroad childless torn", "stranger young"),
    "fit_age": (f"{HOUSED} abroad childless", UNDRAWN),
    "fit_place": (f"{HOUSED} old childless", f"{UNDRAWN} young"),
    "fit_household": (f"{HOUSED} old abroad", f"{UNDRAWN} young"),
    "target": (HOUSED, UNDRAWN),
    "potential_recognised": ("keen torn", "stranger needs curious"),
    "unaware": ("stranger needs dreamer young theirs ours returned", ""),
    "hesitating": (
        "torn returned",
        "stranger needs curious keen dreamer old abroad childless young theirs ours",
    ),
    "rivals_buyer": (
        "theirs returned",
        "stranger needs curious keen dreamer old abroad childless young",
    ),
    "customer": ("ours returned", ""),
}

FAQ = people(
    stranger=person(),
    needs=person(need="some", targeted=True),
    content=person(need="none", targeted=True),
    tried=person(need="pressing", trials=1, interest_kinds=1, showed_interest=True, last_activity_days=3),
    came=person(**VISITED, last_activity_days=5, first_seen_days=5),
    came_in_need=person(**{**VISITED, "last_visit_days": 30}, last_activity_days=30, first_seen_days=40, need="some"),
    came_long_ago=person(**{**VISITED, "last_visit_days": 31}, last_activity_days=31, first_seen_days=40),
    fresh=buyer(30, **VISITED, last_activity_days=5, first_seen_days=40, need="some"),
    year_ago=buyer(365),
    lapsed=buyer(366, **VISITED, last_activity_days=5, first_seen_days=400, need="pressing"),
    rivals=person(present_supplier="rival", need="some"),
    switched=buyer(500, present_supplier="rival", need="some"),
    says_rival=person(why_not_bought="rival", need="some", present_supplier="none"),
    unaware=person(why_not_bought="unaware", need="some", present_supplier="none"),
    wary=person(why_not_bought="no_trust", need="stock"),
    wary_in_need=person(why_not_bought="no_trust", need="pressing"),
)
IN_NEED = "needs tried came_in_need rivals says_rival unaware wary_in_need"
NEED_UNSAID = "stranger came came_long_ago"
FAQ_SAYS = {
    "potential": (IN_NEED, NEED_UNSAID),
    "potential_never_used": (IN_NEED.replace("tried ", ""), NEED_UNSAID),
    "potential_from_history": ("came came_in_need lapsed", ""),
    "actual": ("fresh year_ago", ""),
    "ever_bought": ("fresh year_ago lapsed switched", ""),
    "target": (f"{IN_NEED} fresh year_ago", NEED_UNSAID),
    "target_aimed": ("needs content", ""),
    "rivals_customer": (
        "rivals switched",
        f"{NEED_UNSAID} needs tried came_in_need fresh year_ago lapsed wary_in_need",
    ),
    "because_rival": ("rivals says_rival", f"{NEED_UNSAID} needs tried came_in_need wary_in_need"),
    "because_unaware": ("unaware", f"{NEED_UNSAID} needs tried came_in_need rivals"),
    "because_no_trust": ("wary_in_need", f"{NEED_UNSAID} needs tried came_in_need rivals"),
}

IDEAL = {"age": 25, "country": "VN"}
LEAVES = {"has_contact_details": True, "has_email": True}
TEAMS = people(
    stranger=person(),
    bought_list=person(**LEAVES, details_from="list"),
    sharer=person(**LEAVES, details_from="self"),
    unsaid=person(**LEAVES),
    follower=person(has_social_account=True),
    leaver=person(**LEAVES, details_from="self", unsubscribed=True, last_activity_days=9, first_seen_days=9),
    chatter=interested(chats=1, country="VN", age=70),
    caller=interested(inbound_calls=1, **IDEAL, has_phone=True, has_contact_details=True, details_from="self"),
    asker=interested(forms_submitted=1, country="VN", demo_requests=1),
    friend=interested(social_interactions=1, **IDEAL),
    tester=interested(trials=1, **IDEAL),
    whole=interested(chats=1, demo_requests=1, **IDEAL, **LEAVES, details_from="friend"),
    foreign=interested(demo_requests=1, **{**IDEAL, "country": "TH"}),
)
TEAMS_SAYS = {
    "lead": ("bought_list sharer unsaid leaver caller whole", ""),
    "lead_shared": ("sharer leaver caller", "unsaid"),
    "enquirer": ("chatter caller asker friend whole", ""),
    "marketing_lead": ("bought_list sharer unsaid follower caller whole", ""),
    "vague_enquiry": ("chatter caller friend", ""),
    "persona": ("caller friend tester whole", "stranger bought_list sharer unsaid follower leaver asker"),
    "ideal": ("caller friend whole", "asker"),
    "ready": ("tester whole", "asker"),
    "ready_after_enquiry": ("whole", "asker"),
}

NINJA = people(
    stranger=person(),
    able=person(need="pressing", ability_to_pay="yes", targeted=True),
    saver=interested(need="some", ability_to_pay="not_yet"),
    saver_by_phone=person(need="some", ability_to_pay="not_yet", has_phone=True, has_contact_details=True),
    poor=person(need="pressing", ability_to_pay="no"),
    rich=person(need="none", ability_to_pay="yes", targeted=True),
    stocker=person(need="stock", ability_to_pay="not_yet"),
    unasked_money=interested(need="some"),
    unasked_need=person(ability_to_pay="yes"),
    unasked_both=person(ability_to_pay="not_yet", targeted=True),
    owner=buyer(need="none", ability_to_pay="yes"),
)
NINJA_SAYS = {
    "target": ("able", "stranger unasked_money unasked_need"),
    "target_segment": ("able rich unasked_both", ""),
    "potential": ("saver saver_by_phone", "stranger unasked_money unasked_both"),
    "potential_broad": ("saver saver_by_phone poor", "stranger unasked_money unasked_both"),
    "potential_by_phone": ("saver_by_phone", ""),
    "informed": ("saver unasked_money", ""),
    "actual": ("owner", ""),
}

SCHOOLS = {
    "actualidad": (SHOP, ACTUALIDAD_SAYS),
    "atlantic_alignment": (TEAMS, TEAMS_SAYS),
    "atlantic_broker": (BROKER, BROKER_SAYS),
    "atlantic_faq": (FAQ, FAQ_SAYS),
    "ninja": (NINJA, NINJA_SAYS),
}
