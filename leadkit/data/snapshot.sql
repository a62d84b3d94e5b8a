-- The skeleton of the snapshot: one part (CTE) a table, to be read from top to bottom. `snapshot.py` adds the columns of the
-- vocabulary to the parts that their `table` names, and the details of people to `changed` and `details`.
-- :as_of is the day asked, :tomorrow the first moment after it. Every table that has dates is cut at :tomorrow once, here;
-- what a deal learns when it closes later stays behind `closed` and `bought`.
WITH changed AS (
  /* the latest value of every detail that changed on or before the day; an empty text when it was taken away */
  SELECT person_id FROM changes WHERE happened_at < :tomorrow GROUP BY person_id
), details AS (
  /* people known that day, as they were that day */
  SELECT people.person_id
  FROM people LEFT JOIN changed ON changed.person_id = people.person_id
  WHERE people.created_at < :tomorrow
), who AS (
  SELECT details.person_id
  FROM details LEFT JOIN organisations ON organisations.organisation_id = details.organisation_id
), records AS (
  SELECT person_id FROM crm_records WHERE created_at < :tomorrow GROUP BY person_id
), happened AS (
  /* what had happened, how many days ago, and whether the person did it */
  SELECT
    person_id, event_id, happened_at, session_id, kind, page, seconds, other_person_id,
    DATE_DIFF('day', CAST(happened_at AS DATE), :as_of) AS days_ago,
    kind IN (:by_them) AS by_them,
    kind IN (:of_interest) AS of_interest
  FROM events WHERE happened_at < :tomorrow
), acts AS (
  SELECT person_id FROM happened GROUP BY person_id
), sessions AS (
  /* a visit is dated by its first act, a cart by the first thing put into it */
  SELECT
    person_id, session_id,
    MAX(days_ago) AS days_ago,
    MIN(happened_at) FILTER (WHERE kind = 'cart_add') AS cart_at,
    MAX(days_ago) FILTER (WHERE kind = 'cart_add') AS cart_days_ago
  FROM happened WHERE by_them AND NOT session_id IS NULL GROUP BY person_id, session_id
), visits AS (
  SELECT person_id FROM sessions GROUP BY person_id
), gaps AS (
  SELECT person_id, LAG(days_ago) OVER (PARTITION BY person_id ORDER BY days_ago DESC) - days_ago AS gap_days
  FROM (SELECT DISTINCT person_id, days_ago FROM sessions) AS visit_days
), rhythm AS (
  SELECT person_id FROM gaps WHERE NOT gap_days IS NULL GROUP BY person_id
), guides AS (
  SELECT DISTINCT person_id, session_id, page FROM happened WHERE kind = 'guide_download'
), enquiries AS (
  /* the first time they asked something of us; a form that only opened a guide, on the same page of the same visit, does not */
  SELECT happened.person_id, MIN(happened.happened_at) AS enquired_at
  FROM happened LEFT JOIN guides
    ON happened.kind = 'form_submit' AND guides.person_id = happened.person_id
    AND guides.session_id = happened.session_id AND guides.page = happened.page
  WHERE happened.kind IN (:an_enquiry) AND guides.person_id IS NULL GROUP BY happened.person_id
), calls AS (
  SELECT happened.person_id
  FROM happened JOIN enquiries ON enquiries.person_id = happened.person_id AND happened.happened_at >= enquiries.enquired_at
  WHERE happened.kind IN ('call_attempt', 'call_answered') GROUP BY happened.person_id
), replies AS (
  SELECT person_id FROM answers WHERE asked_at < :tomorrow GROUP BY person_id
), known_deals AS (
  /* our own deals; one that closed later is still open, and nothing of its end is known */
  SELECT
    person_id, closed_at, amount, units,
    COALESCE(closed_at < :tomorrow, FALSE) AS closed,
    COALESCE(closed_at < :tomorrow AND won, FALSE) AS bought,
    DATE_DIFF('day', CAST(closed_at AS DATE), :as_of) AS closed_days_ago
  FROM deals WHERE opened_at < :tomorrow AND COALESCE(seller, 'us') = 'us'
), trade AS (
  SELECT person_id FROM known_deals GROUP BY person_id
), cart_sessions AS (
  /* each visit with a cart, and whether a purchase followed within 7 days */
  SELECT sessions.person_id, sessions.session_id, sessions.cart_days_ago, COUNT(orders.person_id) > 0 AS ordered
  FROM sessions LEFT JOIN known_deals AS orders
    ON orders.person_id = sessions.person_id AND orders.bought
    AND orders.closed_at >= sessions.cart_at AND orders.closed_days_ago >= sessions.cart_days_ago - 7
  WHERE NOT sessions.cart_at IS NULL GROUP BY sessions.person_id, sessions.session_id, sessions.cart_days_ago
), carts AS (
  SELECT person_id FROM cart_sessions GROUP BY person_id
), referrals AS (
  /* who referred whom, whichever of the two it was logged with */
  SELECT person_id AS referrer_id, other_person_id AS referred_id, happened_at AS referred_at
  FROM happened WHERE kind = 'referral_made' AND COALESCE(other_person_id, '') <> person_id
  UNION ALL
  SELECT other_person_id, person_id, happened_at
  FROM happened WHERE kind = 'referral_received' AND COALESCE(other_person_id, '') <> person_id
), introduced AS (
  SELECT referred_id AS person_id FROM referrals GROUP BY referred_id
), referrers AS (
  SELECT referrer_id AS person_id FROM referrals GROUP BY referrer_id
), reached AS (
  /* to depth 2: those they referred, and those whom these referred afterwards */
  SELECT referrer_id, referred_id, referred_at, 1 AS steps FROM referrals
  UNION ALL
  SELECT one.referrer_id, two.referred_id, two.referred_at, 2
  FROM referrals AS one JOIN referrals AS two ON two.referrer_id = one.referred_id AND two.referred_at >= one.referred_at
), buyers AS (
  SELECT person_id, MAX(closed_at) AS bought_at FROM known_deals WHERE bought GROUP BY person_id
), followed AS (
  SELECT reached.referrer_id AS person_id
  FROM reached JOIN buyers ON buyers.person_id = reached.referred_id AND buyers.bought_at >= reached.referred_at
  WHERE reached.referrer_id <> reached.referred_id GROUP BY reached.referrer_id
)
SELECT who.person_id
FROM who
LEFT JOIN acts ON acts.person_id = who.person_id
LEFT JOIN records ON records.person_id = who.person_id
LEFT JOIN visits ON visits.person_id = who.person_id
LEFT JOIN rhythm ON rhythm.person_id = who.person_id
LEFT JOIN introduced ON introduced.person_id = who.person_id
LEFT JOIN calls ON calls.person_id = who.person_id
LEFT JOIN replies ON replies.person_id = who.person_id
LEFT JOIN trade ON trade.person_id = who.person_id
LEFT JOIN carts ON carts.person_id = who.person_id
LEFT JOIN referrers ON referrers.person_id = who.person_id
LEFT JOIN followed ON followed.person_id = who.person_id
ORDER BY who.person_id
