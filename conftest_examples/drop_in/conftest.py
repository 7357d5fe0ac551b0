import pytest

import mockvpce


@pytest.fixture(scope="module", autouse=True)
def drop_in():
    """Do what the line in pytest.ini does: run together with other folders, pytest reads another ini file."""
    mockvpce.install()
    yield
    mockvpce.uninstall()
