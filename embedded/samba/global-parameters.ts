import { readParameters } from "./parameter-table";

/** Parameters of the section [global] alone, with the defaults of a standalone server, in the order of testparm. */
export const globalParameters = readParameters(`
abort shutdown script|s|
add group script|s|
additional dns hostnames|l|
add machine script|s|
addport command|s|
addprinter command|s|
add share command|s|
add user script|s|
add user to group script|s|
afs token lifetime|i|604800
afs username map|s|
aio max threads|i|100
algorithmic rid base|i|1000
allow dcerpc auth level connect|b|No
allow dns updates|e|secure only
allow insecure wide links|b|No
allow nt4 crypto|b|No
allow trusted domains|b|Yes
allow unsafe cluster upgrade|b|No
apply group policies|b|No
async dns timeout|i|10
async smb echo handler|b|No
auth event notification|b|No
auto services|s|
binddns dir|s|/var/lib/samba/bind-dns
bind interfaces only|b|No
browse list|b|Yes
cache directory|s|/var/cache/samba
change notify|b|Yes
change share command|s|
check password script|s|
cldap port|i|389
client ipc max protocol|e|default
client ipc min protocol|e|default
client ipc signing|e|default
client lanman auth|b|No
client ldap sasl wrapping|e|seal
client max protocol|e|default
client min protocol|e|SMB2_02
client NTLMv2 auth|b|Yes
client plaintext auth|b|No
client protection|e|default
client schannel|b|Yes
client signing|e|default
client smb encrypt|e|default
client smb3 encryption algorithms|s|AES-128-GCM, AES-128-CCM, AES-256-GCM, AES-256-CCM
client smb3 signing algorithms|s|AES-128-GMAC, AES-128-CMAC, HMAC-SHA256
client use kerberos|e|desired
client use spnego principal|b|No
client use spnego|b|Yes
cluster addresses|l|
clustering|b|No
config backend|e|file
config file|s|
create krb5 conf|b|Yes
ctdbd socket|s|
ctdb locktime warn threshold|i|0
ctdb timeout|i|0
cups connection timeout|i|30
cups encrypt|e|No
cups server|s|
dcerpc endpoint servers|s|epmapper, wkssvc, samr, netlogon, lsarpc, drsuapi, dssetup, unixinfo, browser, eventlog6, backupkey, dnsserver
deadtime|i|10080
debug class|b|No
debug encryption|b|No
debug hires timestamp|b|Yes
debug pid|b|No
debug prefix timestamp|b|No
debug syslog format|b|No
winbind debug traceid|b|No
debug uid|b|No
dedicated keytab file|s|
default service|s|
defer sharing violations|b|Yes
delete group script|s|
deleteprinter command|s|
delete share command|s|
delete user from group script|s|
delete user script|s|
dgram port|i|138
disable netbios|b|No
disable spoolss|b|No
dns forwarder|l|
dns port|i|53
dns proxy|b|Yes
dns update command|l|/usr/sbin/samba_dnsupdate
dns zone scavenging|b|No
dns zone transfer clients allow|l|
dns zone transfer clients deny|l|
domain logons|b|No
domain master|e|Auto
dos charset|s|CP850
dsdb event notification|b|No
dsdb group change notification|b|No
dsdb password event notification|b|No
enable asu support|b|No
enable core files|b|Yes
enable privileges|b|Yes
encrypt passwords|b|Yes
enhanced browsing|b|Yes
enumports command|s|
eventlog list|l|
get quota command|s|
getwd cache|b|Yes
gpo update command|s|/usr/sbin/samba-gpupdate
guest account|s|nobody
host msdfs|b|Yes
hostname lookups|b|No
idmap backend|s|tdb
idmap cache time|i|604800
idmap gid|s|
idmap negative cache time|i|120
idmap uid|s|
include system krb5 conf|b|Yes
init logon delay|i|100
init logon delayed hosts|l|
interfaces|l|
iprint server|s|
kdc default domain supported enctypes|e|0
kdc enable fast|b|Yes
kdc force enable rc4 weak session keys|b|No
kdc supported enctypes|e|0
keepalive|i|300
kerberos encryption types|e|all
kerberos method|e|default
kernel change notify|b|Yes
kpasswd port|i|464
krb5 port|i|88
lanman auth|b|No
large readwrite|b|Yes
ldap admin dn|s|
ldap connection timeout|i|2
ldap debug level|i|0
ldap debug threshold|i|10
ldap delete dn|b|No
ldap deref|e|auto
ldap follow referral|e|Auto
ldap group suffix|s|
ldap idmap suffix|s|
ldap machine suffix|s|
ldap max anonymous request size|i|256000
ldap max authenticated request size|i|16777216
ldap max search request size|i|256000
ldap page size|i|1000
ldap passwd sync|e|no
ldap replication sleep|i|1000
ldap server require strong auth|e|Yes
ldap ssl|e|start tls
ldap suffix|s|
ldap timeout|i|15
ldap user suffix|s|
lm announce|e|Auto
lm interval|i|60
load printers|b|Yes
local master|b|Yes
lock directory|s|/run/samba
lock spin time|i|200
log file|s|
logging|s|
log nt token command|s|
log level|i|1
logon drive|s|
logon home|s|\\\\%N\\%U
logon path|s|\\\\%N\\%U\\profile
logon script|s|
log writeable files on exit|b|No
lpq cache time|i|30
lsa over netlogon|b|No
machine password timeout|i|604800
mangle prefix|i|1
mangling method|s|hash2
map to guest|e|Never
max disk size|z|0
max log size|z|5000
max mux|i|50
max open files|i|16424
max smbd processes|i|0
max stat cache size|i|512
max ttl|i|259200
max wins ttl|i|518400
max xmit|z|16644
mdns name|e|netbios
message command|s|
min domain uid|i|1000
min receivefile size|z|0
min wins ttl|i|21600
mit kdc command|s|
multicast dns register|b|Yes
name cache timeout|i|660
name resolve order|e|lmhosts wins host bcast
nbt client socket address|s|0.0.0.0
nbt port|i|137
ncalrpc dir|s|/run/samba/ncalrpc
netbios aliases|l|
netbios name|u|
netbios scope|u|
neutralize nt4 emulation|b|No
nmbd bind explicit broadcast|b|Yes
nsupdate command|l|/usr/bin/nsupdate -g
nt hash store|e|always
ntlm auth|e|ntlmv2-only
nt pipe support|b|Yes
ntp signd socket directory|s|/var/lib/samba/ntp_signd
nt status support|b|Yes
null passwords|b|No
obey pam restrictions|b|No
old password allowed period|i|60
oplock break wait time|i|0
os2 driver map|s|
os level|i|20
pam password change|b|No
panic action|s|
passdb backend|s|tdbsam
passdb expand explicit|b|No
passwd chat|s|*new*password* %n\\n *new*password* %n\\n *changed*
passwd chat debug|b|No
passwd chat timeout|i|2
passwd program|s|
password hash gpg key ids|l|
password hash userPassword schemes|l|
password server|s|*
perfcount module|s|
pid directory|s|/run/samba
preferred master|e|Auto
prefork backoff increment|i|10
prefork children|i|4
prefork maximum backoff|i|120
preload modules|l|
printcap cache time|i|750
printcap name|s|
private dir|s|/var/lib/samba/private
raw NTLMv2 auth|b|No
read raw|b|Yes
realm|u|
registry shares|b|No
reject md5 clients|b|Yes
reject md5 servers|b|Yes
remote announce|s|
remote browse sync|s|
rename user script|s|
require strong key|b|Yes
reset on zero vc|b|No
restrict anonymous|i|0
root directory|s|
rpc big endian|b|No
rpc server dynamic port range|e|49152-65535
rpc server port|i|0
rpc start on demand helpers|b|Yes
samba kcc command|l|/usr/sbin/samba_kcc
security|e|AUTO
server max protocol|e|SMB3
server min protocol|e|SMB2_02
server multi channel support|b|Yes
server role|e|auto
server schannel|b|Yes
server schannel require seal|b|Yes
server services|s|s3fs, rpc, nbt, wrepl, ldap, cldap, kdc, drepl, winbindd, ntp_signd, kcc, dnsupdate, dns
server signing|e|default
server smb3 encryption algorithms|s|AES-128-GCM, AES-128-CCM, AES-256-GCM, AES-256-CCM
server smb3 signing algorithms|s|AES-128-GMAC, AES-128-CMAC, HMAC-SHA256
server string|s|Samba 4.22.4-Debian
set primary group script|s|
set quota command|s|
show add printer wizard|b|Yes
shutdown script|s|
smb1 unix extensions|b|Yes
smb2 disable lock sequence checking|b|No
smb2 disable oplock break retry|b|No
smb2 leases|b|Yes
smb2 max credits|i|8192
smb2 max read|z|8388608
smb2 max trans|z|8388608
smb2 max write|z|8388608
smbd profiling level|e|off
smb passwd file|s|/etc/samba/smbpasswd
smb ports|e|445 139
socket options|s|TCP_NODELAY
spn update command|l|/usr/sbin/samba_spnupdate
stat cache|b|Yes
state directory|s|/var/lib/samba
svcctl list|l|
syslog|i|1
syslog only|b|No
template homedir|s|/home/%D/%U
template shell|s|/bin/false
time server|b|No
timestamp logs|b|Yes
tls cafile|s|tls/ca.pem
tls certfile|s|tls/cert.pem
tls crlfile|s|
tls dh params file|s|
tls enabled|b|Yes
tls keyfile|s|tls/key.pem
tls priority|s|NORMAL:-VERS-SSL3.0
tls verify peer|e|as_strict_as_possible
unicode|b|Yes
unix charset|s|UTF-8
unix password sync|b|No
use mmap|b|Yes
username level|i|0
username map|s|
username map cache time|i|0
username map script|s|
usershare allow guests|b|No
usershare max shares|i|100
usershare owner only|b|Yes
usershare path|s|/var/lib/samba/usershares
usershare prefix allow list|l|
usershare prefix deny list|l|
usershare template share|s|
utmp|b|No
utmp directory|s|
winbind cache time|i|300
winbindd socket directory|s|/run/samba/winbindd
winbind enum groups|b|No
winbind enum users|b|No
winbind expand groups|i|0
winbind max clients|i|200
winbind max domain connections|i|1
winbind nested groups|b|Yes
winbind normalize names|b|No
winbind nss info|l|template
winbind offline logon|b|No
winbind reconnect delay|i|30
winbind refresh tickets|b|No
winbind request timeout|i|60
winbind rpc only|b|No
winbind scan trusted domains|b|No
winbind sealed pipes|b|Yes
winbind separator|e|\\
winbind use default domain|b|No
winbind use krb5 enterprise principals|b|Yes
wins hook|s|
wins proxy|b|No
wins server|l|
wins support|b|No
workgroup|u|WORKGROUP
write raw|b|Yes
wtmp directory|s|
`);
