"""The keys of apt.conf that change a simulated answer, each with a command that shows it.

`docs/configuration.md` explains the same keys. A case runs its command without and with its setting.
"""

from __future__ import annotations

from dataclasses import dataclass

from .cases import Case, parse_case

KEYS_UNIVERSE = "configuration"
"""The universe of `tiny_named.py` that has something for most keys."""


@dataclass(frozen=True, slots=True)
class Key:
    """A setting, and the command that it changes the answer of."""

    setting: str
    command: str
    universe: str = KEYS_UNIVERSE
    stands_first: bool = False

    @property
    def name(self) -> str:
        """The key: the setting without its value."""
        return self.setting.partition("=")[0].removesuffix("::")

    def cases(self) -> tuple[Case, Case]:
        """The command without the setting, and with it."""
        words = f"-o {self.setting} {self.command}" if self.stands_first else f"{self.command} -o {self.setting}"
        return parse_case(f"tiny-{self.universe}: {self.command}"), parse_case(f"tiny-{self.universe}: {words}")


_NAME = "APT::Machine-ID=0123456789abcdef0123456789abcdef"
KEYS = (
    Key("APT::Architectures=amd64", "install foreign:i386"),
    Key("APT::Architecture=i386", "install tool"),
    Key("APT::Default-Release=testing", "install app"),
    Key("APT::Install-Recommends=false", "install app"),
    Key("APT::Install-Suggests=true", "install app"),
    Key("APT::Install-Recommends-Sections::=sound", "install --no-install-recommends app"),
    Key("APT::AutoRemove::RecommendsImportant=false", "autoremove"),
    Key("APT::AutoRemove::SuggestsImportant=false", "autoremove"),
    Key("APT::NeverAutoRemove::=^libun", "autoremove"),
    Key("APT::Protect-Kernels=false", "autoremove -o APT::VersionedKernelPackages::=linux-.*"),
    Key("APT::VersionedKernelPackages::=linux-.*", "autoremove"),
    Key("APT::Never-MarkAuto-Sections::=metapackages", "dist-upgrade --auto-remove"),
    Key("APT::Move-Autobit-Sections::=oldlibs", "dist-upgrade"),
    Key("APT::Ignore-Hold=true", "dist-upgrade"),
    Key("APT::Machine-ID=0123456789abcdef0123456789abcdef", "upgrade"),
    Key("APT::Color=true", "install -Z", stands_first=True),
    Key("APT::Cmd::Pattern-Only=true", "install too.?"),
    Key("APT::Immediate-Configure=false", "dist-upgrade"),
    Key("APT::Immediate-Configure-All=true", "install x y", "configuration-loop"),
    Key("APT::Force-LoopBreak=true", "install loop base", "configuration-loop"),
    Key("APT::Get::Allow-Solver-Remove-Essential=true", "install enemy"),
    Key("APT::Get::allow-change-held-packages=true", "install held -y"),
    Key("APT::Get::allow-downgrades=true", "install -y down=1"),
    Key("APT::Get::allow-remove-essential=true", "remove base --assume-no"),
    Key("APT::Get::AllowUnauthenticated=true", "install unsigned --assume-no"),
    Key("APT::Get::Always-Include-Phased-Updates=true", f"upgrade -o {_NAME}"),
    Key("APT::Get::Never-Include-Phased-Updates=true", "upgrade"),
    Key("APT::Get::Phase-Policy=true", f"install phased -o {_NAME}"),
    Key("APT::Get::Assume-No=false", "remove lib --assume-no"),
    Key("APT::Get::Assume-Yes=true", "remove base"),
    Key("APT::Get::AutomaticRemove=true", "install"),
    Key("APT::Get::AutomaticRemove::Kernels=true", "dist-upgrade -o APT::VersionedKernelPackages::=linux-.*"),
    Key("APT::Get::AutoSolving=false", "install app"),
    Key("APT::Get::CallResolver=false", "install app"),
    Key("APT::Get::Download=false", "install app"),
    Key("APT::Get::Download-Only=true", "remove base --assume-no"),
    Key("APT::Get::Fix-Broken=true", "install", "configuration-broken"),
    Key("APT::Get::Fix-Missing=true", "install app --no-download"),
    Key("APT::Get::Fix-Policy-Broken=true", "install"),
    Key("APT::Get::Force-Yes=true", "install held -y"),
    Key("APT::Get::HideAutoRemove=true", "install"),
    Key("APT::Get::Only-Upgrade=true", "install app lib"),
    Key("APT::Get::Purge=true", "remove lib"),
    Key("APT::Get::ReInstall=true", "install hinting"),
    Key("APT::Get::Remove=false", "remove lib"),
    Key("APT::Get::Show-Upgraded=false", "upgrade"),
    Key("APT::Get::Show-Versions=true", "upgrade"),
    Key("APT::Get::Trivial-Only=true", "remove base --assume-no"),
    Key("APT::Get::upgrade=false", "install lib"),
    Key("APT::Get::Upgrade-Allow-New=true", "upgrade"),
    Key("APT::Get::Upgrade-By-Source-Package=false", "install lib"),
    Key("APT::Build-Essential::=extra", "build-dep a", "build-dep"),
    Key("APT::Build-Profiles=nocheck", "build-dep libs=5", "build-dep"),
    Key("APT::Get::Arch-Only=true", "build-dep other", "build-dep"),
    Key("APT::Get::Host-Architecture=i386", "build-dep libs", "build-dep"),
    Key("APT::Get::Indep-Only=true", "build-dep other", "build-dep"),
    Key("APT::Get::Only-Source=true", "build-dep a", "build-dep"),
    Key("pkgCacheGen::Essential=none", "dist-upgrade"),
    Key("pkgCacheGen::ForceEssential=tool", "dist-upgrade"),
    Key("pkgCacheGen::ForceImportant=lib", "remove lib"),
    Key("pkgProblemResolver::FixByInstall=false", "remove o r-cran=1 u/stable-updates-code r-cran dd-", "3-5"),
    Key("pkgProblemResolver::MaxCounter=0", "dist-upgrade h-data", "3-0"),
    Key("quiet=2", "install app"),
)
"""Every key that is known to change an answer."""
