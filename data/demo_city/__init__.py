# SPDX-License-Identifier: Apache-2.0
"""The parts of the demo city's generator; ../make_demo.py puts them together."""
