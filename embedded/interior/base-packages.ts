import { readPackages } from "./package-table";

/** What every container template and every node has installed. */
export const basePackages = readPackages(`
adduser|admin|3.137ubuntu1|3.152|3.134|passwd|adduser addgroup deluser delgroup||608|add and remove users and groups
apt|admin|2.8.3|3.0.3|2.6.1|libc6 gpgv|apt apt-get apt-cache apt-mark apt-config apt-key||4294|commandline package manager
base-files|admin|13ubuntu10.3|13.8+deb13u1|12.4+deb12u12|mawk|arch||394|Debian base system miscellaneous files
base-passwd|admin|3.6.3build1|3.6.7|3.6.1|libc6|update-passwd||243|Debian base system master password and group files
bash|shells|5.2.21-2ubuntu4|5.2.37-2+b5|5.2.15-2+b9|base-files libc6|bash||1914|GNU Bourne Again SHell
bsdutils|utils|1:2.39.3-9ubuntu6.3|1:2.41-5|1:2.38.1-5+deb12u3|libc6|logger script renice wall||315|basic utilities from 4.4BSD-Lite
ca-certificates|misc|20240203|20250419|20230311+deb12u1|openssl|update-ca-certificates||381|Common CA certificates
coreutils|utils|9.4-3ubuntu6.1|9.7-3|9.1-1|libc6|[ b2sum base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dirname du echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami yes||18457|GNU core utilities
cron|admin|3.0pl1-184ubuntu2|3.0pl1-197|3.0pl1-162|libc6|crontab|cron.service|300|process scheduling daemon
dash|shells|0.5.12-6ubuntu5|0.5.12-12|0.5.12-2|libc6|dash sh||196|POSIX-compliant shell
dbus|admin|1.14.10-4ubuntu4.1|1.16.2-2|1.14.10-1~deb12u1|libc6|dbus-send|dbus.service|340|simple interprocess messaging system
debconf|admin|1.5.86ubuntu1|1.5.91|1.5.82|perl-base|debconf debconf-set-selections debconf-show||540|Debian configuration management system
debianutils|utils|5.17build1|5.23.2|5.7-0.5~deb12u1|libc6|run-parts which savelog tempfile||243|Miscellaneous utilities specific to Debian
diffutils|utils|1:3.10-1build1|1:3.10-4|1:3.8-4|libc6|cmp diff diff3 sdiff||1634|File comparison utilities
dpkg|admin|1.22.6ubuntu6.5|1.22.21|1.21.22|tar libc6|dpkg dpkg-deb dpkg-divert dpkg-query dpkg-split dpkg-statoverride update-alternatives dpkg-reconfigure||6620|Debian package management system
e2fsprogs|admin|1.47.0-2.4~exp1ubuntu4.1|1.47.2-3+b7|1.47.0-2+b2|libc6|mkfs.ext4 tune2fs e2fsck resize2fs||1532|ext2/ext3/ext4 file system utilities
findutils|utils|4.9.0-5build1|4.10.0-3|4.9.0-4|libc6|find xargs||1926|utilities for finding files
gpgv|utils|2.4.4-2ubuntu17.3|2.4.7-21+b3|2.2.40-1.1+deb12u1|libc6|gpgv||491|GNU privacy guard - signature verification tool
grep|utils|3.11-4build1|3.11-4|3.8-5|libc6|grep egrep fgrep rgrep||1160|GNU grep, egrep and fgrep
gzip|utils|1.12-1ubuntu3.1|1.13-1|1.12-1|libc6|gzip gunzip zcat zgrep||255|GNU compression utilities
hostname|admin|3.23+nmu2ubuntu2|3.25|3.23+nmu1|libc6|hostname domainname dnsdomainname||49|utility to set/show the host name or domain name
ifupdown|admin|0.8.41ubuntu1|0.8.44|0.8.41|libc6|ifup ifdown|networking.service|210|high level tools to configure network interfaces
init-system-helpers|admin|1.66ubuntu1|1.69~deb13u1|1.65.2|perl-base|deb-systemd-invoke deb-systemd-helper invoke-rc.d update-rc.d service||139|helper tools for all init systems
iproute2|net|6.1.0-1ubuntu6.2|6.15.0-1|6.1.0-3|libc6|ip ss bridge tc||2849|networking and traffic control tools
iputils-ping|net|3:20240117-1ubuntu0.1|3:20240905-3|3:20221126-1+deb12u1|libc6|ping||124|Tools to test the reachability of network hosts
kmod|admin|31+20240202-2ubuntu7.1|34.2-2|30+20221128-1|libc6|kmod lsmod modprobe modinfo insmod rmmod depmod||244|tools for managing Linux kernel modules
less|text|590-2ubuntu2.1|668-1|590-2.1~deb12u2|libc6|less lesskey||325|pager program similar to more
libc-bin|libs|2.39-0ubuntu8.6|2.41-12|2.36-9+deb12u13|libc6|getconf getent iconv ldd locale localedef pldd tzselect zdump ldconfig||1967|GNU C Library: Binaries
libc6|libs|2.39-0ubuntu8.6|2.41-12|2.36-9+deb12u13||||13637|GNU C Library: Shared libraries
libpam-runtime|admin|1.5.3-5ubuntu5.5|1.7.0-5|1.5.2-6+deb12u1|debconf|pam-auth-update||1026|Runtime support for the PAM library
libssl3t64|libs|3.0.13-0ubuntu3.6|3.5.1-1|-|libc6|||6450|Secure Sockets Layer toolkit - shared libraries
libssl3|libs|-|-|3.0.17-1~deb12u2|libc6|||6020|Secure Sockets Layer toolkit - shared libraries
libsystemd0|libs|255.4-1ubuntu8.11|257.8-1~deb13u2|252.39-1~deb12u1|libc6|||1044|systemd utility library
login|admin|1:4.13+dfsg1-4ubuntu3.2|1:4.16.0-2+really2.41-5|1:4.13+dfsg1-1+deb12u1|libc6|login newgrp||340|system login tools
logrotate|admin|3.21.0-2build1|3.22.0-1|3.21.0-1|cron libc6|logrotate|logrotate.timer|148|Log rotation utility
lsb-release|misc|12.0-2|12.1-1|12.0-1||lsb_release||26|Linux Standard Base version reporting utility
mawk|interpreters|1.3.4.20240123-1build1|1.3.4.20250131-1|1.3.4.20200120-3.1|libc6|mawk awk nawk||251|Pattern scanning and text processing language
mount|admin|2.39.3-9ubuntu6.3|2.41-5|2.38.1-5+deb12u3|libc6|mount umount swapon swapoff losetup findmnt||394|tools for mounting and manipulating filesystems
nano|editors|7.2-2ubuntu0.1|8.4-1|7.2-1+deb12u1|libc6|nano||880|small, friendly text editor inspired by Pico
ncurses-bin|utils|6.4+20240113-1ubuntu2|6.5+20250216-2|6.4-4|libc6|clear tput reset tset tic infocmp||648|terminal-related programs and man pages
netbase|admin|6.4|6.5|6.4||||41|Basic TCP/IP networking system
openssh-client|net|1:9.6p1-3ubuntu13.14|1:10.0p1-7|1:9.2p1-2+deb12u7|libc6|ssh scp sftp ssh-add ssh-agent ssh-keygen ssh-keyscan||3378|secure shell client, for secure access to remote machines
openssh-server|net|1:9.6p1-3ubuntu13.14|1:10.0p1-7|1:9.2p1-2+deb12u7|openssh-client libc6|sshd|ssh.service|1895|secure shell server, for secure access from remote machines
openssl|utils|3.0.13-0ubuntu3.6|3.5.1-1|3.0.17-1~deb12u2|libc6|openssl c_rehash||2046|Secure Sockets Layer toolkit - cryptographic utility
passwd|admin|1:4.13+dfsg1-4ubuntu3.2|1:4.17.4-2|1:4.13+dfsg1-1+deb12u1|libc6|passwd chage chfn chsh chpasswd useradd usermod userdel groupadd groupmod groupdel gpasswd||2582|change and administer password and group data
perl-base|perl|5.38.2-3.2ubuntu0.2|5.40.1-6|5.36.0-7+deb12u3|libc6|perl||8071|minimal Perl system
postfix|mail|3.8.6-1build2|3.10.4-1|3.7.11-0+deb12u1|libc6 adduser|postconf postqueue postsuper|postfix.service|4236|High-performance mail transport agent
procps|admin|2:4.0.4-4ubuntu3.2|2:4.0.4-9|2:4.0.2-3|libc6|free kill pgrep pidof pkill ps pwdx slabtop sysctl top uptime vmstat w watch||1405|/proc file system utilities
rsyslog|admin|8.2312.0-3ubuntu9.1|-|8.2302.0-1+deb12u1|libc6|rsyslogd|rsyslog.service|1752|reliable system and kernel logging daemon
sed|utils|4.9-2build1|4.9-2|4.9-1|libc6|sed||1015|GNU stream editor for filtering/transforming text
sensible-utils|utils|0.0.22|0.0.25|0.0.17+nmu1||sensible-editor sensible-pager||74|Utilities for sensible alternative selection
systemd|admin|255.4-1ubuntu8.11|257.8-1~deb13u2|252.39-1~deb12u1|libsystemd0 libc6|systemctl journalctl hostnamectl timedatectl localectl loginctl busctl systemd-detect-virt systemd-run systemd-tmpfiles systemd-sysusers systemd-analyze networkctl|systemd-networkd.service systemd-timedated.service|11200|system and service manager
systemd-sysv|admin|255.4-1ubuntu8.11|257.8-1~deb13u2|252.39-1~deb12u1|systemd|halt init poweroff reboot shutdown||32|system and service manager - SysV compatibility symlinks
sysvinit-utils|admin|3.08-6ubuntu3|3.14-4|3.06-4|libc6|fstab-decode||81|System-V-like utilities
tar|utils|1.35+dfsg-3build1|1.35+dfsg-3.1|1.34+dfsg-1.2+deb12u1|libc6|tar||3060|GNU version of the tar archiving utility
tzdata|localization|2025b-0ubuntu0.24.04.1|2025b-4+deb13u1|2025b-0+deb12u2|debconf|||1393|time zone and daylight-saving time data
util-linux|utils|2.39.3-9ubuntu6.3|2.41-5|2.38.1-5+deb12u3|libc6|dmesg fallocate flock getopt ionice ipcs lsblk lscpu lsns mcookie more mountpoint namei nsenter prlimit rev setpriv setsid taskset unshare blkid blockdev wipefs mkswap hwclock uuidgen su agetty fstrim||3652|miscellaneous system utilities
zlib1g|libs|1:1.3.dfsg-3.1ubuntu2.1|1:1.3.dfsg+really1.3.1-1+b1|1:1.2.13.dfsg-1|libc6|||166|compression library - runtime
`);
