"""Every documented cause of the world `saas` is there to be found, by anybody who counts."""

import numpy as np
import pytest
from synth_lives import lives, more, pooled

from leadkit import schema
from leadkit.synth import vocabulary
from leadkit.synth.common import answers, journeys, plans
from leadkit.synth.common.arrival import obstacle_logit
from leadkit.synth.draw import DAY, NEVER
from leadkit.synth.vocabulary import ABILITIES, AUTHORITIES, KINDS, NEEDS, OBSTACLES, REASONS, code
from leadkit.synth.world import world

SAAS = world("saas")


def who(name):
    return pooled(lambda life: getattr(life.who, name))


def came(name):
    return pooled(lambda life: getattr(life.came, name))


def channel(*names):
    return pooled(lambda life: life.came.by(*names))


def did(kind):
    """Who did (or was done) this at least once."""

    def of(life):
        answer = np.zeros(len(life.who), dtype=bool)
        answer[life.events["who"][life.events["kind"] == code(KINDS, kind)]] = True
        return answer

    return pooled(of)


def test_the_words_of_the_world_are_the_schemas():
    assert schema.tables()["events"].field("kind").values == KINDS
    assert schema.obstacles() == OBSTACLES[1:]
    fields = {name: schema.truth().field(name).values for name in ("need", "ability", "authority")}
    assert fields == {"need": NEEDS, "ability": ABILITIES, "authority": AUTHORITIES}
    _, lists = schema.tables()["answers"].field("answer").values_by
    assert lists["why_not_bought"] == (*OBSTACLES[1:], "no_longer_wanted") == REASONS
    assert set(answers.QUESTIONS) == set(schema.tables()["answers"].field("question").known)


def test_interest_rises_with_need_fit_a_referral_and_a_campaign():
    interested, need, fit = came("interested"), who("need_score"), who("fit")
    for names in (("account",), ("referral",), ("list",), ("direct", "display", "affiliate")):
        here = channel(*names)
        assert more(interested, here & (need > 0.5), here & (need < -0.5)) > 4
    here = channel("account", "list", "referral")
    assert more(interested, here & (fit > 0.5), here & (fit < -0.5)) > 4
    assert more(interested, channel("account") & came("targeted"), channel("account") & ~came("targeted")) > 4
    assert more(interested, channel("referral"), channel("list")) > 4


def test_channels_differ_in_interest_as_the_truth_says():
    interested, p = came("interested"), came("p_interest")
    for name in SAAS.channels[:-1]:
        here = channel(name)
        spread = np.sqrt((p[here] * (1 - p[here])).sum())
        assert abs(interested[here].sum() - p[here].sum()) < 4 * spread + 1e-9
    assert interested[channel("organic_search", "paid_search")].mean() > 0.99
    assert interested[channel("staff", "survey")].mean() < 0.1


def test_the_first_letter_comes_before_the_interest_that_it_causes():
    for life in lives():
        sent = life.events["kind"] == code(KINDS, "campaign_sent")
        earliest = np.full(len(life.who), NEVER)
        np.minimum.at(earliest, life.events["who"][sent], life.events["at"][sent])
        late = life.came.targeted & (life.came.born > SAAS.end - DAY)  # the letter would come after the last day
        assert (earliest < life.came.first)[life.came.targeted & ~late].all()


def test_need_makes_people_search_and_begin_to_buy():
    need = who("need_score")
    assert more(channel("organic_search"), need > 0.5, need < -0.5) > 4
    started = pooled(lambda life: life.first.begun)
    web = channel("organic_search", "paid_search", "direct", "social") & ~who("double")
    assert more(started, web & (need > 0.8), web & (need < -0.35)) > 4


def test_obstacles_follow_from_means_say_and_trust():
    obstacle = came("obstacle")
    aware = ~came("unaware") & ~who("double")
    price, opinions, trust, waits = (
        obstacle == code(OBSTACLES, o) for o in ("price", "opinions", "no_trust", "waiting")
    )
    assert more(price, aware & (who("ability") > 0), aware & (who("ability") == 0)) > 4
    assert more(opinions, aware & (who("authority") > 0), aware & (who("authority") == 0)) > 4
    assert more(trust, aware & (came("depth") == 0), aware & (came("depth") > 0)) > 4
    assert more(waits, aware & (who("horizon") >= 0), aware & (who("horizon") < 0)) > 4


def test_each_cause_moves_the_purchases_of_qualified_leads():
    buys = pooled(lambda life: life.first.fate == journeys.BUYS)
    passed = pooled(lambda life: life.first.passed)
    assert more(buys, passed & (who("need") == 0), passed & (who("need") == 3)) > 4
    assert more(buys, passed & (who("ability") == 0), passed & (who("ability") > 0)) > 4
    assert more(buys, passed & (who("authority") == 0), passed & (who("authority") > 0)) > 3
    hard = obstacle_logit(SAAS)[came("obstacle")] <= -1.3
    assert more(buys, passed & (came("obstacle") == 0), passed & hard) > 4
    accepted = pooled(lambda life: life.first.accepted)
    assert more(buys, passed & accepted, passed & ~accepted) > 4


