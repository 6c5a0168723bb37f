#!/usr/bin/env bash
# Provisions a Samba Active Directory domain and runs its domain controller, for the integration tests:
#
#   dc.sh DIRECTORY ADDRESS [OPTION]...
#
# OPTIONs are further lines of the global section of smb.conf. The domain is OPNUM, its realm OPNUM.TEST, the controller
# dc1.opnum.test. ADDRESS has the KDC (port 88), the endpoint mapper (135), LDAP (389), the file server (445), and samr,
# netlogon, drsuapi and others on dynamic ports. There is no DNS server: names exist in DIRECTORY/hosts alone.
#
# Accounts, all with the password "Peer.Passw0rd" but for the last:
#   Administrator  may do everything
#   alice          may do what everybody may
#   disabled       is disabled
#   expired        has expired
#   stale          has to change the password first
#   svc-stock      the service host/stock.opnum.test (and rpc/…); its keys are in DIRECTORY/stock.keytab
#   svc-old        the service host/old.opnum.test, which has RC4 alone; its keys are in DIRECTORY/old.keytab
#   member0000 …   300 of them, without a password
#
# DIRECTORY/alice.keytab has the keys of alice, DIRECTORY/krb5.conf is for clients. All state is below DIRECTORY. Prints
# "ready" when all ports listen, and runs until its standard input ends: when the test that started it is gone, so is the
# domain. Needs root.
set -euo pipefail

directory=$1 address=$2
shift 2
password=Peer.Passw0rd

