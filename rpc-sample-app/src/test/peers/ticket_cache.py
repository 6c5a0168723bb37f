#!/usr/bin/env python3
"""Logs in to a Kerberos realm and writes a ticket cache, as kinit does.

    ticket_cache.py ACCOUNT REALM PASSWORD CACHE [HOST]

KRB5_CONFIG has the KDC, and how long tickets last. With HOST there is also a ticket for the service host/HOST.
"""
import sys

from samba import credentials, gensec, param

account, realm, password, cache, *hosts = sys.argv[1:]
configuration = param.LoadParm()
login = credentials.Credentials()
login.set_username(account)
login.set_realm(realm)
login.set_password(password)
login.set_kerberos_state(credentials.MUST_USE_KERBEROS)
login.get_named_ccache(configuration, "FILE:" + cache)
for host in hosts:
    client = gensec.Security.start_client({"lp_ctx": configuration, "target_hostname": host})
    client.set_credentials(login)
    client.set_target_service("host")
    client.start_mech_by_name("krb5")
    client.update(b"")
