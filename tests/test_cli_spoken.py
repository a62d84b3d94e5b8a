"""Help, and what is said of a mistyped command, in the language of the session."""

import re

import pytest
import typer
from test_cli import COMMANDS, TASKS, helped, leadkit, tree

from leadkit import words
from leadkit.cli import app

SPOKEN = ["run", "lab", "app", "reset", "doctor", *TASKS]  # what a student and a trainer type
GROUPS = {"": {path.split()[0] for path in COMMANDS}, "exercises": {path.split()[1] for path in TASKS}}
NAMES = {path: path.replace(" ", "_") or "leadkit" for path in ["", "exercises", *SPOKEN]}
KNOWN = dict(tree(typer.main.get_command(app)))


def squeezed(text):
    """Take away what a terminal puts between the parts of a sentence."""
    return re.sub(r"[\s│]", "", text)


def strings_of(path, lang):
    """Give all that the help of a command says in a language."""
    told, name = words.strings(lang), NAMES[path]
    shared = helped("any") & ({"help"} | {one.name for one in KNOWN[path].params} if path in KNOWN else {"help"})
    own = {f"help.{name}.{key}" for key in helped(name)} | {f"help.any.{key}" for key in shared - helped(name)}
    below = {f"help.{f'{path}_{word}' if path else word}.says" for word in GROUPS.get(path, ())}
    heads = {"help.usage", "help.examples", "help.options"} | ({"help.commands"} if below else set())
    return [told[key].partition("\n\n")[0] if key in below else told[key] for key in own | below | heads]


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("path", NAMES)
def test_help_is_in_the_language_of_the_session(monkeypatch, path, lang):
    monkeypatch.setenv("LEADKIT_LANG", lang)
    out = squeezed(leadkit(*path.split(), "--help")[1])
    assert [text for text in strings_of(path, lang) if squeezed(text) not in out] == []
    if lang != "en":
        assert [text for text in strings_of(path, "en") if squeezed(text) in out] == []


def test_a_command_stays_what_it_is_whichever_help_was_asked_for(monkeypatch):
    before = leadkit("exercises", "--help"), leadkit("run", "--help"), leadkit("--help")
    monkeypatch.setenv("LEADKIT_LANG", "th")
    assert leadkit("run", "--help") != before[1]
    assert leadkit("--help") != before[2]
    monkeypatch.delenv("LEADKIT_LANG")
    assert (leadkit("exercises", "--help"), leadkit("run", "--help"), leadkit("--help")) == before


def test_help_helps_also_where_the_language_is_unknown(monkeypatch):
    english = leadkit("reset", "--help")
    monkeypatch.setenv("LEADKIT_LANG", "xx")
    assert leadkit("reset", "--help") == english


def test_every_string_of_the_help_belongs_to_a_command_and_every_parameter_has_one():
    commands = {name: KNOWN.get(path) for path, name in NAMES.items()} | dict.fromkeys(GROUPS[""])
    named = {key.split(".")[1] for key in words.strings("en") if re.match(r"help\.\w+\.", key)}
    assert named - {"any"} == set(commands) | set(NAMES.values()) | {"leadkit"}
    for path in SPOKEN:
        parameters = {one.name for one in KNOWN[path].params}
        assert helped(NAMES[path]) - {"says"} <= parameters <= helped(NAMES[path]) | helped("any"), path


@pytest.mark.parametrize("path", COMMANDS)
def test_a_function_says_what_the_help_of_its_command_says_in_english(path):
    told, says = words.strings("en").get(f"help.{path.replace(' ', '_')}.says"), KNOWN[path].help
    assert told == (says if path in SPOKEN else None if " " in path else says.partition("\n\n")[0])


MISTYPED = [
    ("rnu", "command", {"name": "rnu"}, ("near", "run"), "leadkit"),
    ("exercises nw", "command", {"name": "nw"}, ("near", "new"), "leadkit exercises"),
    ("--langg", "option", {"name": "--langg"}, ("all", "--help, --version, -h"), "leadkit"),
    ("run --joobs 2", "option", {"name": "--joobs"}, ("near", "--jobs"), "leadkit run"),
    ("reset", "missing", {"name": "notebook"}, None, "leadkit reset"),
    ("exercises grade in", "missing", {"name": "--to"}, None, "leadkit exercises grade"),
    ("run --out", "value", {"name": "--out"}, None, None),
    ("lab --browser=3", "nothing", {"name": "--browser"}, None, None),
    ("reset a b (c)", "extra", {"words": "b (c)"}, None, "leadkit reset"),
    ("lab --port x", "whole", {"name": "--port"}, None, "leadkit lab"),
    ("run --timeout soon", "number", {"name": "--timeout"}, None, "leadkit run"),
    ("run --jobs 0", "least", {"name": "--jobs", "least": "1"}, None, "leadkit run"),
    ("exercises check x --timeout 0.5", "least", {"name": "--timeout", "least": "1"}, None, "leadkit exercises check"),
]


@pytest.mark.parametrize(("command", "key", "told", "offer", "path"), MISTYPED, ids=[one[0] for one in MISTYPED])
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_was_mistyped_is_told_in_one_sentence(monkeypatch, lang, command, key, told, offer, path):
    monkeypatch.setenv("LEADKIT_LANG", lang)
    code, out, err = leadkit(*command.split())
    assert (code, out) == (2, "")
    sentence = words.say(f"mistyped.{key}", lang, **told)
    sentence += words.say(f"errors.{offer[0]}", lang, names=offer[1]) if offer else ""
    lines = err.splitlines()
    if path:
        assert lines.pop(0).startswith(f"{words.say('help.usage', lang)} {path} ")
        assert lines.pop() == words.say("help.more", lang, command=f"{path} --help")
    assert lines == [f"leadkit: {sentence}"]


def test_every_sentence_of_a_mistyped_command_is_brought_about_here():
    assert {f"mistyped.{one[1]}" for one in MISTYPED} == {
        key for key in words.strings("en") if key.startswith("mistyped.")
    }


def test_a_command_of_commands_alone_shows_its_help_and_no_complaint():
    code, out, err = leadkit("rules")
    assert code == 2
    assert "leadkit rules" in out + err
    assert "leadkit: " not in out + err
