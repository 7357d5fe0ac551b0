"""The catalogue gives back what AWS answered in us-east-1.

The table is the complete DescribeVpcEndpointServices answer of 2020 in batfish's recording (its one service outside
com.amazonaws is tested by hand below), with endpoint policies as of 2026, without sms and sms-fips (ended). Columns:
name after com.amazonaws.us-east-1., hex digits of the id, Interface or Gateway, zones by letter, policy, label of the base
name, label of the private name.
"""

from __future__ import annotations

import pytest

from mockvpce.data import catalogue

RECORDED = """
access-analyzer 01192c2f53abbf891 I abcdef yes access-analyzer access-analyzer
acm-pca 0d573d21763fe4340 I abc yes acm-pca acm-pca
application-autoscaling 042df28ee96a55ee1 I abcdef yes application-autoscaling application-autoscaling
appmesh-envoy-management 0320297128eeeafe2 I abcdef no appmesh-envoy-management appmesh-envoy-management
appstream.api 0b6cace645aed3962 I abcdef no api.appstream appstream2
appstream.streaming 0081cee6bb5306b59 I abcdef no streaming.appstream streaming.appstream
athena 00fa32b1d909c5cfa I abcdef yes athena athena
autoscaling 07f1ab518fa32c074 I abcdef yes autoscaling autoscaling
autoscaling-plans 07269607498dc2022 I abcdef yes autoscaling-plans autoscaling-plans
awsconnector 01fe5811d5c0d0602 I abcdef no awsconnector awsconnector
cassandra 004df9f60bac067ab I abcdf yes cassandra cassandra
clouddirectory 04c4c52da3e222287 I abcdef yes clouddirectory clouddirectory
cloudformation 0aeaee07ba66a0bef I abcdef yes cloudformation cloudformation
cloudtrail 0139cfafb5a0578f4 I abcdef yes cloudtrail cloudtrail
codeartifact.api 08225bce2ba25f198 I abcdef yes api.codeartifact codeartifact
codeartifact.repositories 0da5efa715005288f I abcdef yes d.codeartifact *.d.codeartifact
codebuild 0c010ea6f4a2da52d I abcdef yes codebuild codebuild
codebuild-fips 0a96b2bb7872e53dd I abcdef yes codebuild-fips codebuild-fips
codecommit 0a9c5028aa0a54ade I abcdef yes codecommit codecommit
codecommit-fips 0e73e480323ebce4b I abcdef yes codecommit-fips codecommit-fips
codepipeline 04aa8dd5ca62d3cec I abcdef yes codepipeline codepipeline
config 03e4061bb2e796f1b I abcdef yes config config
dataexchange 072201e2c2f1c28e2 I abcdef yes dataexchange dataexchange
datasync 0b30c00801e75568f I abcdef yes datasync datasync
dynamodb 099eb39957ebe7ecc G abcdef yes - -
ebs 03145cd109c7f9b34 I abcdef yes ebs ebs
ec2 0812fbb18b2c0893b I abcdef yes ec2 ec2
ec2messages 06e34835171a7703e I abcdef yes ec2messages ec2messages
ecr.api 064848ef1a755926c I abcdef yes api.ecr api.ecr
ecr.dkr 05ed6950f95271047 I abcdef yes dkr.ecr *.dkr.ecr
ecs 018fa4a531cc70565 I abcdef yes ecs ecs
ecs-agent 0715d0f7249acd6b7 I abcdef yes ecs-a ecs-a
ecs-telemetry 03f9b975fba492cb1 I abcdef yes ecs-t ecs-t
elastic-inference.runtime 05ad831e43e7502d3 I acd no runtime.elastic-inference runtime.elastic-inference
elasticbeanstalk 0963eefb1993ccfce I abcdef yes elasticbeanstalk elasticbeanstalk
elasticbeanstalk-health 0389a00bc642bca2b I abcdef yes elasticbeanstalk-health elasticbeanstalk-health
elasticfilesystem 0c1b7a9a2c7b89f28 I abcdef yes elasticfilesystem elasticfilesystem
elasticfilesystem-fips 09455fb88074be378 I abcdef yes elasticfilesystem-fips elasticfilesystem-fips
elasticloadbalancing 05a4a9c6e6b564fd4 I abcdef yes elasticloadbalancing elasticloadbalancing
elasticmapreduce 0a6b73c06c8f94506 I abcdef yes elasticmapreduce elasticmapreduce
email-smtp 0dfadb6990904aa18 I bcd no email-smtp email-smtp
events 0091001f6a6fb58d2 I abcdef yes events events
execute-api 0454dffa46eff9534 I abcdef yes execute-api *.execute-api
git-codecommit 09bd365a6e7143038 I abcdef yes git-codecommit git-codecommit
git-codecommit-fips 0856912be26cbcbc5 I abcdef yes git-codecommit-fips git-codecommit-fips
glue 044b16b8404b5729a I abcdef yes glue glue
kinesis-firehose 09ea1b8043d59d53f I abcdef yes firehose firehose
kinesis-streams 01018959de28a5c59 I abcdef yes kinesis kinesis
kms 06e89c5fa1e953a07 I abcdef yes kms kms
license-manager 0fda4ebef26927d3f I abcdef yes license-manager license-manager
license-manager-fips 0909fba5db5fa9560 I abcdef yes license-manager-fips license-manager-fips
logs 01b9c19d13faf4f62 I abcdef yes logs logs
monitoring 0fc975f3e7e5beba4 I abcdef yes monitoring monitoring
qldb.session 08326f03a38956ab8 I bcd yes session.qldb session.qldb
rds-data 013126adc621527e6 I abcdef yes rds-data rds-data
rekognition 053c7f6c3617288dd I abcdef yes rekognition rekognition
rekognition-fips 06384e367cc0b4a60 I abcdef yes rekognition-fips rekognition-fips
s3 0aa7c06513d4872d5 G abcdef yes - -
sagemaker.api 0c4ac077af7895082 I abcdef yes api.sagemaker api.sagemaker
sagemaker.runtime 09c7b58b07ac51304 I abcdef yes runtime.sagemaker runtime.sagemaker
sagemaker.runtime-fips 02f23ee0ba392cf99 I abcdef yes runtime-fips.sagemaker runtime-fips.sagemaker
secretsmanager 07ba2575bd2f07864 I abcdef yes secretsmanager secretsmanager
servicecatalog 03eb0a5a402ac19a7 I abcdef yes servicecatalog servicecatalog
sns 028a2c04717c9c5b1 I abcdef yes sns sns
sqs 021f0798aee080d82 I abcdef yes sqs sqs
ssm 0830e78121d7f5a46 I abcdef yes ssm ssm
ssmmessages 0405dabbde77315b6 I abcdef yes ssmmessages ssmmessages
states 0a9e455f2fc8c61a6 I abcdef yes states states
storagegateway 0b3b949de958f026a I abcdef yes storagegateway storagegateway
sts 0fea2b65f0eeb838b I abcdef yes sts sts
synthetics 0f4cb7f3b6b0cbd06 I abcdef yes synthetics synthetics
transfer 06705424be02e1e65 I acd yes transfer transfer
transfer.server 0ff42be44abfe3584 I acd no server.transfer *.server.transfer
workspaces 0d957486a3d9979c1 I abcdef yes workspaces workspaces
"""

