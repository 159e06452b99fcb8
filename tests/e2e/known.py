# SPDX-License-Identifier: Apache-2.0
"""Marks a test of something that the program does not do yet; it fails again once the program does."""
import pytest


def broken(reason):
    return pytest.mark.xfail(strict=True, reason=reason)
