"""Connection notifications: published to SNS for whoever listens, and what is refused."""

import json

import pytest

ALL = ["Accept", "Connect", "Delete", "Reject"]
OPEN = {"Effect": "Allow", "Principal": {"Service": "vpce.amazonaws.com"}, "Action": "SNS:Publish", "Resource": "*"}


def make_topic(place, name="connections", *statements):
    """A topic with a policy of these statements."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements or (OPEN,))})
    return place.client("sns").create_topic(Name=name, Attributes={"Policy": policy})["TopicArn"]


def listen(place, topic):
    """A function that gives what has been published since it was called last."""
    sqs = place.client("sqs")
    queue = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    place.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def heard():
        found = []
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                found.append(json.loads(json.loads(message["Body"])["Message"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    return heard


def ask(place, topic, events=ALL, **target):
    create = place.ec2.create_vpc_endpoint_connection_notification
    return create(ConnectionNotificationArn=topic, ConnectionEvents=events, **target)["ConnectionNotification"]


def described(place, **options):
    return place.ec2.describe_vpc_endpoint_connection_notifications(**options)["ConnectionNotificationSet"]


@pytest.mark.needs_cryptography
def test_provider_hears_of_everything(provider, consumer, guarded_service):
    topic = make_topic(provider)
    heard = listen(provider, topic)
    ask(provider, topic, ServiceId=guarded_service["ServiceId"])
    endpoint_id = consumer.make_endpoint(guarded_service["ServiceName"])["VpcEndpointId"]
    provider.decide("accept", guarded_service, endpoint_id)
    provider.decide("accept", guarded_service, endpoint_id)
    provider.decide("reject", guarded_service, endpoint_id)
    consumer.delete(endpoint_id)
    messages = heard()
    assert [one["event"] for one in messages] == ["Connect", "Accept", "Reject", "Delete"]
    first = messages[0]
    assert first["vpcEndpointId"] == endpoint_id
    assert first["vpcEndpointOwner"] == consumer.account
    assert first["vpcEndpointRegion"] == "us-east-1"
    assert (first["serviceId"], first["serviceName"]) == (guarded_service["ServiceId"], guarded_service["ServiceName"])


@pytest.mark.needs_cryptography
def test_only_events_that_are_asked_for(provider, consumer, service):
    topic = make_topic(provider)
    heard = listen(provider, topic)
    made = ask(provider, topic, ["Delete"], ServiceId=service["ServiceId"])
    endpoint_id = consumer.make_endpoint(service["ServiceName"])["VpcEndpointId"]
    assert heard() == []
    modify = provider.ec2.modify_vpc_endpoint_connection_notification
    answer = modify(ConnectionNotificationId=made["ConnectionNotificationId"], ConnectionEvents=["Reject"])
    assert answer["ReturnValue"] is True
    provider.decide("reject", service, endpoint_id)
    consumer.delete(endpoint_id)
    assert [one["event"] for one in heard()] == ["Reject"]


@pytest.mark.needs_cryptography
def test_consumer_hears_of_its_endpoint(provider, consumer, guarded_service):
    topic = make_topic(consumer)
    heard = listen(consumer, topic)
    endpoint_id = consumer.make_endpoint(guarded_service["ServiceName"])["VpcEndpointId"]
    made = ask(consumer, topic, VpcEndpointId=endpoint_id)
    assert made["VpcEndpointId"] == endpoint_id
    assert "ServiceId" not in made
    provider.decide("accept", guarded_service, endpoint_id)
    assert [one["event"] for one in heard()] == ["Accept"]


def test_deleted_topic_and_closed_policy_swallow_messages(provider, consumer, service, caplog):
    topic = make_topic(provider)
    heard = listen(provider, topic)
    ask(provider, topic, ServiceId=service["ServiceId"])
    sns = provider.client("sns")
    closed = json.dumps({"Statement": [OPEN, {**OPEN, "Effect": "Deny"}]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=closed)
    consumer.make_endpoint(service["ServiceName"])
    assert heard() == []
    sns.delete_topic(TopicArn=topic)
    caplog.clear()
    assert consumer.make_endpoint(service["ServiceName"])["State"] == "available"
    assert why_unpublished(caplog) == [
        f"VPC Endpoint Connect notification was not published: the SNS topic {topic} does not exist"
    ]


def test_notification_as_it_is_answered(provider, service):
    topic = make_topic(provider)
    options = {"ConnectionNotificationArn": topic, "ConnectionEvents": ["Accept", "Reject"], "ClientToken": "one"}
    create = provider.ec2.create_vpc_endpoint_connection_notification
    answer = create(ServiceId=service["ServiceId"], **options)
    assert answer["ClientToken"] == "one"
    made = answer["ConnectionNotification"]
    prefix, _, number = made["ConnectionNotificationId"].rpartition("-")
    assert (prefix, len(number), number[0]) == ("vpce-nfn", 17, "0")
    assert made == {
        "ConnectionNotificationId": made["ConnectionNotificationId"],
        "ServiceId": service["ServiceId"],
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": topic,
        "ConnectionEvents": ["Accept", "Reject"],
        "ConnectionNotificationState": "Enabled",
        "ServiceRegion": "us-east-1",
    }
    again = create(ServiceId=service["ServiceId"], **options)["ConnectionNotification"]
    assert again == made
    assert described(provider) == [made]


def test_filters_of_notifications(provider, consumer, service):
    topic = make_topic(provider)
    first = ask(provider, topic, ServiceId=service["ServiceId"])
    endpoint_id = provider.make_endpoint(service["ServiceName"])["VpcEndpointId"]
    second = ask(provider, topic, VpcEndpointId=endpoint_id)

    def found(name, value):
        return described(provider, Filters=[{"Name": name, "Values": [value]}])

    assert found("connection-notification-arn", topic) == [first, second]
    assert found("connection-notification-id", first["ConnectionNotificationId"]) == [first]
    assert found("connection-notification-state", "Enabled") == [first, second]
    assert found("connection-notification-type", "Topic") == [first, second]
    assert found("service-id", service["ServiceId"]) == [first]
    assert found("vpc-endpoint-id", endpoint_id) == [second]
    assert described(provider, ConnectionNotificationId=second["ConnectionNotificationId"]) == [second]
    assert described(consumer) == []


CLOSED = [
    ("other service", {**OPEN, "Principal": {"Service": "events.amazonaws.com"}}),
    ("other action", {**OPEN, "Action": "SNS:Subscribe"}),
    (
        "owner's account only",
        {**OPEN, "Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"AWS:SourceOwner": "1"}}},
    ),
]


def why_unpublished(caplog):
    """What was logged of messages that were lost."""
    return [record.getMessage() for record in caplog.records if record.name == "mockvpce"]


@pytest.mark.parametrize(("reason", "statement"), CLOSED)
def test_nothing_arrives_at_a_topic_that_does_not_admit_the_endpoint_service(
    provider, consumer, service, caplog, reason, statement
):
    topic = make_topic(provider, "closed", statement)
    heard = listen(provider, topic)
    ask(provider, topic, ServiceId=service["ServiceId"])
    consumer.make_endpoint(service["ServiceName"])
    assert heard() == []
    assert why_unpublished(caplog) == [
        f"VPC Endpoint Connect notification was not published: the policy of the SNS topic {topic} does not allow"
        " vpce.amazonaws.com to publish to it"
    ]


@pytest.mark.needs_cryptography
def test_topic_can_be_opened_after_it_was_named(provider, consumer, service, caplog):
    topic = provider.client("sns").create_topic(Name="plain")["TopicArn"]
    heard = listen(provider, topic)
    made = ask(provider, topic, ServiceId=service["ServiceId"])
    provider.ec2.modify_vpc_endpoint_connection_notification(
        ConnectionNotificationId=made["ConnectionNotificationId"], ConnectionNotificationArn=topic
    )
    policy = json.dumps({"Version": "2012-10-17", "Statement": [OPEN]})
    provider.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    consumer.make_endpoint(service["ServiceName"])
    assert [one["event"] for one in heard()] == ["Connect"]
    assert why_unpublished(caplog) == []


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"Service": ["sns.amazonaws.com", "vpce.amazonaws.com"]}])
def test_topic_that_is_open_in_other_words(provider, service, principal):
    topic = make_topic(provider, "open", {**OPEN, "Principal": principal, "Action": ["SNS:*"]})
    assert ask(provider, topic, ServiceId=service["ServiceId"])["ConnectionNotificationArn"] == topic


def test_what_is_refused(provider, consumer, service):
    topic = make_topic(provider)
    missing = f"{topic}-not"
    target = {"ServiceId": service["ServiceId"]}
    gateway = provider.make_endpoint("com.amazonaws.us-east-1.s3", "Gateway")["VpcEndpointId"]
    unknown = "vpce-0123456789abcdef0"
    for arguments, code, message in (
        (
            {"topic": topic, **target, "VpcEndpointId": gateway},
            "InvalidParameter",
            "Only one of ServiceId and VpcEndpointId can be specified.",
        ),
        (
            {"topic": topic},
            "MissingParameter",
            "The request must contain one of the parameters ServiceId and VpcEndpointId",
        ),
        (
            {"topic": topic, "VpcEndpointId": gateway},
            "InvalidParameter",
            f"Connection notifications are not supported for VPC endpoint {gateway}: it has no service.",
        ),
        (
            {"topic": topic, "VpcEndpointId": unknown},
            "InvalidVpcEndpointId.NotFound",
            f"The Vpc Endpoint Id '{unknown}' does not exist",
        ),
        ({"topic": missing, **target}, "InvalidTargetArn.Unknown", f"The SNS topic '{missing}' does not exist."),
        ({"topic": "nowhere", **target}, "InvalidTargetArn.Unknown", "The SNS topic 'nowhere' does not exist."),
        (
            {"topic": topic, "events": ["Connect", "Explode"], **target},
            "InvalidParameter",
            "The connection event 'Explode' is not valid.",
        ),
    ):
        with provider.refused(code, message):
            ask(provider, **arguments)


def test_notification_that_is_not_there(provider, consumer, service):
    topic = make_topic(provider)
    made = ask(provider, topic, ServiceId=service["ServiceId"])["ConnectionNotificationId"]
    unknown = "vpce-nfn-0123456789abcdef0"
    error = {
        "Code": "InvalidConnectionNotification",
        "Message": f"The connection notification '{unknown}' does not exist",
    }
    delete = provider.ec2.delete_vpc_endpoint_connection_notifications
    with provider.refused(*error.values()):
        provider.ec2.modify_vpc_endpoint_connection_notification(ConnectionNotificationId=unknown)
    with provider.refused(*error.values()):
        described(provider, ConnectionNotificationId=unknown)
    (failed,) = consumer.ec2.delete_vpc_endpoint_connection_notifications(ConnectionNotificationIds=[made])[
        "Unsuccessful"
    ]
    assert failed["Error"]["Code"] == "InvalidConnectionNotification"
    assert delete(ConnectionNotificationIds=[unknown, made])["Unsuccessful"] == [
        {"ResourceId": unknown, "Error": error}
    ]
    assert described(provider) == []


def test_refused_change_leaves_both_members_alone(provider, service):
    topic = make_topic(provider)
    made = ask(provider, topic, ["Accept"], ServiceId=service["ServiceId"])
    modify = provider.ec2.modify_vpc_endpoint_connection_notification
    with provider.refused("InvalidTargetArn.Unknown", "The SNS topic 'nowhere' does not exist."):
        modify(
            ConnectionNotificationId=made["ConnectionNotificationId"],
            ConnectionNotificationArn="nowhere",
            ConnectionEvents=["Reject"],
        )
    other = make_topic(provider, "other")
    modify(ConnectionNotificationId=made["ConnectionNotificationId"], ConnectionNotificationArn=other)
    assert described(provider) == [{**made, "ConnectionNotificationArn": other}]
