"""The well-known packages that the bundled slice is made around, on top of all that a Debian installer would put in."""

from __future__ import annotations

from tests.conformance.package_sets import DESKTOP, POPULAR, SERVER


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Beside the conformance suite's popular packages: what people ask for in containers, on servers and on desktops.
MORE = _words("""
    apt-utils aria2 atop bat bc bind9-dnsutils borgbackup btop ccache clang-format clang-tidy clangd composer consul
    cpufrequtils cscope cvs dbus dirmngr dlocate dmidecode dnsutils dos2unix dosfstools e2fsprogs ethtool exfatprogs
    exuberant-ctags fd-find fontconfig fzf gawk gddrescue genisoimage gettext-base gh ghostscript git-lfs git-svn
    glances golang-go gparted graphviz haproxy hdparm hplip httpie hugo iftop imagemagick inetutils-ping inotify-tools
    iotop iperf3 iputils-ping jq kitty kmod ldap-utils less libc-bin libffi-dev libfreetype-dev libpcre3-dev
    libreadline-dev libsystemd-dev libxslt1-dev libyaml-dev lm-sensors lsb-release lsof ltrace lvm2 lzop mdadm mercurial
    moreutils mosh msmtp mosquitto ncdu ncurses-dev nload ntfs-3g ntpdate nvme-cli optipng p7zip parallel parted patch
    pciutils php-cli php-curl php-gd php-mbstring php-xml pipx pkgconf poppler-utils procps psmisc pv pwgen
    python-is-python3 python3-requests python3-setuptools python3-wheel python3-yaml qemu-user-static rclone restic
    ripgrep ruby-dev runit s3cmd shellcheck slapd smartmontools smbclient socat spamassassin squid ssh sshpass stow
    stunnel4 subversion supervisor swig tcl telnet tesseract-ocr time tini tk tofrodos tree tshark unrar-free usbutils
    uuid-runtime varnish vim-gtk3 vim-nox vim-tiny wget2 whois wireless-tools wpasupplicant x11-apps xauth xclip
    xdg-utils xfsprogs xsel xterm xvfb yamllint yq zabbix-agent zfsutils-linux zip zsync
""")

SEEDS = tuple(dict.fromkeys((*POPULAR, *SERVER, *DESKTOP, *MORE)))