ROWS = [tuple(line.split()) for line in RECORDED.strip().splitlines()]
REGION = "us-east-1"
ZONES = dict(zip("abcdef", ("use1-az2", "use1-az6", "use1-az1", "use1-az4", "use1-az3", "use1-az5"), strict=True))
TYPES = {"I": "Interface", "G": "Gateway"}
MORE_PRIVATE_NAMES_SINCE = {"cassandra", "ecr.api", "ecr.dkr", "logs", "monitoring", "ssm"}


def entry_of(name: str, kind: str = "Interface") -> catalogue.ServiceEntry:
    (entry,) = [entry for entry in catalogue.find(REGION, name) if entry.type == kind]
    return entry


def test_the_table_is_whole() -> None:
    assert len(ROWS) == len({row[0] for row in ROWS}) == 74
    assert {len(row) for row in ROWS} == {7}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_recorded_service(row: tuple[str, ...]) -> None:
    short, digits, kind, letters, policy, base, private = row
    entry = entry_of(f"com.amazonaws.us-east-1.{short}", TYPES[kind])
    assert entry.service_id == f"vpce-svc-{digits}"
    assert entry.zone_ids == tuple(sorted(ZONES[letter] for letter in letters))
    assert entry.policy_supported == (policy == "yes")
    if kind == "G":
        assert entry.base_dns_names == (f"{short}.us-east-1.amazonaws.com",)
        assert entry.private_dns_names == ()
        return
    assert entry.base_dns_names == (f"{base}.us-east-1.vpce.amazonaws.com",)
    recorded = f"{private}.us-east-1.amazonaws.com"
    assert recorded in entry.private_dns_names
    assert (entry.private_dns_names == (recorded,)) == (short not in MORE_PRIVATE_NAMES_SINCE)


def test_notebook_has_two_base_names() -> None:
    entry = entry_of("aws.sagemaker.us-east-1.notebook")
    assert entry.service_id == "vpce-svc-0271d6cc78647df56"
    assert entry.base_dns_names == (
        "vpce-svc-0271d6cc78647df56.us-east-1.vpce.amazonaws.com",
        "notebook.us-east-1.vpce.sagemaker.aws",
    )
    assert entry.private_dns_names == ("*.notebook.us-east-1.sagemaker.aws",)


