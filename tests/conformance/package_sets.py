"""Names of packages that people install, and what the larger systems are made of."""

from __future__ import annotations

# What Debian's apt package ships as 01autoremove, shortened to what changes an answer.
DEBIAN_APT_CONF = {
    "etc/apt/apt.conf.d/01autoremove": """\
APT
{
  NeverAutoRemove
  {
	"^firmware-linux.*";
	"^linux-firmware$";
	"^linux-image-[a-z0-9]*$";
	"^linux-image-[a-z0-9]*-[a-z0-9]*$";
  };

  VersionedKernelPackages
  {
	# kernels
	"linux-.*";
	"kfreebsd-.*";
	"gnumach-.*";
	# (out-of-tree) modules
	".*-modules";
	".*-kernel";
  };

  Never-MarkAuto-Sections
  {
	"metapackages";
	"tasks";
  };

  Move-Autobit-Sections
  {
	"oldlibs";
  };
};
"""
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SERVER = _words("""
    openssh-server apache2 mariadb-server postgresql php php-mysql php-fpm git build-essential python3-pip
    python3-venv vim htop tmux curl rsync nfs-kernel-server samba bind9 fail2ban certbot docker.io
    unattended-upgrades sudo task-ssh-server postfix mailutils linux-image-amd64 ufw sysstat strace
    """)
DESKTOP = _words("""
    task-desktop task-gnome-desktop task-german-desktop libreoffice gimp inkscape build-essential gdb cmake git
    kde-plasma-desktop konsole kate texlive-latex-recommended vlc python3-dev openjdk-17-jdk thunderbird
    linux-image-amd64 libgtk-3-dev qtbase5-dev virt-manager synaptic cups digikam
    """)
MULTIARCH = _words("""
    wine wine64 wine32:i386 libgl1-mesa-dri:i386 libgtk-3-0:i386 libasound2-plugins:i386 libsdl2-2.0-0:i386
    xserver-xorg-core libvulkan1:i386 gcc-multilib libcurl4:i386 python3-pip openssh-server firefox-esr
    libstdc++6:i386
    """)
POPULAR = _words("""
    openssh-client openssh-server vim nano emacs git curl wget rsync tmux screen htop nginx apache2 lighttpd
    mariadb-server postgresql sqlite3 redis-server memcached rabbitmq-server docker.io podman lxc
    qemu-system-x86 libvirt-daemon-system virt-manager ansible python3 python3-pip python3-venv python3-dev
    python3-numpy python3-scipy python3-pandas python3-matplotlib python3-django python3-flask jupyter-notebook
    ipython3 nodejs npm ruby rails perl php php-fpm golang rustc cargo gcc g++ clang llvm make cmake ninja-build
    meson autoconf automake libtool pkg-config gdb valgrind strace build-essential devscripts debhelper dh-make
    default-jdk default-jre openjdk-17-jre-headless maven gradle ant eclipse gimp inkscape blender krita
    darktable vlc mpv ffmpeg audacity kdenlive obs-studio libreoffice firefox-esr chromium thunderbird evolution
    gnome kde-full kde-standard xfce4 lxde lxqt mate-desktop-environment cinnamon i3 sway gnome-shell gnome-core
    plasma-desktop gdm3 sddm lightdm xorg xserver-xorg wayland-protocols steam-devices wine samba nfs-common
    nfs-kernel-server cifs-utils sshfs exim4 postfix sendmail-bin dovecot-imapd opensmtpd bind9 dnsmasq unbound
    isc-dhcp-server openvpn wireguard strongswan iptables nftables ufw fail2ban tcpdump wireshark nmap
    netcat-openbsd netcat-traditional iproute2 net-tools dnsutils traceroute mtr-tiny cron anacron systemd-cron
    rsyslog syslog-ng logrotate systemd systemd-sysv sysvinit-core openrc network-manager systemd-resolved
    systemd-timesyncd chrony ntp ntpsec linux-image-amd64 linux-headers-amd64 linux-image-rt-amd64
    firmware-linux-free grub-pc grub-efi-amd64 efibootmgr initramfs-tools dracut busybox locales tzdata man-db
    manpages info less file bzip2 xz-utils zstd zip unzip p7zip-full sudo doas passwd adduser acl attr apparmor
    selinux-basics gnupg openssl ca-certificates certbot tor mc ranger zsh fish bash-completion texlive
    texlive-full texlive-latex-extra pandoc r-base octave gnuplot maxima sagemath coq ghc ocaml cups
    printer-driver-all sane-utils pulseaudio pipewire pipewire-pulse alsa-utils bluez blueman fonts-noto
    fonts-dejavu ttf-mscorefonts-installer libc6-dev libssl-dev libcurl4-openssl-dev libcurl4-gnutls-dev
    zlib1g-dev libpq-dev libmariadb-dev libsqlite3-dev libxml2-dev libjpeg-dev libpng-dev libgtk-3-dev
    qtbase5-dev qt6-base-dev libboost-all-dev libopencv-dev debian-goodies apt-file aptitude synaptic
    unattended-upgrades needrestart popularity-contest default-mysql-server default-mta mailutils bsd-mailx mutt
    neomutt irssi weechat hexchat pidgin minetest 0ad supertux nethack-console frozen-bubble cowsay fortune-mod
    sl figlet gettext libsdl2-dev libgl1-mesa-dev vulkan-tools libelogind0 elogind libpam-elogind
    systemd-standalone-sysusers libcurl4 libcurl3-gnutls awk mawk gawk original-awk
""")
TASKS = _words("""
    standard desktop gnome-desktop kde-desktop xfce-desktop lxde-desktop mate-desktop web-server ssh-server
    laptop print-server german german-desktop japanese french cinnamon-desktop database-server file-server
""")
PAIRS = tuple(
    tuple(pair.split("+"))
    for pair in _words("""
    exim4+postfix exim4-daemon-light+sendmail-bin postfix+opensmtpd apache2+nginx pulseaudio+pipewire-alsa
    systemd-sysv+sysvinit-core systemd-sysv+openrc libcurl4-openssl-dev+libcurl4-gnutls-dev
    netcat-openbsd+netcat-traditional mawk+gawk systemd+elogind libsystemd0+libelogind0
    mariadb-server+mysql-server initramfs-tools+dracut rsyslog+syslog-ng chrony+ntpsec systemd-timesyncd+chrony
    grub-pc+grub-efi-amd64 tlp+laptop-mode-tools ifupdown+netplan.io libjpeg62-turbo-dev+libjpeg-dev
    gcc-multilib+gcc-arm-linux-gnueabihf docker.io+runc vim-tiny+vim-nox gdm3+sddm
    libapache2-mod-php+libapache2-mod-wsgi-py3 isc-dhcp-client+dhcpcd5 default-mta+nullmailer lpr+cups-bsd
    """)
)