fail() {
  echo "dc.sh: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "must be root"
export PATH=$PATH:/usr/sbin:/sbin
for wrapper in /usr/lib/*/libnss_wrapper.so /usr/lib/libnss_wrapper.so none; do
  [ -e "$wrapper" ] && break
done
[ "$wrapper" != none ] || fail "libnss_wrapper.so is missing (Debian package libnss-wrapper)"

rm -rf "$directory"
mkdir -p "$directory"/{private,lock,state,cache,pid,ncalrpc,log,etc,sysvol,winbind,ntp_signd}
directory=$(cd "$directory" && pwd)
# A Unix socket's path has at most 107 octets, and the longest name below the directory has 31
[ ${#directory} -le 75 ] || fail "$directory is too long a path for Unix sockets"
chmod 700 "$directory/private"
chmod 750 "$directory/ntp_signd"

cat >"$directory/hosts" <<HOSTS
127.0.0.1 localhost
$address dc1.opnum.test dc1
127.0.0.1 stock.opnum.test stock
127.0.0.1 old.opnum.test old
HOSTS

cat >"$directory/krb5.conf" <<CONFIG
[libdefaults]
  default_realm = OPNUM.TEST
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  OPNUM.TEST = {
    kdc = $address:88
    kpasswd_server = $address:464
  }
[domain_realm]
  opnum.test = OPNUM.TEST
  .opnum.test = OPNUM.TEST
CONFIG

cat >"$directory/etc/smb.conf" <<CONFIG
[global]
  netbios name = DC1
  workgroup = OPNUM
  realm = OPNUM.TEST
  server role = active directory domain controller
  server services = s3fs, rpc, ldap, cldap, kdc, winbindd
  interfaces = $address/8
  bind interfaces only = yes
  disable netbios = yes
  smb ports = 445
  tls enabled = no
  include system krb5 conf = no
  private dir = $directory/private
  lock directory = $directory/lock
  state directory = $directory/state
  cache directory = $directory/cache
  pid directory = $directory/pid
  ncalrpc dir = $directory/ncalrpc
  binddns dir = $directory/state
  winbindd socket directory = $directory/winbind
  ntp signd socket directory = $directory/ntp_signd
  log file = $directory/log/log.%m
  max log size = 0
  posix:eadb = $directory/state/eadb.tdb
  vfs objects = dfs_samba4 acl_xattr xattr_tdb
  xattr_tdb:file = $directory/state/xattr.tdb
  rpc server dynamic port range = 49800-49899
  load printers = no
  printcap name = /dev/null
  printing = bsd
  ldb:nosync = true
  kccsrv:periodic_interval = 86400
  dreplsrv:periodic_startup_interval = 86400
$(printf '  %s\n' "$@")
[sysvol]
  path = $directory/sysvol
  read only = no
[netlogon]
  path = $directory/sysvol/opnum.test/scripts
  read only = no
CONFIG

listening() {
  local port
  for port in 88 135 389 445; do
    (exec 3<>"/dev/tcp/$address/$port") 2>/dev/null || return 1
  done
}
! (exec 3<>"/dev/tcp/$address/135") 2>/dev/null || fail "something else listens on $address port 135"

# Users, groups and hosts of the programs below. Where winbindd's socket is they believe of the environment only
# when passwd and group are served by the wrapper
cp /etc/passwd /etc/group "$directory/etc"
samba_environment=(env "LD_PRELOAD=$wrapper" "NSS_WRAPPER_HOSTS=$directory/hosts"
  "NSS_WRAPPER_PASSWD=$directory/etc/passwd" "NSS_WRAPPER_GROUP=$directory/etc/group"
  "SELFTEST_WINBINDD_SOCKET_DIR=$directory/winbind" "KRB5_CONFIG=$directory/krb5.conf")

tool() {
  "${samba_environment[@]}" samba-tool "$@" --configfile="$directory/etc/smb.conf"
}

database() {
  local program=$1
  shift
  "${samba_environment[@]}" "$program" -H "$directory/private/sam.ldb" "$@"
}

provision() {
  tool domain provision --realm=OPNUM.TEST --domain=OPNUM --server-role=dc --dns-backend=NONE \
    --host-name=dc1 --host-ip="$address" --adminpass="$password"
  accounts | database ldbadd
  changes | database ldbmodify
  tool domain exportkeytab "$directory/stock.keytab" --principal=host/stock.opnum.test
  tool domain exportkeytab "$directory/stock.keytab" --principal=rpc/stock.opnum.test
  tool domain exportkeytab "$directory/old.keytab" --principal=host/old.opnum.test
  tool domain exportkeytab "$directory/alice.keytab" --principal=alice
}

# Windows wants passwords in quotation marks, as UTF-16
encoded_password() {
  printf '"%s"' "$password" | iconv -t UTF-16LE | base64 --wrap=0
}

# account NAME [ATTRIBUTE]...
account() {
  printf 'dn: CN=%s,CN=Users,DC=opnum,DC=test\nobjectClass: user\nsAMAccountName: %s\n' "$1" "$1"
  [[ $1 == member* ]] || printf 'unicodePwd:: %s\n' "$(encoded_password)"
  shift
  [ $# = 0 ] || printf '%s\n' "$@"
  echo
}

accounts() {
  local name
  account alice 'userAccountControl: 512' 'displayName: Alice of the stock'
  account disabled 'userAccountControl: 514'
  account expired 'userAccountControl: 512' 'accountExpires: 116444736000000000'
  account stale 'userAccountControl: 512' 'pwdLastSet: 0'
  # AES-128 and AES-256
  account svc-stock 'userAccountControl: 512' 'msDS-SupportedEncryptionTypes: 24' \
    'servicePrincipalName: host/stock.opnum.test' 'servicePrincipalName: rpc/stock.opnum.test'
  account svc-old 'userAccountControl: 512' 'msDS-SupportedEncryptionTypes: 4' \
    'servicePrincipalName: host/old.opnum.test'
  for name in $(printf 'member%04d\n' {0..299}); do
    account "$name" 'userAccountControl: 546'
  done
}

# What samba_spnupdate registers later
changes() {
  printf '%s\n' 'dn: CN=DC1,OU=Domain Controllers,DC=opnum,DC=test' 'changetype: modify' 'add: servicePrincipalName' \
    'servicePrincipalName: ldap/dc1.opnum.test' 'servicePrincipalName: ldap/dc1.opnum.test/opnum.test'
}

provision >"$directory/log/provision.out" 2>&1 </dev/null ||
  fail "the domain was not provisioned: $(tail -n 15 "$directory/log/provision.out")"

set -m # samba leads a process group of its own
"${samba_environment[@]}" samba --interactive --no-process-group --configfile="$directory/etc/smb.conf" --debug-stdout \
  </dev/null >"$directory/log/samba.out" 2>&1 &
server=$!

# Its workers and the file server make process groups of their own
family() {
  local child
  echo "$1"
  for child in $(grep --no-messages --files-with-matches "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status | cut -d / -f 3); do
    family "$child"
  done
}

stop() {
  local all
  all=$(family $server)
  kill $all 2>/dev/null || true
  for _ in {1..50}; do
    kill -0 $all 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL $all 2>/dev/null || true
}
trap stop EXIT
trap 'exit 143' INT TERM

for _ in {1..300}; do
  listening || ! kill -0 "$server" && break
  sleep 0.2
done
listening || {
  tail -n 20 "$directory/log/samba.out" >&2
  fail "there is no domain controller at $address"
}
echo ready
while read -r _; do :; done
