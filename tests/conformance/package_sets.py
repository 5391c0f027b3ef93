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

SERVER = tuple(
    """
    openssh-server apache2 mariadb-server postgresql php php-mysql php-fpm git build-essential python3-pip python3-venv
    vim htop tmux curl rsync nfs-kernel-server samba bind9 fail2ban certbot docker.io unattended-upgrades sudo
    task-ssh-server postfix mailutils linux-image-amd64 ufw sysstat strace
    """.split()
)
DESKTOP = tuple(
    """
    task-desktop task-gnome-desktop task-german-desktop libreoffice gimp inkscape build-essential gdb cmake git
    kde-plasma-desktop konsole kate texlive-latex-recommended vlc python3-dev openjdk-17-jdk thunderbird linux-image-amd64
    libgtk-3-dev qtbase5-dev virt-manager synaptic cups digikam
    """.split()
)
MULTIARCH = tuple(
    """
    wine wine64 wine32:i386 libgl1-mesa-dri:i386 libgtk-3-0:i386 libasound2-plugins:i386 libsdl2-2.0-0:i386
    xserver-xorg-core libvulkan1:i386 gcc-multilib libcurl4:i386 python3-pip openssh-server firefox-esr libstdc++6:i386
    """.split()
)