def test_s3_is_offered_in_two_types() -> None:
    gateway, interface = catalogue.find(REGION, "com.amazonaws.us-east-1.s3")
    assert (gateway.type, gateway.service_id) == ("Gateway", "vpce-svc-0aa7c06513d4872d5")
    assert (interface.type, interface.service_id) == ("Interface", "vpce-svc-081d84efcdc7bac15")
    assert gateway.ip_address_types == ("ipv4", "ipv6")
    assert interface.ip_address_types == ("ipv6", "ipv4")
    assert interface.base_dns_names == ("s3.us-east-1.vpce.amazonaws.com",)
    assert interface.private_dns_name == "*.s3.us-east-1.amazonaws.com"
    assert interface.private_dns_names == tuple(
        f"*.{label}.us-east-1.amazonaws.com"
        for label in (
            "s3",
            "s3-accesspoint",
            "s3-control",
            "s3.dualstack",
            "s3-control.dualstack",
            "s3-accesspoint.dualstack",
        )
    )


def test_dynamodb_is_offered_in_two_types() -> None:
    gateway, interface = catalogue.find(REGION, "com.amazonaws.us-east-1.dynamodb")
    assert (gateway.type, gateway.service_id) == ("Gateway", "vpce-svc-099eb39957ebe7ecc")
    assert gateway.ip_address_types == ("ipv4",)
    assert (interface.type, interface.service_id) == ("Interface", "vpce-svc-04b9ffcb9ee7ef983")
    assert interface.base_dns_names == ("dynamodb.us-east-1.vpce.amazonaws.com",)


def test_service_without_private_name() -> None:
    entry = entry_of("com.amazonaws.us-east-1.apprunner.requests")
    assert entry.service_id == "vpce-svc-0863a09b7229fa8c6"
    assert entry.base_dns_names == ("requests.apprunner.us-east-1.vpce.amazonaws.com",)
    assert (entry.private_dns_name, entry.private_dns_names, entry.policy_supported) == (None, (), False)


def test_service_of_a_transfer_cell() -> None:
    entry = entry_of("com.amazonaws.us-east-1.transfer.server.c-0026")
    assert entry.base_dns_names == ("vpce-svc-069ebe944af4830da.us-east-1.vpce.amazonaws.com",)


@pytest.mark.parametrize(
    ("service", "names"),
    [
        ("ecr.api", ["api.ecr.eu-west-2.amazonaws.com", "ecr.eu-west-2.api.aws"]),
        (
            "ecr.dkr",
            [
                "dkr.ecr.eu-west-2.amazonaws.com",
                "*.dkr.ecr.eu-west-2.amazonaws.com",
                "dkr-ecr.eu-west-2.on.aws",
                "*.dkr-ecr.eu-west-2.on.aws",
            ],
        ),
        (
            "logs",
            [
                "logs.eu-west-2.amazonaws.com",
                "logs.eu-west-2.api.aws",
                "streaming-logs.eu-west-2.api.aws",
                "streaming-logs.eu-west-2.amazonaws.com",
            ],
        ),
        ("ssm", ["ssm.eu-west-2.amazonaws.com", "ssm.eu-west-2.api.aws"]),
        ("secretsmanager", ["secretsmanager.eu-west-2.amazonaws.com"]),
        ("execute-api", ["*.execute-api.eu-west-2.amazonaws.com"]),
        ("cassandra", ["cassandra.eu-west-2.amazonaws.com", "cassandra.eu-west-2.api.aws"]),
    ],
)
def test_private_names_of_2026(service: str, names: list[str]) -> None:
    (entry,) = catalogue.find("eu-west-2", f"com.amazonaws.eu-west-2.{service}")
    assert list(entry.private_dns_names) == names


def test_monitoring_answers_for_its_fips_names_too() -> None:
    assert entry_of("com.amazonaws.us-east-1.monitoring").private_dns_names == (
        "monitoring.us-east-1.amazonaws.com",
        "monitoring.us-east-1.api.aws",
        "monitoring-fips.us-east-1.amazonaws.com",
        "monitoring-fips.us-east-1.api.aws",
    )


def test_zones_that_smtp_does_not_serve() -> None:
    served = {
        region: catalogue.find(region, f"com.amazonaws.{region}.email-smtp")[0].zone_ids
        for region in ("us-west-2", "ca-central-1", "eu-west-1")
    }
    assert served == {
        "us-west-2": ("usw2-az1", "usw2-az2", "usw2-az3"),
        "ca-central-1": ("cac1-az1", "cac1-az2"),
        "eu-west-1": ("euw1-az1", "euw1-az2", "euw1-az3"),
    }
