"""pytest in a process of its own with this plugin and no other: to import all that are installed takes a second."""

import pytest


def run_alone(pytester, *arguments):
    """The result; what a test needs of other plugins it names with `-p`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytester.runpytest_subprocess("-p", "mockvpce.pytest_plugin", *arguments)
