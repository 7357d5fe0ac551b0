"""botocore's data files, parsed once."""

import json
from collections import OrderedDict
from copy import deepcopy

import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import JSONFileLoader, Loader
from botocore.utils import deep_merge
from hypothesis import given
from hypothesis import strategies as st

from mockvpce.protocol.data_files import DataFiles, SharingLoader, merged


def loader(*folders):
    return SharingLoader(Loader(extra_search_paths=[str(one) for one in folders]))


@pytest.mark.parametrize("name", ["ec2/2016-11-15/service-2", "sdk-default-configuration", "partitions"])
def test_what_is_read_is_what_botocore_reads(name):
    plain = Loader().load_data(name)
    ours = loader().load_data(name)
    assert ours == plain
    assert list(ours) == list(plain)
    assert type(plain) is OrderedDict
    assert type(ours) is dict


def test_loaders_share_botocore_s_own_files():
    first, second = (loader().load_service_model("ec2", "service-2") for _ in range(2))
    assert first is second


def test_a_folder_that_is_not_there_changes_nothing(tmp_path):
    assert loader(tmp_path / "none").load_data("partitions") is loader().load_data("partitions")


def test_a_loader_that_finds_additions_keeps_them_to_itself(tmp_path):
    folder = tmp_path / "ec2" / "2016-11-15"
    folder.mkdir(parents=True)
    (folder / "service-2.sdk-extras.json").write_text(
        json.dumps({"version": 1.0, "merge": {"metadata": {"mine": "yes"}}})
    )
    before = json.dumps(loader().load_service_model("ec2", "service-2")["metadata"])
    assert loader(tmp_path).load_service_model("ec2", "service-2")["metadata"]["mine"] == "yes"
    assert json.dumps(loader().load_service_model("ec2", "service-2")["metadata"]) == before


def test_a_file_of_the_user_s_own_is_found_and_read_each_time(tmp_path):
    (tmp_path / "mine.json").write_text('{"a": 1}')
    own = loader(tmp_path)
    assert own.load_data("mine") == {"a": 1}
    (tmp_path / "mine.json").write_text('{"a": 2}')
    assert loader(tmp_path).load_data("mine") == {"a": 2}


def test_a_file_that_is_not_there():
    assert DataFiles().load_file("/nowhere/at/all") is None
    assert JSONFileLoader().load_file("/nowhere/at/all") is None


def test_a_service_that_is_not_there_is_refused_as_botocore_does():
    said = []
    for one in (Loader(), loader()):
        with pytest.raises(UnknownServiceError) as refused:
            one.load_service_model("ec3", "service-2")
        said.append(str(refused.value))
    assert said[0] == said[1]


trees = st.recursive(
    st.integers(), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=12
).filter(lambda one: isinstance(one, dict))


@given(trees, trees)
def test_an_addition_is_merged_as_botocore_merges_it_and_changes_neither(base, addition):
    before = deepcopy((base, addition))
    found = merged(base, addition)
    assert (base, addition) == before
    deep_merge(base, deepcopy(addition))
    assert found == base