def test_a_slow_first_call_reaches_and_sells_less():
    sales = pooled(lambda life: (life.first.plan.route == plans.SALES) & life.first.begun)
    pace = pooled(lambda life: life.first.pace)
    reached = pooled(lambda life: life.first.reached)
    buys = pooled(lambda life: life.first.fate == journeys.BUYS)
    assert [round(reached[sales & (pace == k)].mean(), 2) for k in range(4)] == sorted(
        (round(reached[sales & (pace == k)].mean(), 2) for k in range(4)), reverse=True
    )
    assert more(reached, sales & (pace == 0), sales & (pace == 3)) > 4
    assert more(buys, sales & (pace == 0), sales & (pace == 3)) > 3


def test_about_one_qualified_lead_in_ten_is_won_half_of_them_in_two_weeks():
    qualified = pooled(lambda life: life.first.passed & (life.first.start < SAAS.end))
    won = pooled(lambda life: life.first.bought < SAAS.end)[qualified]
    days = pooled(lambda life: (life.first.bought - life.first.start) / DAY)[qualified][won]
    error = np.sqrt(won.mean() * (1 - won.mean()) / len(won))
    assert abs(won.mean() - 0.105) < 0.01 + 3 * error
    assert 11 < np.median(days) < 19
    assert 4 < np.quantile(days, 0.25) < 8
    assert 40 < np.quantile(days, 0.75) < 80


def said(question=None, how=None):
    """Per question asked: the row of the person, whether they answered."""
    people, spoke, offset = [], [], 0
    for life in lives():
        rows = life.answers
        on = np.ones(len(rows["who"]), dtype=bool)
        if question:
            on &= rows["question"] == code(answers.QUESTIONS, question)
        if how:
            on &= rows["how"] == code(vocabulary.HOW, how)
        people.append(rows["who"][on] + offset)
        spoke.append(rows["answer"][on] >= 0)
        offset += len(life.who)
    return np.concatenate(people), np.concatenate(spoke)


def test_the_hesitant_the_poor_and_the_reluctant_answer_less():
    people, answered = said(how="person")
    held = (came("obstacle") != 0) & ~came("unaware")
    for silent in (held, who("ability") == 2, who("reluctance") > 0.7):
        assert more(answered, ~silent[people], silent[people]) > 4
    people, answered = said("budget")
    assert more(answered, (who("ability") == 0)[people], (who("ability") == 2)[people]) > 4


def test_a_kind_mail_is_answered_more_often_than_a_plain_one_and_the_lot_was_fair():
    kind, plain = said("why_not_bought", "email_kind"), said("why_not_bought", "email_plain")
    both = np.concatenate([kind[1], plain[1]])
    is_kind = np.arange(len(both)) < len(kind[1])
    assert more(both, is_kind, ~is_kind) > 4
    assert abs(is_kind.mean() - 0.5) < 3 * 0.5 / np.sqrt(len(both))
    need = who("need_score")
    assert abs(need[kind[0]].mean() - need[plain[0]].mean()) < 4 * need.std() * np.sqrt(
        2 / min(map(len, (kind[0], plain[0])))
    )


def test_asking_only_those_who_answer_misleads():
    people, answered = said("ability_to_pay", "person")
    able = (who("ability") == 0)[people]
    assert able[answered].mean() > able.mean() + 0.01


def test_the_reason_that_is_given_is_mostly_the_true_one():
    right = total = 0
    for life in lives():
        rows = life.answers
        on = (rows["question"] == code(answers.QUESTIONS, "why_not_bought")) & (rows["answer"] >= 0)
        held = on & (life.first.fate[rows["who"]] == journeys.HELD)
        right += (rows["answer"][held] == life.came.obstacle[rows["who"][held]] - 1).sum()
        total += held.sum()
    assert 0.75 < right / total < 0.95


def test_some_who_could_not_pay_yet_can_months_later():
    for life in lives():
        rows = life.answers
        on = (rows["question"] == code(answers.QUESTIONS, "ability_to_pay")) & (rows["answer"] >= 0)
        people, first = np.unique(rows["who"][on], return_index=True)
        last = len(rows["who"][on]) - 1 - np.unique(rows["who"][on][::-1], return_index=True)[1]
        said_first, said_last = rows["answer"][on][first], rows["answer"][on][last]
        turned = (said_first == 1) & (said_last == 0)
        assert len(people) > 500
        assert turned.sum() >= 3
        assert not ((said_first == 0) & (said_last == 2)).any()


