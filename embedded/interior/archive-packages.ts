import { readPackages } from "./package-table";

/** What the archives offer beside the base: what features and people install. */
export const archivePackages = readPackages(`
acl|utils|2.3.2-1build1.1|2.3.2-2+b1|2.3.1-3|libc6|getfacl setfacl||204|access control list - utilities
apache2|httpd|2.4.58-1ubuntu8.8|2.4.65-2|2.4.65-1~deb12u1|libc6|apache2ctl a2ensite a2dissite a2enmod|apache2.service|567|Apache HTTP Server
apt-transport-https|oldlibs|2.8.3|3.0.3|2.6.1|apt|||35|transitional package for https support
apt-utils|admin|2.8.3|3.0.3|2.6.1|apt|apt-ftparchive apt-extracttemplates||900|package management related utility programs
autoconf|devel|2.71-3|2.72-3.1|2.71-3|m4 perl|autoconf autoreconf||2034|automatic configure script builder
automake|devel|1:1.16.5-1.3ubuntu1|1:1.17-4|1:1.16.5-1.3|autoconf|automake aclocal||1816|Tool for generating GNU Standards-compliant Makefiles
bash-completion|shells|1:2.11-8|1:2.16.0-7|1:2.11-6||||1499|programmable completion for the bash shell
bc|math|1.07.1-3ubuntu4|1.07.1-4|1.07.1-3+b1|libc6|bc||237|GNU bc arbitrary precision calculator language
bind9-dnsutils|net|1:9.18.39-0ubuntu0.24.04.2|1:9.20.15-1~deb13u1|1:9.18.41-1~deb12u1|libc6|dig nslookup nsupdate||706|Clients provided with BIND 9
btop|utils|1.3.0-1|1.3.2-0.1|1.2.13-1|libc6|btop||1302|Modern and colorful command line resource monitor
build-essential|devel|12.10ubuntu1|12.12|12.9|gcc g++ make dpkg-dev|||20|Informational list of build-essential packages
bzip2|utils|1.0.8-5.1build0.1|1.0.8-6|1.0.8-5+b1|libc6|bzip2 bunzip2 bzcat||112|high-quality block-sorting file compressor - utilities
cloud-init|admin|25.1.4-0ubuntu0~24.04.1|25.1.4-1+deb13u1|22.4.2-1+deb12u3|python3|cloud-init cloud-id|cloud-init.service|2800|initialization system for infrastructure cloud instances
chrony|net|4.5-1ubuntu4.2|4.6.1-3|4.3-2+deb12u1|libc6|chronyc chronyd|chrony.service|668|Versatile implementation of the Network Time Protocol
cifs-utils|otherosfs|2:7.0-2ubuntu0.2|2:7.4-1|2:7.0-2|libc6|mount.cifs cifscreds||337|Common Internet File System utilities
clinfo|utils|3.0.23.01.25-1build1|3.0.25.02.14-1|3.0.23.01.25-1|libc6|clinfo||83|Query OpenCL system information
cmake|devel|3.28.3-1build7|3.31.6-2|3.25.1-1|libc6|cmake ctest cpack||38700|cross-platform, open-source make system
console-setup|utils|1.226ubuntu1|1.240|1.221|debconf|setupcon||440|console font and keymap setup program
containerd|admin|1.7.28-0ubuntu1~24.04.1|1.7.24~ds1-6+b4|1.6.20~ds1-1+deb12u1|runc libc6|containerd ctr|containerd.service|123000|daemon to control runC
cpio|utils|2.15+dfsg-1ubuntu2|2.15+dfsg-2|2.13+dfsg-7.1|libc6|cpio||336|GNU cpio -- a program to manage archives of files
cryptsetup|admin|2:2.7.0-1ubuntu4.2|2:2.7.5-2|2:2.6.1-4~deb12u2|libc6|cryptsetup||820|disk encryption support - startup scripts
curl|web|8.5.0-2ubuntu10.6|8.14.1-2|7.88.1-10+deb12u14|libcurl4t64 libc6|curl||534|command line tool for transferring data with URL syntax
dialog|misc|1.3-20240101-1|1.3-20250116-1|1.3-20230209-1|libc6|dialog||1209|Displays user-friendly dialog boxes from shell scripts
dirmngr|utils|2.4.4-2ubuntu17.3|2.4.7-21+b3|2.2.40-1.1+deb12u1|libc6|dirmngr||842|GNU privacy guard - network certificate management service
dmidecode|utils|3.5-3ubuntu0.1|3.6-2|3.4-1|libc6|dmidecode||250|SMBIOS/DMI table decoder
dnsmasq|net|2.90-2ubuntu0.1|2.91-1|2.90-4~deb12u1|adduser|dnsmasq|dnsmasq.service|47|Small caching DNS proxy and DHCP/TFTP server
dnsutils|oldlibs|-|1:9.20.15-1~deb13u1|1:9.18.41-1~deb12u1|bind9-dnsutils|||264|Transitional package for bind9-dnsutils
docker-buildx|devel|0.20.1-0ubuntu1~24.04.2|-|-|libc6|||60000|Docker CLI plugin for extended build capabilities
docker-compose|admin|1.29.2-6ubuntu1|2.26.1-4|1.29.2-3|libc6|docker-compose||478|define and run multi-container Docker applications
docker-compose-v2|admin|2.37.1+ds1-0ubuntu2~24.04.1|-|-|libc6|||58000|tool for running multi-container applications on Docker
docker.io|admin|27.5.1-0ubuntu3~24.04.2|26.1.5+dfsg1-9+b9|20.10.24+dfsg1-1+deb12u1|containerd iptables libc6|docker dockerd|docker.service docker.socket|104000|Linux container runtime
dos2unix|text|7.5.1-1|7.5.2-1|7.4.3-1|libc6|dos2unix unix2dos||1392|convert text file line endings between CRLF and LF
dpkg-dev|utils|1.22.6ubuntu6.5|1.22.21|1.21.22|perl|dpkg-buildpackage dpkg-source||2160|Debian package development tools
ethtool|net|1:6.7-1build1|1:6.14.2-1|1:6.1-1|libc6|ethtool||813|display or change Ethernet device settings
fail2ban|net|1.0.2-3ubuntu0.1|1.1.0-8|1.0.2-2|python3|fail2ban-client fail2ban-server|fail2ban.service|2106|ban hosts that cause multiple authentication errors
file|utils|1:5.45-3build1|1:5.46-5|1:5.44-3|libc6|file||110|Recognize the type of data in a file using "magic" numbers
fonts-dejavu-core|fonts|2.37-8|2.37-8|2.37-6||||2923|Vera font family derivate with additional characters
g++|devel|4:13.2.0-7ubuntu1|4:14.2.0-1|4:12.2.0-3|gcc|g++||15|GNU C++ compiler
gawk|interpreters|1:5.2.1-2build3|1:5.2.1-2+b1|1:5.2.1-2|libc6|gawk||2430|GNU awk, a pattern scanning and processing language
libc6-dev|libdevel|2.39-0ubuntu8.6|2.41-12|2.36-9+deb12u13|libc6|||13000|GNU C Library: Development Libraries and Header Files
gcc|devel|4:13.2.0-7ubuntu1|4:14.2.0-1|4:12.2.0-3|libc6|gcc cc||49|GNU C compiler
gdisk|admin|1.0.10-1build1|1.0.10-2|1.0.9-2.1|libc6|gdisk sgdisk||918|GPT fdisk text-mode partitioning tool
git|vcs|1:2.43.0-1ubuntu7.3|1:2.47.3-0+deb13u1|1:2.39.5-0+deb12u2|git-man libcurl3t64-gnutls libc6|git||24042|fast, scalable, distributed revision control system
git-man|doc|1:2.43.0-1ubuntu7.3|1:2.47.3-0+deb13u1|1:2.39.5-0+deb12u2||||2100|manual pages for git
gnupg|utils|2.4.4-2ubuntu17.3|2.4.7-21|2.2.40-1.1+deb12u1|gpg gpg-agent dirmngr|||490|GNU privacy guard - a free PGP replacement
gnupg2|oldlibs|2.4.4-2ubuntu17.3|2.4.7-21|2.2.40-1.1+deb12u1|gnupg|||460|GNU privacy guard - dummy transitional package
gpg|utils|2.4.4-2ubuntu17.3|2.4.7-21+b3|2.2.40-1.1+deb12u1|libc6|gpg||1190|GNU Privacy Guard -- minimalist public key operations
gpg-agent|utils|2.4.4-2ubuntu17.3|2.4.7-21+b3|2.2.40-1.1+deb12u1|libc6|gpg-agent||900|GNU privacy guard - cryptographic agent
groff-base|text|1.23.0-3build2|1.23.0-9|1.22.4-10|libc6|groff nroff troff||3900|GNU troff text-formatting system (base system components)
haproxy|net|2.8.5-1ubuntu3.4|3.0.11-1|2.6.12-1+deb12u2|libc6|haproxy|haproxy.service|4300|fast and reliable load balancing reverse proxy
hdparm|admin|9.65+ds-1build1|9.65+ds-1.1|9.65+ds-1|libc6|hdparm||256|tune hard disk parameters for high performance
htop|utils|3.3.0-4build1|3.4.1-5|3.2.2-2|libc6|htop||434|interactive processes viewer
iftop|net|1.0~pre4-9build3|1.0~pre4-9+b2|1.0~pre4-9|libc6|iftop||104|displays bandwidth usage information on an network interface
inetutils-traceroute|net|2:2.5-3ubuntu4|2:2.6-3|2:2.4-2+deb12u1|libc6|traceroute||146|trace the IPv4 route to another host
iotop|admin|0.6-42-ga14256a-0.2build1|0.6-42-ga14256a-0.3|0.6-42-ga14256a-0.1+b2|python3|iotop||108|simple top-like I/O monitor
iperf3|net|3.16-1build2|3.18-2|3.12-1+deb12u2|libc6|iperf3||87|Internet Protocol bandwidth measuring tool
iptables|net|1.8.10-3ubuntu2|1.8.11-2|1.8.9-2|libc6|iptables ip6tables iptables-save iptables-restore||2472|administration tools for packet filtering and NAT
jq|utils|1.7.1-3ubuntu0.24.04.1|1.7.1-6+deb13u1|1.6-2.1+deb12u1|libjq1 libc6|jq||107|lightweight and flexible command-line JSON processor
keyboard-configuration|utils|1.226ubuntu1|1.240|1.221|debconf|||3000|system-wide keyboard preferences
libcurl3t64-gnutls|libs|8.5.0-2ubuntu10.6|8.14.1-2|-|libc6|||820|easy-to-use client-side URL transfer library (GnuTLS flavour)
libcurl4t64|libs|8.5.0-2ubuntu10.6|8.14.1-2|-|libc6|||840|easy-to-use client-side URL transfer library (OpenSSL flavour)
libjq1|libs|1.7.1-3ubuntu0.24.04.1|1.7.1-6+deb13u1|1.6-2.1+deb12u1|libc6|||420|lightweight and flexible command-line JSON processor - shared library
libpq-dev|libdevel|16.10-0ubuntu0.24.04.1|17.6-0+deb13u1|15.14-0+deb12u1|libc6|pg_config||800|header files for libpq5
libpython3-stdlib|python|3.12.3-0ubuntu2|3.13.5-1|3.11.2-1+b1||||69|interactive high-level object-oriented language
libssl-dev|libdevel|3.0.13-0ubuntu3.6|3.5.1-1|3.0.17-1~deb12u2|libc6|||14000|Secure Sockets Layer toolkit - development files
lm-sensors|utils|1:3.6.0-9build1|1:3.6.2-2|1:3.6.0-7.1|libc6|sensors sensors-detect|lm-sensors.service|395|utilities to read temperature/voltage/fan sensors
locales|localization|2.39-0ubuntu8.6|2.41-12|2.36-9+deb12u13|libc-bin debconf|locale-gen update-locale validlocale||16000|GNU C Library: National Language (locale) data
lsof|utils|4.95.0-1build3|4.99.4+dfsg-2|4.95.0-1|libc6|lsof||456|utility to list open files
ltrace|utils|0.7.3-6.4ubuntu3|0.7.91+git20230705.8eabf68-2|0.7.3-6.4|libc6|ltrace||290|Tracks runtime library calls in dynamically linked programs
lvm2|admin|2.03.16-3ubuntu3.2|2.03.31-2|2.03.16-2|libc6|lvm lvs pvs vgs||3000|Linux Logical Volume Manager
m4|interpreters|1.4.19-4build1|1.4.19-8|1.4.19-3|libc6|m4||700|macro processing language
make|devel|4.3-4.1build2|4.4.1-2|4.3-4.1|libc6|make||420|utility for directing compilation
man-db|doc|2.12.0-4build2|2.13.1-1|2.11.2-2|groff-base libc6|man mandb apropos whatis|man-db.timer|3000|tools for reading manual pages
mariadb-server|database|1:10.11.14-0ubuntu0.24.04.1|1:11.8.3-0+deb13u1|1:10.11.14-0+deb12u2|libc6|mariadbd mariadb-admin|mariadb.service|58000|MariaDB database core server files
mc|utils|3:4.8.30-1ubuntu0.1|3:4.8.33-1|3:4.8.29-2|libc6|mc mcedit||1670|Midnight Commander - a powerful file manager
mtr-tiny|net|0.95-1.1ubuntu0.1|0.95-1.1+b3|0.95-1|libc6|mtr||165|Full screen ncurses traceroute tool
ncdu|admin|1.19-0.1|1.22-1|1.18-0.2|libc6|ncdu||114|ncurses disk usage viewer
ncurses-term|misc|6.4+20240113-1ubuntu2|6.5+20250216-2|6.4-4||||4200|additional terminal type definitions
neovim|editors|0.9.5-6ubuntu2|0.10.4-8|0.7.2-7|libc6|nvim||7000|heavily refactored vim fork
net-tools|net|2.10-0.1ubuntu4.4|2.10-1.3|2.10-0.1+deb12u2|libc6|ifconfig netstat route arp||800|NET-3 networking toolkit
netcat-openbsd|net|1.226-1ubuntu2|1.229-1|1.219-1|libc6|nc netcat||111|TCP/IP swiss army knife
nfs-common|net|1:2.6.4-3ubuntu5.1|1:2.8.3-1|1:2.6.2-4+deb12u1|libc6|mount.nfs showmount nfsstat||1100|NFS support files common to client and server
nfs-kernel-server|net|1:2.6.4-3ubuntu5.1|1:2.8.3-1|1:2.6.2-4+deb12u1|nfs-common|exportfs rpc.nfsd|nfs-server.service|550|support for NFS kernel server
nftables|net|1.0.9-1build1|1.1.3-1|1.0.6-2+deb12u2|libc6|nft|nftables.service|184|Program to control packet filtering rules by Netfilter project
nginx|httpd|1.24.0-2ubuntu7.5|1.26.3-3+deb13u1|1.22.1-9+deb12u3|libc6|nginx|nginx.service|1200|small, powerful, scalable web/proxy server
nmap|net|7.94+git20230807.3be01efb1+dfsg-3build2|7.95+dfsg-3|7.93+dfsg1-1|libc6|nmap||4400|The Network Mapper
nodejs|javascript|18.19.1+dfsg-6ubuntu5|20.19.2+dfsg-1|18.20.4+dfsg-1~deb12u1|libc6|node nodejs||2500|evented I/O for V8 javascript - runtime executable
npm|javascript|9.2.0~ds1-2|9.2.0~ds1-3|9.2.0~ds1-1|nodejs|npm npx||3000|package manager for Node.js
nvtop|utils|3.0.2-1|3.2.0-1|3.0.1-1|libc6|nvtop||190|Interactive NVIDIA GPU process monitor
p7zip-full|utils|16.02+transitional.1|16.02+transitional.1|16.02+dfsg-8|libc6|7z 7za||4800|7z and 7za file archivers with high compression ratio
parted|admin|3.6-4build1|3.6-5|3.5-3|libc6|parted partprobe||190|disk partition manipulator
patch|utils|2.7.6-7build3|2.8-2|2.7.6-7|libc6|patch||230|Apply a diff file to an original
pciutils|admin|1:3.10.0-2build1|1:3.13.0-2|1:3.9.0-4|libc6|lspci setpci||200|PCI utilities
perl|perl|5.38.2-3.2ubuntu0.2|5.40.1-6|5.36.0-7+deb12u3|perl-base|perldoc||700|Larry Wall's Practical Extraction and Report Language
pipx|python|1.4.3-1|1.7.1-1|1.1.0-1|python3|pipx||500|execute binaries from Python packages in isolated environments
pkg-config|oldlibs|1.8.1-2build1|1.8.1-4|1.8.1-1|libc6|pkg-config||40|manage compile and link flags for libraries
postgresql|database|16+257build1.1|17+278|15+248|libc6|psql|postgresql.service|70|object-relational SQL database (supported version)
prometheus|net|2.45.3+ds-2ubuntu0.3|2.53.3+ds1-2|2.42.0+ds-5+deb12u1|libc6|prometheus promtool|prometheus.service|94000|monitoring system and time series database
prometheus-node-exporter|net|1.7.0-1ubuntu0.3|1.9.0-1+b4|1.5.0-1+b6|libc6|prometheus-node-exporter|prometheus-node-exporter.service|12000|Prometheus exporter for machine metrics
psmisc|admin|23.7-1build1|23.7-2|23.6-1|libc6|killall fuser pstree||820|utilities that use the proc file system
pv|utils|1.8.5-2build1|1.9.31-1|1.6.20-1|libc6|pv||220|Shell pipeline element to meter data passing through
python-is-python3|python|3.11.4-1|3.13.3-1|3.11.2-1+deb12u1|python3|python||14|symlinks /usr/bin/python to python3
python3|python|3.12.3-0ubuntu2|3.13.5-1|3.11.2-1+b1|libpython3-stdlib|python3||90|interactive high-level object-oriented language (default python3 version)
python3-dev|python|3.12.3-0ubuntu2|3.13.5-1|3.11.2-1+b1|python3|||27|header files and a static library for Python (default)
python3-pip|python|24.0+dfsg-1ubuntu1.3|25.1.1+dfsg-1|23.0.1+dfsg-1|python3|pip pip3||9000|Python package installer
python3-setuptools|python|68.1.2-2ubuntu1.2|78.1.1-0.1|66.1.1-1+deb12u2|python3|||2000|Python3 Distutils Enhancements
python3-venv|python|3.12.3-0ubuntu2|3.13.5-1|3.11.2-1+b1|python3|||6|venv module for python3 (default python3 version)
python3-yaml|python|6.0.1-2build2|6.0.2-1+b2|6.0-3+b2|python3|||530|YAML parser and emitter for Python3
redis-server|database|5:7.0.15-1ubuntu0.24.04.2|5:8.0.2-3+deb13u1|5:7.0.15-1~deb12u6|libc6|redis-server|redis-server.service|220|Persistent key-value database with network interface
ripgrep|utils|14.1.0-1|14.1.1-1+b4|13.0.0-4+b2|libc6|rg||4900|Recursively searches directories for a regex pattern
qemu-guest-agent|otherosfs|1:8.2.2+ds-0ubuntu1.10|1:10.0.3+ds-0+deb13u1|1:7.2+dfsg-7+deb12u16|libc6|/usr/sbin/qemu-ga|qemu-guest-agent.service|1093|Guest-side qemu-system agent
rsync|net|3.2.7-1ubuntu1.2|3.4.1+ds1-5|3.2.7-1+deb12u2|libc6|rsync||760|fast, versatile, remote (and local) file-copying tool
runc|admin|1.3.3-0ubuntu1~24.04.2|1.1.15+ds1-2+b4|1.1.5+ds1-1+deb12u1|libc6|runc||12000|Open Container Project - runtime
s-tui|utils|1.1.4-1|1.1.6-1|1.1.4-1|python3|s-tui||180|terminal UI for monitoring your computer
samba|net|2:4.19.5+dfsg-4ubuntu9.4|2:4.22.4+dfsg-1~deb13u1|2:4.17.12+dfsg-0+deb12u2|samba-common-bin libc6|smbd nmbd smbcontrol smbstatus pdbedit|smbd.service nmbd.service|17000|SMB/CIFS file, print, and login server for Unix
samba-common|net|2:4.19.5+dfsg-4ubuntu9.4|2:4.22.4+dfsg-1~deb13u1|2:4.17.12+dfsg-0+deb12u2||||300|common files used by both the Samba server and client
samba-common-bin|net|2:4.19.5+dfsg-4ubuntu9.4|2:4.22.4+dfsg-1~deb13u1|2:4.17.12+dfsg-0+deb12u2|samba-common libc6|testparm smbpasswd net||1200|Samba common files used by both the server and the client
screen|misc|4.9.1-1build1|4.9.1-3|4.9.0-4|libc6|screen||1000|terminal multiplexer with VT100/ANSI terminal emulation
shellcheck|devel|0.9.0-1|0.10.0-1|0.9.0-1|libc6|shellcheck||18000|lint tool for shell scripts
smartmontools|utils|7.4-2build1|7.4-3|7.3-1+b1|libc6|smartctl|smartmontools.service|2200|control and monitor storage systems using S.M.A.R.T.
smbclient|net|2:4.19.5+dfsg-4ubuntu9.4|2:4.22.4+dfsg-1~deb13u1|2:4.17.12+dfsg-0+deb12u2|libc6|smbclient||2100|command-line SMB/CIFS clients for Unix
socat|net|1.8.0.0-4build3|1.8.0.3-1|1.7.4.4-2|libc6|socat||1700|multipurpose relay for bidirectional data transfer
software-properties-common|admin|0.99.49.3|-|0.99.30-4.1~deb12u1|python3|add-apt-repository||220|manage the repositories that you install software from (common)
sqlite3|database|3.45.1-1ubuntu2.5|3.46.1-7|3.40.1-2+deb12u2|libc6|sqlite3||580|Command line interface for SQLite 3
strace|utils|6.8-0ubuntu2|6.13+ds-1|6.1-0.1|libc6|strace||2400|System call tracer
stress-ng|devel|0.17.06-1build1|0.18.06-1|0.15.06-2|libc6|stress-ng||5900|tool to load and stress a computer
sudo|admin|1.9.15p5-3ubuntu5.24.04.1|1.9.16p2-3|1.9.13p3-1+deb12u2|libc6|sudo visudo||6000|Provide limited super user privileges to specific users
sysstat|admin|12.6.1-2|12.7.5-2+b2|12.6.1-1|libc6|sar iostat mpstat pidstat|sysstat.service|1900|system performance tools for Linux
tcpdump|net|4.99.4-3ubuntu4|4.99.5-2|4.99.3-1|libc6|tcpdump||1300|command-line network traffic analyzer
telnet|net|0.17+2.5-3ubuntu4|0.17+2.6-3|0.17+2.4-2+deb12u1|libc6|telnet||37|transitional dummy package for inetutils-telnet
tmux|admin|3.4-1ubuntu0.1|3.5a-3|3.3a-3|libc6|tmux||1100|terminal multiplexer
tree|utils|2.1.1-2ubuntu3.24.04.2|2.2.1-1|2.1.0-1|libc6|tree||120|displays an indented directory tree, in color
ufw|admin|0.36.2-6|0.36.2-9|0.36.2-1|iptables python3|ufw|ufw.service|880|program for managing a Netfilter firewall
unattended-upgrades|admin|2.9.1+nmu4ubuntu1|2.12|2.9.1+nmu3|python3|unattended-upgrade|unattended-upgrades.service|330|automatic installation of security upgrades
unzip|utils|6.0-28ubuntu4.1|6.0-29|6.0-28|libc6|unzip||390|De-archiver for .zip files
usbutils|utils|1:017-3build1|1:018-2|1:014-1|libc6|lsusb||320|Linux USB utilities
vim|editors|2:9.1.0016-1ubuntu7.9|2:9.1.1230-2|2:9.0.1378-2+deb12u2|vim-common libc6|vim vi||4200|Vi IMproved - enhanced vi editor
vim-common|editors|2:9.1.0016-1ubuntu7.9|2:9.1.1230-2|2:9.0.1378-2+deb12u2|libc6|helpztags||1550|Vi IMproved - Common files
vim-tiny|editors|2:9.1.0016-1ubuntu7.9|2:9.1.1230-2|2:9.0.1378-2+deb12u2|vim-common libc6|vim.tiny||1700|Vi IMproved - enhanced vi editor - compact version
vulkan-tools|utils|1.3.275.0+dfsg1-1|1.4.309.0+dfsg1-1|1.3.239.0+dfsg1-1|libc6|vulkaninfo vkcube||1800|Miscellaneous Vulkan utilities
wget|web|1.21.4-1ubuntu4.1|1.25.0-2|1.21.3-1+deb12u1|libc6|wget||990|retrieves files from the web
whois|net|5.5.22|5.6.3|5.5.17|libc6|whois mkpasswd||400|intelligent WHOIS client
wireguard-tools|net|1.0.20210914-1ubuntu4|1.0.20210914-3|1.0.20210914-1+b1|libc6|wg wg-quick||310|fast, modern, secure kernel VPN tunnel (userland utilities)
xz-utils|utils|5.6.1+really5.4.5-1ubuntu0.2|5.8.1-1|5.4.1-1|libc6|xz unxz xzcat||440|XZ-format compression utilities
zip|utils|3.0-13ubuntu0.2|3.0-15|3.0-13|libc6|zip||530|Archiver for .zip files
zsh|shells|5.9-6ubuntu2|5.9-8+b14|5.9-4+b6|libc6|zsh||2500|shell with lots of features
zstd|utils|1.5.5+dfsg2-2build1.1|1.5.7+dfsg-1|1.5.4+dfsg2-5|libc6|zstd unzstd zstdcat||1700|fast lossless compression algorithm -- CLI tool
dkms|kernel|3.0.11-1ubuntu13|3.2.0-1|3.0.10-8+deb12u1|build-essential kmod|dkms||262|Dynamic Kernel Module System (DKMS)
nvidia-driver|non-free/libs|-|550.163.01-2|535.247.01-1~deb12u1|nvidia-kernel-dkms|||500|NVIDIA metapackage
nvidia-kernel-dkms|non-free/kernel|-|550.163.01-2|535.247.01-1~deb12u1|dkms|||30000|NVIDIA binary kernel module DKMS source
proxmox-default-headers|kernel|-|2.0.0|1.1.0|proxmox-headers-6.17|||1|Default Proxmox Kernel Headers
proxmox-headers-6.17|kernel|-|6.17.4-1|-|proxmox-headers-6.17.4-1-pve|||1|Latest Proxmox Kernel Headers
proxmox-headers-6.17.2-1-pve|kernel|-|6.17.2-1|-||||101000|Proxmox Kernel Headers
proxmox-headers-6.17.4-1-pve|kernel|-|6.17.4-1|-||||101000|Proxmox Kernel Headers
proxmox-kernel-6.17.4-1-pve-signed|kernel|-|6.17.4-1|-||||640000|Proxmox Kernel Image (signed)
`);
