#!/usr/bin/env python3
"""Logs in to a Kerberos realm and writes a ticket cache, as kinit does.

    ticket_cache.py ACCOUNT REALM PASSWORD CACHE

KRB5_CONFIG has the KDC, and how long tickets last.
"""
import sys

from samba import credentials, param

account, realm, password, cache = sys.argv[1:]
configuration = param.LoadParm()
login = credentials.Credentials()
login.set_username(account)
login.set_realm(realm)
login.set_password(password)
login.set_kerberos_state(credentials.MUST_USE_KERBEROS)
login.get_named_ccache(configuration, "FILE:" + cache)
