#!/usr/bin/env python3
"""SPNEGO of impacket or of Samba: spnego_peer.py impacket|samba client|server LEVEL.

Tokens and PDUs are lines of hexadecimal digits; an empty line is no token. Tokens go to and fro, the client's first,
until the client has no more to say; then a peer prints its session key, and, where the level signs, a client prints
protected PDUs, each of which is answered by one, and prints what the answer has in the clear. Samba's server knows the
anonymous caller alone, for it has no accounts, and signs nothing for that one.
"""
import sys

from ntlm_peer import ACCOUNT, DOMAIN, HEADER, Impacket, PASSWORD, STUB, TRAILER, read, write


class ImpacketClient(Impacket):
    """NTLM of impacket, wrapped, without a signature over the mechanisms."""

    def __init__(self, level):
        from impacket import spnego

        super().__init__(level)
        self.spnego = spnego
        self.legs = 0

    def update(self, token):
        self.legs += 1
        if self.legs == 1:
            init = self.spnego.SPNEGO_NegTokenInit()
            init["MechTypes"] = [self.spnego.TypesMech["NTLMSSP - Microsoft NTLM Security Support Provider"]]
            init["MechToken"] = self.negotiate()
            return init.getData()
        answer = self.spnego.SPNEGO_NegTokenResp(token)
        if self.legs == 2:
            response = self.spnego.SPNEGO_NegTokenResp()
            response["ResponseToken"] = self.authenticate(answer["ResponseToken"])
            return response.getData()
        assert answer["NegState"] == b"\x00", answer["NegState"]
        return b""


class Samba:
    def __init__(self, level, server):
        from samba import auth, credentials, gensec, param

        options = param.LoadParm()
        options.load_default()
        account = credentials.Credentials()
        account.guess(options)
        account.set_kerberos_state(credentials.DONT_USE_KERBEROS)
        settings = {"lp_ctx": options, "target_hostname": "stock.example.org"}
        account.set_username(ACCOUNT)
        account.set_password(PASSWORD)
        account.set_domain(DOMAIN)
        if server:
            account.set_workstation("STOCK")
            context = auth.AuthContext(lp_ctx=options, methods=["anonymous"])
            self.context = gensec.Security.start_server(settings, context)
            self.context.set_credentials(account)
        else:
            self.context = gensec.Security.start_client(settings)
            self.context.set_credentials(account)
            self.context.set_target_service("host")
        self.context.want_feature(gensec.FEATURE_DCE_STYLE)
        if level > 2:
            self.context.want_feature(gensec.FEATURE_SIGN)
        self.context.start_mech_by_authtype(9, level)

    def update(self, token):
        self.finished, token = self.context.update(token)
        return token

    @property
    def key(self):
        return self.context.session_key()

    def protect(self, stub):
        return stub, self.context.sign_packet(stub, HEADER + stub + TRAILER)

    def unprotect(self, header, stub, trailer, token):
        self.context.check_packet(stub, header + stub + trailer, token)
        return stub


def unprotect(peer, pdu):
    return peer.unprotect(pdu[:24], pdu[24:-24], pdu[-24:-16], pdu[-16:])


def run_client(client, level):
    token = client.update(b"")
    while token:
        write(token)
        token = client.update(read())
    write(client.key)
    while level > 2:
        sealed, signature = client.protect(STUB)
        write(HEADER + sealed + TRAILER + signature)
        answer = read()
        if not answer:
            break
        write(unprotect(client, answer))


def run_server(server):
    server.finished = False
    while not server.finished:
        write(server.update(read()))
    write(server.key)


if __name__ == "__main__":
    level = int(sys.argv[3])
    server = sys.argv[2] == "server"
    peer = ImpacketClient(level) if sys.argv[1] == "impacket" else Samba(level, server)
    if server:
        run_server(peer)
    else:
        run_client(peer, level)
