"""What botocore's EC2 model says, as `protocol.model` compiles it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from mockvpce.protocol import data_files, model

PRIVATE_CONNECTIVITY = [
    name
    for name in model.operation_names()
    if re.search("VpcEndpoint|VpcPeering|DescribeManagedPrefix|DescribePrefix", name)
]


@pytest.mark.needs_processes
def test_importing_the_protocol_loads_no_model():
    code = (
        "import sys; from mockvpce.protocol import data_files, model, wire, validation; "
        "sys.exit(any(f.cache_info().currsize for f in (model.service, data_files.shared_loader, model.operation)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_operation_is_one_object_under_both_of_its_names():
    operation = model.operation("CreateVpcEndpoint")
    assert operation is model.operation_by_python_name("create_vpc_endpoint")
    assert operation.python_name == "create_vpc_endpoint"
    assert operation == model.operation("CreateVpcEndpoint")
    assert operation != model.operation("ModifyVpcEndpoint")
    assert len({operation, model.operation("CreateVpcEndpoint")}) == 1


@pytest.mark.parametrize("find", [model.operation, model.operation_by_python_name])
def test_an_unknown_operation_is_named(find):
    with pytest.raises(model.UnknownOperation, match="'MakeCoffee'") as caught:
        find("MakeCoffee")
    assert isinstance(caught.value, KeyError)
    assert caught.value.name == "MakeCoffee"


def test_the_loader_and_the_service_are_shared():
    assert data_files.shared_loader() is data_files.shared_loader()
    assert model.service() is model.service()
    assert model.service().api_version == "2016-11-15"


@pytest.mark.parametrize("name", PRIVATE_CONNECTIVITY)
def test_keywords_and_members_are_inverse(name):
    operation = model.operation(name)
    assert list(operation.keyword_of) == list(operation.input.members)
    assert {keyword: member for member, keyword in operation.keyword_of.items()} == operation.member_of
    assert set(operation.required) <= operation.keyword_of.keys()
    assert operation.has_dry_run


def test_members_of_create_vpc_endpoint():
    operation = model.operation("CreateVpcEndpoint")
    assert operation.keyword_of["VpcEndpointType"] == "vpc_endpoint_type"
    assert operation.member_of["subnet_ids"] == "SubnetIds"
    assert operation.required == ("VpcId",)
    assert (operation.has_client_token, operation.has_tag_specifications) == (True, True)
    with pytest.raises(TypeError):
        operation.keyword_of["VpcId"] = "other"


def test_members_of_describe_vpc_endpoints():
    operation = model.operation("DescribeVpcEndpoints")
    assert (operation.has_client_token, operation.has_tag_specifications) == (False, False)
    assert operation.keyword_of["VpcEndpointIds"] == "vpc_endpoint_ids"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "DescribeVpcEndpoints",
            "ip-address-type service-name service-region tag: tag-key vpc-id vpc-endpoint-id vpc-endpoint-state "
            "vpc-endpoint-type",
        ),
        ("DescribeVpcEndpointServicePermissions", "principal principal-type"),
        (
            "DescribeVpcPeeringConnections",
            "accepter-vpc-info.cidr-block accepter-vpc-info.owner-id accepter-vpc-info.vpc-id expiration-time "
            "requester-vpc-info.cidr-block requester-vpc-info.owner-id requester-vpc-info.vpc-id status-code "
            "status-message tag: tag-key vpc-peering-connection-id",
        ),
        ("DescribePrefixLists", "prefix-list-id prefix-list-name"),
        ("DescribeNetworkInsightsAnalyses", "path-found status"),
        ("CreateVpcEndpoint", ""),
    ],
)
def test_documented_filters(name, expected):
    # Newer models may document more.
    assert set(expected.split()) <= set(model.operation(name).filters)
    assert bool(expected) == bool(model.operation(name).filters)


@pytest.mark.parametrize("name", [name for name in PRIVATE_CONNECTIVITY if name.startswith("Describe")])
def test_filters_are_names_and_not_values(name):
    filters = model.operation(name).filters
    assert filters
    assert len(set(filters)) == len(filters)
    assert all(re.fullmatch(r"[a-z]+([.-][a-z]+)*|tag:", one) for one in filters)
    assert {"available", "pending", "Interface", "Owner", "ipv4", "active"}.isdisjoint(filters)


def test_values_in_a_nested_list_are_no_filters():
    documentation = (
        "<p>The filters.</p> <ul> <li> <p> <code>state</code> - The state (<code>on</code>):</p> <ul> <li> <p>"
        "<code>on</code> - it runs</p> </li> </ul> </li> <li> <p> <code>tag:&lt;key&gt;</code> - A tag.</p> </li>"
        "<li> <p>plain - Without code.</p> </li> </ul>"
    )
    assert list(model._filter_names(documentation)) == ["state", "tag:", "plain"]


def test_pagination_as_botocore_has_it():
    assert model.operation("DescribeVpcEndpoints").pagination == model.Pagination(
        "NextToken", "NextToken", "MaxResults", ("VpcEndpoints",)
    )
    services = model.operation("DescribeVpcEndpointServices").pagination
    assert services.result_keys == ("ServiceDetails", "ServiceNames")
    assert model.operation("CreateVpcEndpoint").pagination is None


def test_pagination_is_derived_where_botocore_has_none():
    derived = model._derived_pagination(model.operation("DescribeVpcEndpointAssociations"))
    assert derived == model.Pagination("NextToken", "NextToken", "MaxResults", ("VpcEndpointAssociations",))
    assert model.operation("DescribeVpcEndpointAssociations").pagination == derived


@pytest.mark.parametrize("name", [name for name in PRIVATE_CONNECTIVITY if name.startswith("Describe")])
def test_paginations_name_members(name):
    operation = model.operation(name)
    pagination = operation.pagination
    assert {pagination.input_token, pagination.limit_key} <= operation.input.members.keys()
    assert {pagination.output_token, *pagination.result_keys} <= operation.output.members.keys()


def test_waiters():
    assert set(model.operation("DescribeVpcPeeringConnections").waiters) == {
        "VpcPeeringConnectionExists",
        "VpcPeeringConnectionDeleted",
    }
    assert model.operation("CreateVpcEndpoint").waiters == ()


def test_names_on_the_wire():
    members = model.operation("DescribeVpcEndpoints").input.members
    assert model.query_name("VpcEndpointIds", members["VpcEndpointIds"]) == "VpcEndpointId"
    assert model.query_name("Filters", members["Filters"]) == "Filter"
    assert model.query_name("MaxResults", members["MaxResults"]) == "MaxResults"
    tags = model.operation("CreateTags").input.members["Tags"]
    assert model.query_name("Tags", tags) == "Tag"
