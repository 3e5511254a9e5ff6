import { readParameters } from "./parameter-table";

/** Parameters of shares, for which [global] says the default, in the order of testparm. */
export const shareParameters = readParameters(`
access based share enum|b|No
acl allow execute always|b|No
acl check permissions|b|Yes
acl flag inherited canonicalization|b|Yes
acl group control|b|No
acl map full control|b|Yes
administrative share|b|No
admin users|l|
afs share|b|No
aio read size|z|1
aio write behind|s|
aio write size|z|1
allocation roundup size|z|0
available|b|Yes
blocking locks|b|Yes
block size|z|1024
browseable|b|Yes
case sensitive|e|Auto
check parent directory delete on close|b|No
comment|s|
copy|s|
create mask|o|0744
csc policy|e|manual
cups options|s|
default case|e|lower
default devmode|b|Yes
delete readonly|b|No
delete veto files|b|No
dfree cache time|i|0
dfree command|s|
directory mask|o|0755
directory name cache size|i|100
dmapi support|b|No
dont descend|s|
dos filemode|b|No
dos filetime resolution|b|No
dos filetimes|b|Yes
durable handles|b|Yes
ea support|b|Yes
fake directory create times|b|No
fake oplocks|b|No
follow symlinks|b|Yes
smbd force process locks|b|No
force create mode|o|0000
force directory mode|o|0000
force group|s|
force printername|b|No
force unknown acl user|b|No
force user|s|
fstype|s|NTFS
guest ok|b|No
guest only|b|No
hide dot files|b|Yes
hide files|s|
hide new files timeout|i|0
hide special files|b|No
hide unreadable|b|No
hide unwriteable files|b|No
honor change notify privilege|b|No
hosts allow|l|
hosts deny|l|
include|s|
inherit acls|b|No
inherit owner|e|no
inherit permissions|b|No
invalid users|l|
kernel oplocks|b|No
kernel share modes|b|No
level2 oplocks|b|Yes
locking|b|Yes
lppause command|s|
lpq command|s|%p
lpresume command|s|
lprm command|s|
magic output|s|
magic script|s|
mangled names|e|illegal
mangling char|s|~
map acl inherit|b|No
map archive|b|Yes
map hidden|b|No
map readonly|e|no
map system|b|No
max connections|i|0
max print jobs|i|1000
max reported print jobs|i|0
min print space|i|0
msdfs proxy|s|
msdfs root|b|No
msdfs shuffle referrals|b|No
nt acl support|b|Yes
ntvfs handler|s|unixuid, default
oplocks|b|Yes
path|s|
posix locking|b|Yes
postexec|s|
preexec|s|
preexec close|b|No
preserve case|b|Yes
printable|b|No
print command|s|
printer name|s|
printing|e|cups
printjob username|s|%U
print notify backchannel|b|No
queuepause command|s|
queueresume command|s|
read list|l|
read only|b|Yes
root postexec|s|
root preexec|s|
root preexec close|b|No
server smb encrypt|e|default
short preserve case|b|Yes
smbd async dosmode|b|No
smbd getinfo ask sharemode|b|Yes
smbd max async dosmode|i|0
smbd max xattr size|i|65536
smbd search ask sharemode|b|Yes
spotlight|b|No
spotlight backend|e|noindex
store dos attributes|b|Yes
strict allocate|b|No
strict locking|e|Auto
strict rename|b|No
strict sync|b|Yes
sync always|b|No
use client driver|b|No
use sendfile|b|No
valid users|l|
veto files|s|
veto oplock files|s|
vfs objects|l|
volume|s|
volume serial number|i|-1
wide links|b|No
write list|l|
`);
