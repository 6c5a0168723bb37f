#!/usr/bin/env python3
"""NTLM of impacket or of Samba as the client's side of an exchange: ntlm_peer.py impacket|samba LEVEL.

Tokens and PDUs are lines of hexadecimal digits. Prints its NEGOTIATE_MESSAGE, reads the answer, prints its
AUTHENTICATE_MESSAGE and the session key; then, where the level signs, prints protected PDUs, each of which is answered
by one, and prints what the answer has in the clear.
"""
import sys

HEADER, STUB, TRAILER = bytes(range(24)), bytes(range(100, 148)), bytes(range(200, 208))
ACCOUNT, PASSWORD, DOMAIN = "alice", "correct horse", "OFFICE"
PRIVACY = 6


def write(octets):
    print(octets.hex(), flush=True)


def read():
    return bytes.fromhex(sys.stdin.readline())


class Impacket:
    def __init__(self, level):
        from impacket import ntlm

        self.ntlm = ntlm
        self.level = level
        self.sequence = 0

    def negotiate(self):
        self.type1 = self.ntlm.getNTLMSSPType1("", "", signingRequired=self.level > 2)
        if self.level == PRIVACY:
            self.type1["flags"] |= self.ntlm.NTLMSSP_NEGOTIATE_SEAL
        return self.type1.getData()

    def authenticate(self, challenge):
        type3, self.key = self.ntlm.getNTLMSSPType3(self.type1, challenge, ACCOUNT, PASSWORD, DOMAIN)
        self.flags = type3["flags"]
        self.streams = {}
        for mode in ("Client", "Server"):
            signing = self.ntlm.SIGNKEY(self.flags, self.key, mode)
            sealing = self.ntlm.SEALKEY(self.flags, self.key, mode)
            self.streams[mode] = (signing, self.ntlm.ARC4.new(sealing).encrypt)
        return type3.getData()

    def protect(self, stub):
        signing, stream = self.streams["Client"]
        whole = HEADER + stub + TRAILER
        if self.level == PRIVACY:
            stub = stream(stub)
        return stub, self.ntlm.MAC(self.flags, stream, signing, self.sequence, whole).getData()

    def unprotect(self, header, stub, trailer, token):
        signing, stream = self.streams["Server"]
        if self.level == PRIVACY:
            stub = stream(stub)
        expected = self.ntlm.MAC(self.flags, stream, signing, self.sequence, header + stub + trailer).getData()
        assert token == expected, "the signature is %s, expected %s" % (token.hex(), expected.hex())
        self.sequence += 1
        return stub


class Samba:
    def __init__(self, level):
        from samba import credentials, gensec, param

        options = param.LoadParm()
        options.load_default()
        account = credentials.Credentials()
        account.guess(options)
        account.set_username(ACCOUNT)
        account.set_password(PASSWORD)
        account.set_domain(DOMAIN)
        account.set_kerberos_state(credentials.DONT_USE_KERBEROS)
        self.context = gensec.Security.start_client({"lp_ctx": options, "target_hostname": "stock.example.org"})
        self.context.set_credentials(account)
        self.context.set_target_service("host")
        if level > 2:
            self.context.want_feature(gensec.FEATURE_SIGN)
        self.context.start_mech_by_authtype(10, level)

    def negotiate(self):
        return self.context.update(b"")[1]

    def authenticate(self, challenge):
        finished, token = self.context.update(challenge)
        assert finished
        self.key = self.context.session_key()
        return token

    def protect(self, stub):
        return stub, self.context.sign_packet(stub, HEADER + stub + TRAILER)

    def unprotect(self, header, stub, trailer, token):
        self.context.check_packet(stub, header + stub + trailer, token)
        return stub


if __name__ == "__main__":
    level = int(sys.argv[2])
    client = {"impacket": Impacket, "samba": Samba}[sys.argv[1]](level)
    write(client.negotiate())
    write(client.authenticate(read()))
    write(client.key)
    while level > 2:
        sealed, signature = client.protect(STUB)
        write(HEADER + sealed + TRAILER + signature)
        answer = read()
        if not answer:
            break
        write(client.unprotect(answer[:24], answer[24:-24], answer[-24:-16], answer[-16:]))
