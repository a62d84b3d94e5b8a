"""Words to a tree: a recursive-descent reader of the small grammar that builds sqlglot nodes itself.

sqlglot's own parser is never the gate: it reads comments, ``main.x``, ``@x`` and much else. Here every word is taken by
a rule, or the condition is refused. The grammar, from loose to tight::

    either = both {OR both}
    both   = single {AND single}
    single = {NOT} sum [test]
    test   = (= | <> | != | < | <= | > | >=) sum | [NOT] BETWEEN sum AND sum | [NOT] IN (value, ...) | [NOT] LIKE 'text'
             | IS [NOT] NULL
    sum    = product {(+ | -) product},   product = factor {(* | /) factor}
    factor = {-} (column | number | 'text' | TRUE | FALSE | :name | FUNCTION(sum, ...) | (either))

Three conventions of the tree, on which the other rooms rely. Chains of AND and OR are built balanced, so that the tree
stays flat; every other node carries ``meta["span"]``, its place in the text. ``NOT`` directly over ``IN``, ``BETWEEN``,
``LIKE`` or ``IS`` is part of the comparison (``a NOT IN (1)``); ``NOT`` over brackets denies it (``NOT (a IN (1))``):
that is not the same for a column that is NULL because nothing ever happened.
"""

from __future__ import annotations

import unicodedata

from sqlglot import exp

from leadkit.conditions import slips
from leadkit.conditions.complaints import Stumble, complaint, place, shown
from leadkit.conditions.grammar import (
    COMPARISONS,
    FUNCTIONS,
    MANY_VALUES,
    MOST_ATOMS,
    MOST_CHARACTERS,
    MOST_STEPS,
    ONE_VALUE,
    STEPS,
    balanced,
    is_test,
)
from leadkit.conditions.kinds import check
from leadkit.conditions.tokens import N, Token, Words
from leadkit.errors import ConditionError, nearest


def read(text: str, where: str = "", wanted: str = "yes_no") -> exp.Expression:
    """Read a condition into a tree, or say in one sentence why not.

    Parameters
    ----------
    text : str
        The condition.
    where : str, optional
        Where it stands, for the sentence: ``in rule 'funded' (scorecards/bant.yaml, line 14)``.
    wanted : {"yes_no", "number"}
        What it has to be.

    Returns
    -------
    sqlglot.exp.Expression
        What was read, all names quoted.

    Raises
    ------
    ConditionError
        It cannot be read.

    Examples
    --------
    >>> read("employees>=50").sql()
    '"employees" >= 50'
    """
    if not isinstance(text, str):
        kind = type(text).__name__  # type: ignore[unreachable] # YAML gives what it reads: true, 5, nothing
        raise ConditionError(f"A condition{place(where)} is a text, as in \"country = 'TH'\"; this is {kind}.")
    if len(text) > MOST_CHARACTERS:
        long = f"A condition has at most {MOST_CHARACTERS:,} characters; this one{place(where)} has {len(text):,}"
        raise ConditionError(f"{long}; split it into several.")
    text = unicodedata.normalize("NFC", text)
    try:
        tree = _Reader(text).read()
        check(tree, text, wanted=wanted)
    except RecursionError:  # only when the caller itself stands very deep
        raise ConditionError(f"A condition{place(where)} is nested too deep to be read here.") from None
    except Stumble as stumble:
        if not stumble.sure and (slip := slips.explain(text, stumble.start)):
            stumble.start, stumble.end, stumble.why = slip
        raise complaint(text, where, stumble) from None
    return tree