def test_the_satisfied_stay_spend_more_and_refer():
    happy = who("satisfaction")
    due = pooled(lambda life: life.held.anniversary < SAAS.end)
    stayed = pooled(lambda life: life.held.ended > life.held.anniversary)
    assert more(stayed, due & (happy > 0.5), due & (happy < -0.5)) > 4
    customers = pooled(lambda life: life.held.bought < SAAS.end)
    refers = did("referral_made")
    assert more(refers, customers, ~customers) > 4
    assert more(refers, customers & (happy > 0.5), customers & (happy < -0.5)) > 4
    complains = did("complaint")
    assert more(complains, customers & (happy < -0.5), customers & (happy > 0.5)) > 4


def test_referrals_go_three_deep_and_nobody_is_referred_before_the_referrer_is_there():
    for life in lives():
        got = life.events["kind"] == code(KINDS, "referral_received")
        above = np.full(len(life.who), -1)
        above[life.events["who"][got]] = life.events["other"][got]
        assert ((above >= 0) == life.came.referred).all()
        depth, at = np.zeros(len(above), dtype=int), above.copy()
        while (at >= 0).any():
            depth += at >= 0
            at = np.where(at >= 0, above[at], -1)
        assert (depth == life.came.depth).all()
        assert depth.max() == 3
        on = above >= 0
        assert (life.came.born[above[on]] < life.came.born[on]).all()
        assert np.bincount(above[on]).max() >= 4


def test_a_longer_form_is_filled_in_less_often_and_a_better_guide_more():
    shown = pooled(lambda life: life.acts.shown < NEVER)
    fields, guide, filled = (pooled(lambda life, n=n: getattr(life.acts, n)) for n in ("fields", "guide", "filled"))
    shares = [filled[shown & (fields == n)].mean() for n in (2, 4, 6, 9)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[3]
    assert more(filled, shown & (guide == 2), shown & (guide == 0)) > 4


def test_cold_calls_cost_complaints_and_unsubscriptions():
    listed = channel("list")
    called = listed & did("call_attempt") & ~pooled(lambda life: life.first.begun)
    answered = called & did("call_answered")
    left_alone = listed & ~did("call_attempt")
    assert more(did("complaint"), answered, left_alone) > 3
    assert more(did("unsubscribe"), answered, left_alone) > 2


def test_newsletter_readers_buy_months_later():
    days = pooled(lambda life: (life.first.bought - life.acts.newsletter) / DAY)
    read = pooled(lambda life: (life.acts.newsletter < SAAS.end) & (life.first.bought < SAAS.end))
    assert (days[read] > 120).sum() > 100
    late = pooled(lambda life: life.first.start > life.came.first + 30 * DAY) & pooled(lambda life: life.first.begun)
    soon = pooled(lambda life: life.first.begun) & ~late
    web = channel("organic_search", "paid_search", "direct")
    assert more(did("newsletter_signup"), late & web, soon & web) > 4


def test_the_waiting_pass_everything_and_buy_after_their_date():
    waits = came("obstacle") == code(OBSTACLES, "waiting")
    passed = pooled(lambda life: life.first.passed)
    bant = (who("ability") == 0) & (who("authority") == 0) & (who("need") <= 1) & (who("horizon") >= 0)
    assert (waits & passed & bant).sum() > 100
    buys = pooled(lambda life: life.first.fate == journeys.BUYS)
    days = pooled(lambda life: (life.first.bought - life.first.called) / DAY)
    begun = pooled(lambda life: life.first.begun)
    assert days[waits & buys & passed & begun].min() >= 50


def test_customers_who_ask_again_are_lead_and_customer_at_once_and_some_buy():
    for life in lives():
        asked = life.cross.start < SAAS.end
        assert (life.held.bought[asked] < life.cross.start[asked]).all()
        assert asked.sum() > 300
        assert (life.cross.bought < SAAS.end).sum() > 20


def test_visits_keep_their_rhythm():
    for life in lives()[:1]:
        events = life.events
        visit = (events["session"] >= 0) & (events["seconds"] > 0)
        sessions, first = np.unique(events["session"][visit], return_index=True)
        people, at = events["who"][visit][first], events["at"][visit][first]
        order = np.lexsort((at, people))
        same = people[order][1:] == people[order][:-1]
        gaps = (np.diff(at[order])[same] / DAY, people[order][1:][same])
        medians = [np.median(gaps[0][life.who.rhythm[gaps[1]] == k]) for k in range(3)]
        assert medians[2] > 1.5 * medians[0]
        assert len(sessions) > 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_happens(kind):
    assert did(kind).sum() > 20


def test_one_to_eight_calls_are_made():
    tries = pooled(lambda life: life.first.tries)[pooled(lambda life: life.first.called < SAAS.end)]
    assert set(tries) == set(range(1, 9))


def test_stock_fillers_rivals_customers_and_every_answer_of_bant_are_there():
    for name, count in (("need", 4), ("ability", 3), ("authority", 3)):
        shares = np.bincount(who(name), minlength=count) / len(who(name))
        assert shares.min() > 0.03
    assert set(came("supplier")) == {0, 1, 2}
    assert set(came("obstacle")) == set(range(len(OBSTACLES)))
