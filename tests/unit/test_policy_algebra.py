"""Laws of policies, over generated ones."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockvpce.policy import Attached, Caller, Policies, PolicyError, Request, evaluate, parse
from mockvpce.policy.source import Source

HOME, AWAY = "111122223333", "444455556666"
USER = f"arn:aws:iam::{HOME}:user/ann"
ROLE = f"arn:aws:iam::{HOME}:role/app"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/one"

actions = st.sampled_from(["*", "s3:*", "s3:Get*", "s3:GetObject", "S3:putobject", "sqs:*"])
resources = st.sampled_from(["*", "arn:aws:s3:::data/*", "arn:aws:s3:::data/${aws:username}", "arn:aws:s3:::?/k"])
principals = st.sampled_from(["*", {"AWS": HOME}, {"AWS": USER}, {"AWS": ROLE}, {"AWS": SESSION}, {"AWS": AWAY}])
keys = st.sampled_from(["aws:SourceVpce", "aws:username"])
operators = st.sampled_from(
    ["StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAnyValue:StringNotLike", "ForAllValues:StringLike"]
)
texts = st.sampled_from(["a", "b", "*", "${aws:username}", "${aws:userid}"])
conditions = st.dictionaries(operators, st.dictionaries(keys, st.lists(texts, max_size=2), max_size=2), max_size=2)
contexts = st.dictionaries(keys, st.lists(st.sampled_from(["a", "b", "k", ""]), max_size=2))
callers = st.sampled_from([Caller(USER), Caller(SESSION, behind=ROLE), Caller(f"arn:aws:iam::{HOME}:root"), Caller()])
requests = st.builds(
    Request,
    st.sampled_from(["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]),
    st.sampled_from(["*", "arn:aws:s3:::data/k", "arn:aws:s3:::b/k"]),
    callers,
    st.sampled_from([None, HOME, AWAY]),
    contexts,
)


def statements(*, principal, effects=("Allow", "Deny")):
    elements = {
        "Effect": st.sampled_from(effects),
        "Action": st.lists(actions, max_size=2),
        "Resource": resources,
        "Condition": conditions,
    }
    return st.fixed_dictionaries(elements | ({"Principal": principals} if principal else {}))


def document(written):
    return {"Version": "2012-10-17", "Statement": written}


def attached(kind, written):
    return None if written is None else Attached(parse(document(written), kind))


OF_RESOURCES = ("endpoint", "resource")
KINDS = {
    "endpoint": "endpoint policy",
    "resource": "resource policy",
    "identity": "identity policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "service_control": "service control policy",
}


def whole(**written):
    """Policies of lists of statements."""
    made = {name: attached(KINDS[name], one) for name, one in written.items()}
    present = {name: one for name, one in made.items() if one is not None}
    for name in ("identity", "session"):
        if name in present:
            present[name] = [present[name]]
    if "service_control" in present:
        present["service_control"] = [[present["service_control"]]]
    return Policies(**present)


sets = st.fixed_dictionaries(
    {
        name: st.none() | st.lists(statements(principal=name in OF_RESOURCES), max_size=3)
        for name in ("identity", *(name for name in KINDS if name != "identity"))
    }
)
somewhere = st.sampled_from(sorted(KINDS))


@given(sets, requests, somewhere)
def test_an_explicit_deny_always_wins(written, request, name):
    everything = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    if name in OF_RESOURCES:
        everything["Principal"] = "*"
    elif not request.caller.has_identity:
        return
    found = evaluate(request, whole(**(written | {name: [*(written[name] or []), everything]})))
    assert (bool(found), found.explicit) == (False, True)


@given(sets, requests, somewhere, st.data())
def test_one_more_allow_takes_nothing_away(written, request, name, data):
    more = data.draw(statements(principal=name in OF_RESOURCES, effects=["Allow"]))
    if written[name] is not None and evaluate(request, whole(**written)):
        assert evaluate(request, whole(**(written | {name: [*written[name], more]})))


@given(sets, requests, somewhere, st.data())
def test_one_more_deny_gives_nothing(written, request, name, data):
    more = data.draw(statements(principal=name in OF_RESOURCES, effects=["Deny"]))
    if written[name] is not None and not evaluate(request, whole(**written)):
        assert not evaluate(request, whole(**(written | {name: [*written[name], more]})))


@given(sets, requests, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_decide(written, request, random):
    shuffled = {name: one and random.sample(one, len(one)) for name, one in written.items()}
    before, after = evaluate(request, whole(**written)), evaluate(request, whole(**shuffled))
    assert (bool(before), before.by, before.explicit) == (bool(after), after.by, after.explicit)


@given(sets, requests)
def test_what_limits_only_limits(written, request):
    if evaluate(request, whole(**written)):
        for name in ("endpoint", "boundary", "session", "service_control"):
            assert evaluate(request, whole(**(written | {name: None})))


@given(sets, requests)
def test_a_decision_names_its_statement_unless_none_applied(written, request):
    found = evaluate(request, whole(**written))
    if found.explicit:
        assert found.statement["Effect"] == "Deny"
    elif found and not request.caller.root:
        assert found.statement["Effect"] == "Allow"
    elif not found:
        assert found.statement is None


@given(st.lists(actions, max_size=3), requests)
def test_not_action_is_the_complement_of_action(listed, request):
    applies = [
        parse(document([{"Effect": "Allow", name: listed, "Resource": "*"}]), "identity policy").find(request).allow
        for name in ("Action", "NotAction")
    ]
    assert (applies[0] is None) is not (applies[1] is None)


@given(conditions, contexts, st.sampled_from(["String{}Equals", "String{}Like", "ForAllValues:String{}Like"]), texts)
def test_a_negated_operator_is_the_complement_for_one_value(condition, context, form, text):
    single = {key: values[:1] for key, values in context.items() if values[:1] not in ([], [""])}
    request = Request("s3:GetObject", context=single | {"aws:userid": "i"})
    key = next(iter(single), None)
    if key is None or (text == "${aws:username}" and "aws:username" not in single):
        return
    holds = [
        parse(
            document(
                [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {form.format(infix): {key: text}}}]
            ),
            "identity policy",
        )
        .find(request)
        .allow
        for infix in ("", "Not")
    ]
    assert (holds[0] is None) is not (holds[1] is None)


@given(st.text('{}[]":, \n\\au0-1.e"', max_size=30))
def test_any_text_is_read_or_refused_as_json_is(text):
    try:
        known = json.loads(text)
    except ValueError:
        known = None
    if not isinstance(known, dict) or "Statement" not in known:
        with pytest.raises(PolicyError) as refused:
            parse(text, "identity policy")
        assert refused.value.position >= (1, 1)


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


@given(st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12))
def test_the_reader_agrees_with_json(value):
    read = Source(json.dumps({"it": value}, indent=1)).read().plain
    assert read == {"it": value}