class _Reader(Words):
    """One pass over the words of one condition, with as few frames a level as can be: a caller may stand deep."""

    def read(self) -> exp.Expression:
        if self.word.kind == "end":
            raise Stumble(0, "it is empty; write TRUE to mean everybody", sure=True)
        if surely := slips.surely(self.text):
            raise Stumble(surely[0], surely[2], sure=True, end=surely[1])
        tree = self.either()
        if self.ahead(")"):
            raise self.stop("this bracket closes what was never opened", sure=True)
        if self.word.kind != "end":
            raise self.stop("the condition should end here, or go on with AND or OR")
        return tree

    def either(self) -> exp.Expression:
        """Read tests joined by AND and OR; AND binds tighter."""
        groups, group = [], [self.single()]
        while joint := self.take("AND", "OR"):
            if joint == "OR":
                groups.append(balanced(exp.And, group))
                group = []
            group.append(self.single())
        return balanced(exp.Or, [*groups, balanced(exp.And, group)])

    def single(self) -> exp.Expression:
        """Read a test, with or without NOT before it."""
        first, denials, depth = self.at, 0, self.depth
        while self.take("NOT"):
            denials += 1
            if not self.ahead("("):  # NOT with its bracket is one level
                self.deeper()
        begin = self.at
        left = self.sum()
        node = self.test(left, begin) if self.ahead(*COMPARISONS, "IS", "NOT", "BETWEEN", "IN", "LIKE") else left
        self.depth = depth
        for _ in range(denials):
            inner = node if isinstance(node, (exp.Column, exp.Boolean, exp.Placeholder, exp.Paren)) else _brackets(node)
            node = self.marked(exp.Not(this=inner), first)
        return node

    def test(self, left: exp.Expression, first: int) -> exp.Expression:
        """Read what is asked of a value."""
        self.value(left, first)
        if sign := self.take(*COMPARISONS):
            node = self.marked(COMPARISONS[sign](this=left, expression=self.operand()), first)
            if self.ahead(*COMPARISONS):
                raise self.stop("compare two things at a time, as in 1 < a AND a < 5")
            return node
        if self.take("IS"):
            return self.is_null(left, first)
        denied = self.take("NOT")
        if self.take("BETWEEN"):
            node = self.between(left, first)
        elif self.take("IN"):
            node = self.listed(left, first)
        elif self.take("LIKE"):
            node = self.like(left, first)
        else:
            raise self.stop("after a value NOT goes only with BETWEEN, IN or LIKE")
        return self.marked(exp.Not(this=node), first) if denied else node

    def is_null(self, left: exp.Expression, first: int) -> exp.Expression:
        denied = self.take("NOT")
        if not self.take("NULL"):
            raise self.stop("IS goes only with NULL or NOT NULL")
        node = self.marked(exp.Is(this=left, expression=exp.Null()), first)
        if not left.find(exp.Column):
            raise self.since(first, "only a column can be NULL, and there is none here")
        return self.marked(exp.Not(this=node), first) if denied else node

    def between(self, left: exp.Expression, first: int) -> exp.Expression:
        low = self.operand()
        if not self.take("AND"):
            raise self.stop("BETWEEN needs two ends, as in age BETWEEN 18 AND 30")
        return self.marked(exp.Between(this=left, low=low, high=self.operand()), first)

    def listed(self, left: exp.Expression, first: int) -> exp.Expression:
        if not self.take("("):
            raise self.stop("IN needs a list in brackets, as in IN ('TH', 'VN')")
        values = [self.constant()]
        while self.take(","):
            values.append(self.constant())
        if not self.take(")"):
            raise self.stop("the list needs a comma or its closing bracket here")
        return self.marked(exp.In(this=left, expressions=values), first)

    def constant(self) -> exp.Expression:
        """Read one value of a list: a number, a text, TRUE, FALSE or a parameter."""
        if not (self.word.kind in {"number", "text", "param"} or self.ahead("-", "TRUE", "FALSE")):
            raise self.stop("a list holds numbers, texts and parameters, as in IN ('TH', 'VN')")
        return self.factor()

    def like(self, left: exp.Expression, first: int) -> exp.Expression:
        if self.word.kind not in {"text", "param"}:
            raise self.stop("LIKE needs a pattern in quotes, as in LIKE '%director%'")
        if "\\" in self.word.value:
            raise self.stop("a pattern has no backslash")
        return self.marked(exp.Like(this=left, expression=self.factor()), first)

    def sum(self) -> exp.Expression:
        """Read a sum of products, from left to right; * and / bind tighter."""
        first = start = self.at
        total: exp.Expression | None = None
        last, node = STEPS["+"], self.factor()
        while sign := self.take(*STEPS):
            if sign in "*/":
                node = self.step(STEPS[sign], node, start, self.factor())
                continue
            total, last = self.summed(total, last, node, first), STEPS[sign]
            start = self.at
            node = self.factor()
        return self.summed(total, last, node, first)

    def factor(self) -> exp.Expression:
        """Read one value, or brackets."""
        first, minuses = self.at, 0
        while self.take("-"):
            minuses += 1
            self.deeper()
        begin, word = self.at, self.word
        if self.take("("):
            self.deeper()
            node = self.either()
            self.depth -= 1
            self.close(begin)
            node = node if isinstance(node, exp.Paren) else self.marked(_brackets(node), begin)
        elif word.kind == "name" and self.all[self.at + 1].value == "(":
            node = self.function(word)
        else:
            node = self.leaf(word)
        self.depth -= minuses
        for _ in range(minuses):
            node = self.calculated(exp.Neg(this=self.value(node, begin)), first)
        return node

    def leaf(self, word: Token) -> exp.Expression:
        """Read a column, a number, a text, TRUE, FALSE or a parameter."""
        self.atoms += 1
        if self.atoms > MOST_ATOMS:
            raise self.stop(f"a condition has at most {MOST_ATOMS} columns and values; split it", sure=True)
        node: exp.Expression
        if word.kind == "number":
            node = exp.Literal.number(word.value)
        elif word.kind == "text":
            node = exp.Literal.string(word.value)
        elif word.kind == "param":
            node = exp.Placeholder(this=word.value)
        elif word.kind in {"name", "quoted"}:
            node = exp.column(exp.to_identifier(word.value, quoted=True))
        elif self.ahead("TRUE", "FALSE"):
            node = exp.Boolean(this=word.value == "TRUE")
        else:
            raise self.stop("a column, a number, a text or an opening bracket should stand here")
        self.at += 1
        return self.marked(node, self.at - 1)

    def close(self, first: int) -> None:
        """Read the closing bracket of what was opened."""
        if self.take(")"):
            return
        if self.word.kind == "end":
            raise Stumble(self.all[first].start, "the bracket opened here is never closed", sure=True)
        raise self.stop("a sign, AND, OR or the closing bracket should stand here")

    def function(self, word: Token) -> exp.Expression:
        """Read a function and its values."""
        first, name = self.at, word.value.upper()
        if name not in FUNCTIONS:
            instead = slips.functions().get(name)
            offer = instead or nearest(name, FUNCTIONS).strip(" .").replace("Did", "did").replace("There", "there")
            raise Stumble(word.start, f"there is no function {shown(word.value)}; {offer}", sure=True, end=word.end)
        self.deeper()
        self.at += 2
        values = [self.operand()]
        while self.take(","):
            values.append(self.operand())
        self.depth -= 1
        self.close(first + 1)
        one = name in ONE_VALUE
        if (len(values) == 1) != one:
            takes = "one value" if one else "two values or more"
            raise self.since(first, f"{name} takes {takes}, and here are {len(values)}")
        if one:
            return self.calculated(ONE_VALUE[name](this=values[0]), first)
        kind = MANY_VALUES[name]
        guarded = {} if kind is exp.Coalesce else {"ignore_nulls": True}  # `asking` writes the guard against NULL
        return self.calculated(kind(this=values[0], expressions=values[1:], **guarded), first)

    # What a rule must hold.

    def operand(self) -> exp.Expression:
        """Read a value that is no condition."""
        first = self.at
        return self.value(self.sum(), first)

    def value(self, node: exp.Expression, first: int) -> exp.Expression:
        """Hold that a node is a value, not a whole condition."""
        if is_test(node):
            why = "a whole condition stands where a value should; join conditions with AND, OR and NOT"
            raise self.since(first, why)
        return node

    def step(
        self, kind: type[exp.Expression], left: exp.Expression, first: int, right: exp.Expression
    ) -> exp.Expression:
        """Calculate with two values."""
        return self.calculated(kind(this=self.value(left, first), expression=self.value(right, first)), first)

    def summed(
        self, total: exp.Expression | None, kind: type[exp.Expression], node: exp.Expression, first: int
    ) -> exp.Expression:
        """Add a product to the sum so far, or begin the sum with it."""
        return node if total is None else self.step(kind, total, first, node)

    def calculated(self, node: N, first: int) -> N:
        """Hold that calculations are not too many inside one another, so that no database stumbles over them."""
        inner = [child.meta.get("steps", 0) for child in node.iter_expressions()]
        same = isinstance(node, (exp.Add, exp.Sub, exp.Mul)) and type(node) is type(node.this)  # a + b + c is one step
        node.meta["steps"] = max(inner[0] + (not same), *[steps + 1 for steps in inner[1:]], 0)
        if node.meta["steps"] > MOST_STEPS:
            why = f"more than {MOST_STEPS} calculations stand inside one another; make it simpler"
            raise self.since(first, why)
        return self.marked(node, first)


def _brackets(node: exp.Expression) -> exp.Paren:
    """Put brackets around a node, which keep its place and its depth."""
    found = exp.Paren(this=node)
    found.meta.update(node.meta)
    return found
