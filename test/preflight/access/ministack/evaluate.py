"""Decides requests by the IAM evaluation of ministack: people and their calls as JSON from the standard input, decisions to the standard output."""

import json
import sys

from ministack.core.iam_evaluator import EvalContext, combine_resource_policy, evaluate, parse_policy_document


def decide(person, call):
    context = {key.lower(): value for key, value in call["context"].items()}
    request = EvalContext(
        principal_arn=person["arn"],
        principal_type=person["type"],
        principal_account=person["account"],
        action=call["action"],
        resource_arn=call["resource"],
        region=person["region"],
        source_ip=context.get("aws:sourceip"),
        secure_transport=True,
        service_context=context,
    )
    limits = [[document] for document in person["limits"]]
    decision = evaluate(request, person["policies"], *limits)
    if "key" in call:
        decision = combine_resource_policy(decision, request, call["key"], person["account"], required=True, limits=limits)
    return decision.decision


people = json.load(sys.stdin)
for each in people:
    each["policies"] = [parse_policy_document(document) for document in each["policies"]]
    each["limits"] = [parse_policy_document(document) for document in each["limits"]]
json.dump([[decide(person, call) for call in person["calls"]] for person in people], sys.stdout)
