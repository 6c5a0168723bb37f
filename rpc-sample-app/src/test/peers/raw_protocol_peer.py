#!/usr/bin/env python3
"""Samba's tests of the protocol itself, octet by octet: raw_protocol_peer.py PATTERN.

Runs the tests whose names PATTERN, a regular expression, finds, and prints the outcome of each. The environment says
what they call: SERVER has an endpoint mapper on port 135, TARGET_HOSTNAME is its name for Kerberos, and there is the
account USERNAME with PASSWORD in DOMAIN and REALM; SMB_CONF_PATH names a configuration.
"""
import re
import sys
import unittest

from samba.tests.dcerpc import raw_protocol


class Outcomes(unittest.TestResult):
    @staticmethod
    def tell(outcome, test, error=None):
        reason = "" if error is None else f": {error[1]}".replace("\n", " ")
        print(f"{outcome}: {test._testMethodName}{reason}", flush=True)

    def addSuccess(self, test):
        self.tell("success", test)

    def addFailure(self, test, error):
        self.tell("failure", test, error)

    def addError(self, test, error):
        self.tell("error", test, error)


suite = unittest.TestSuite()
for name in unittest.TestLoader().getTestCaseNames(raw_protocol.TestDCERPC_BIND):
    if re.search(sys.argv[1], name):
        suite.addTest(raw_protocol.TestDCERPC_BIND(name))
suite.run(Outcomes())
