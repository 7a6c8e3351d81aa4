using System.Text;
using LinuxPatchApi.Host;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Host;

/// <summary>Uses a root directory of its own.</summary>
public sealed class HostFactsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly HostPaths _paths;

    public HostFactsTests() => _paths = new HostPaths(_root.Path);

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Facts_are_what_the_files_say()
    {
        Write("etc/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n");
        Write("usr/lib/os-release", "ID=other\n");
        Write("proc/sys/kernel/random/boot_id", "0f\n");
        Write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Write("proc/sys/kernel/hostname", "box\n");
        Write("proc/uptime", "12345.67 999.0\n");
        Write("run/systemd/container", "lxc\n");
        Directory.CreateDirectory(_root.File("run/systemd/system"));
        Directory.CreateDirectory(_root.File("lib/modules/6.1.0-18-amd64/kernel"));
        var facts = new HostFacts(_paths);
        Assert.Equal(new OsRelease("debian", "Debian GNU/Linux", "12", "bookworm"), facts.OsRelease);
        Assert.Equal(
            ("0f-unknown", "6.1.0-18-amd64", "box", 12345L, "lxc", "systemd"),
            (facts.BootId, facts.Kernel, facts.Hostname, facts.UptimeSeconds, facts.Container, facts.InitSystem));
        Assert.Equal(["6.1.0-18-amd64"], facts.InstalledKernels());
    }

    [Theory]
    [InlineData("1 (systemd) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 382212 99 9 18446744073709551615", "0f-382212")]
    [InlineData("1 (odd) name) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 17 99 9", "0f-17")]
    [InlineData("1 (cut", "0f-unknown")]
    public void Boots_of_a_container_differ_although_the_boot_id_is_that_of_its_host(string stat, string bootId)
    {
        Write("proc/sys/kernel/random/boot_id", "0f\n");
        Write("proc/1/stat", stat);
        Assert.Equal("0f", new HostFacts(_paths).BootId);
        Write("run/systemd/container", "systemd-nspawn\n");
        Assert.Equal(bootId, new HostFacts(_paths).BootId);
    }

    /// <summary>Under the packaged unit the directory of modules exists but is not readable.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("empty")]
    [InlineData("hidden")]
    public void Case10_A_newer_kernel_is_seen_though_the_sandbox_hides_the_modules(string? modules)
    {
        Write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Write("boot/vmlinuz-6.1.0-18-amd64", "");
        Write("boot/vmlinuz-6.1.0-22-amd64", "");
        Write("boot/initrd.img-6.1.0-30-amd64", "");
        if (modules is not null)
        {
            Directory.CreateDirectory(_root.File("lib/modules"), modules == "hidden" ? UnixFileMode.None
                : UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var facts = new HostFacts(_paths);
        Assert.Equal(["6.1.0-18-amd64", "6.1.0-22-amd64"], facts.InstalledKernels().Order());
        Assert.Equal(
            "kernel 6.1.0-22-amd64 is installed, 6.1.0-18-amd64 is running",
            Assert.Single(RebootNeed.Reasons(facts.RebootMarker(), [], facts.Container, facts.Kernel, facts.InstalledKernels())));
    }

    [Theory]
    [InlineData("updates/dkms", false)]
    [InlineData("extra", false)]
    [InlineData("kernel/drivers", true)]
    public void Case10_Only_directories_with_a_kernel_count(string content, bool counts)
    {
        Directory.CreateDirectory(_root.File($"lib/modules/6.1.0-22-amd64/{content}"));
        Write("lib/modules/6.1.0-22-amd64/modules.dep", "");
        Assert.Equal(counts ? ["6.1.0-22-amd64"] : [], new HostFacts(_paths).InstalledKernels());
    }

    [Fact]
    public void Case10_An_image_among_its_modules_is_a_kernel()
    {
        Write("lib/modules/6.12.0-1.el10.x86_64/vmlinuz", "");
        Assert.Equal(["6.12.0-1.el10.x86_64"], new HostFacts(_paths).InstalledKernels());
    }

    /// <summary>Arch and Alpine; systemd-boot; a unified image with and without its own release; kernel-install.</summary>
    [Theory]
    [InlineData("boot/vmlinuz-linux", "setup")]
    [InlineData("boot/EFI/Linux/arch-linux.efi", "linux")]
    [InlineData("boot/EFI/Linux/arch-linux.efi", "uname")]
    [InlineData("boot/0123456789abcdef0123456789abcdef/6.13.1-arch1-1/linux", "")]
    [InlineData("boot/0123456789abcdef0123456789abcdef/arch/linux", "setup")]
    public void Case10_An_image_whose_name_has_no_release_says_it_itself(string path, string kind)
    {
        Write("proc/sys/kernel/osrelease", "6.12.4-arch1-1\n");
        Image(path, kind, "6.13.1-arch1-1 (linux@archlinux) #1 SMP");
        var facts = new HostFacts(_paths);
        Assert.Equal("6.13.1-arch1-1", Assert.Single(facts.InstalledKernels()));
        Assert.Empty(facts.UnknownKernels());
        Assert.Single(RebootNeed.Reasons(null, [], null, facts.Kernel, facts.InstalledKernels()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ")]
    [InlineData("cut")]
    [InlineData("words")]
    public void Case10_An_image_that_does_not_say_it_is_unknown(string content)
    {
        Image("boot/vmlinuz-linux", content is "cut" or "words" ? "setup" : "", content == "words" ? "no release" : "");
        if (content != "words")
        {
            Write("boot/vmlinuz-linux", content == "cut" ? File.ReadAllText(_root.File("boot/vmlinuz-linux"))[..0x20f] : content);
        }

        var facts = new HostFacts(_paths);
        Assert.Empty(facts.InstalledKernels());
        Assert.Equal(_root.File("boot/vmlinuz-linux"), Assert.Single(facts.UnknownKernels()));
    }

    /// <param name="kind">Whose header says the release; empty for an image that says nothing.</param>
    private void Image(string path, string kind, string release)
    {
        var image = new byte[kind.Length == 0 ? 0 : 0x2000];
        if (kind == "uname" || kind == "linux")
        {
            // A PE file with one section, whose data is at 0x1000.
            "MZ"u8.CopyTo(image);
            image[0x3c] = 0x80;
            "PE\0\0"u8.CopyTo(image.AsSpan(0x80));
            (image[0x86], image[0x94]) = (1, 0xf0);
            Encoding.ASCII.GetBytes("." + kind, image.AsSpan(0x80 + 24 + 0xf0));
            image[0x80 + 24 + 0xf0 + 21] = 0x10;
        }

        var at = kind == "setup" ? 0 : 0x1000;
        if (kind == "setup" || kind == "linux")
        {
            "HdrS"u8.CopyTo(image.AsSpan(at + 0x202));
            image[at + 0x20f] = 0x04;
            at += 0x200 + 0x400;
        }

        Encoding.ASCII.GetBytes(kind.Length == 0 ? "" : release, image.AsSpan(kind.Length == 0 ? 0 : at));
        Write(path, "");
        File.WriteAllBytes(_root.File(path), image);
    }

    [Fact]
    public void Host_that_says_nothing_is_unknown_and_not_guessed()
    {
        var facts = new HostFacts(_paths);
        Assert.Equal(OsRelease.Unknown, facts.OsRelease);
        Assert.Equal(
            ("unknown", "unknown", "unknown", 0L, null, "unknown"),
            (facts.BootId, facts.Kernel, facts.Hostname, facts.UptimeSeconds, facts.Container, facts.InitSystem));
        Assert.Empty(facts.InstalledKernels());
        Assert.Null(facts.RebootMarker());
    }

    [Fact]
    public void Second_place_of_os_release_is_read_when_the_first_is_missing()
    {
        Write("usr/lib/os-release", "ID=alpine\nNAME='Alpine Linux'\n");
        Assert.Equal(new OsRelease("alpine", "Alpine Linux", null, null), new HostFacts(_paths).OsRelease);
    }

    [Theory]
    [InlineData("systemd", "run/systemd/container", "lxc\n", "lxc")]
    [InlineData("systemd", ".dockerenv", "", "docker")]
    [InlineData("systemd", "proc/1/environ", "container=lxc\0", null)]
    [InlineData("openrc", "run/linux_patch_api/container", "lxc\n", "lxc")]
    [InlineData("openrc", "run/linux_patch_api/container", "", null)]
    [InlineData("openrc", "run/host/container-manager", "systemd-nspawn", "systemd-nspawn")]
    [InlineData("openrc", "proc/1/environ", "TERM=linux\0container=lxc\0container_ttys=\0", "lxc")]
    [InlineData("openrc", "proc/1/environ", "TERM=linux\0mycontainer=lxc\0container=\0", null)]
    [InlineData("openrc", "run/.containerenv", "engine=\"podman-4.3.1\"\n", "podman")]
    [InlineData("openrc", ".dockerenv", "", "docker")]
    [InlineData("openrc", "dev/lxd/sock", "", "lxc")]
    [InlineData("openrc", "dev/incus/sock", "", "lxc")]
    [InlineData("openrc", "proc/vz/veinfo", "", "openvz")]
    [InlineData("openrc", "proc/cpuinfo", "", null)]
    public void A_container_is_known_by_what_its_manager_left(string init, string path, string text, string? kind)
    {
        Directory.CreateDirectory(_root.File(init == "openrc" ? "run/openrc" : "run/systemd/system"));
        Write(path, text);
        Assert.Equal((init, kind), (new HostFacts(_paths).InitSystem, new HostFacts(_paths).Container));
    }

    /// <summary>/proc/bc is there on the host of OpenVZ's containers only.</summary>
    [Fact]
    public void The_host_of_openvz_is_no_container()
    {
        Write("proc/vz/veinfo", "");
        Write("proc/bc/resources", "");
        Assert.Null(new HostFacts(_paths).Container);
    }

    [Fact]
    public void Reboot_marker_has_its_time_and_names_each_package_once()
    {
        Write("run/reboot-required", "*** System restart required ***\n");
        Write("run/reboot-required.pkgs", "libc6\nlinux-image-6.1\nlibc6\n\n");
        File.SetLastWriteTimeUtc(_root.File("run/reboot-required"), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        var marker = new HostFacts(_paths).RebootMarker()!;
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), marker.Since);
        Assert.Equal(["libc6", "linux-image-6.1"], marker.Packages);
    }

    /// <summary>The lines as logind of systemd 252 and 257 writes them.</summary>
    [Theory]
    [InlineData("USEC=1772366400000000\nWARN_WALL=1\nMODE=reboot\nWALL_MESSAGE=a\\nMODE\\x3dhalt\n", "reboot 2026-03-01T12:00:00")]
    [InlineData("MODE=poweroff\nUSEC=1772366400000000", "poweroff 2026-03-01T12:00:00")]
    [InlineData("USEC=1772366400000000\nMODE=dry-reboot\n", null)]
    [InlineData("USEC=18446744073709551615\nMODE=reboot\n", null)]
    [InlineData("USEC=9223372036854775807\nMODE=reboot\n", null)]
    [InlineData("USEC=0\nMODE=reboot\n", null)]
    [InlineData("MODE=reboot\n", null)]
    [InlineData("USEC=1772366400000000\nMODE=\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Shutdown_that_somebody_scheduled_is_known_without_the_bus(string? file, string? expected)
    {
        if (file is not null)
        {
            Write("run/systemd/shutdown/scheduled", file);
        }

        var found = new HostFacts(_paths).ScheduledShutdown();
        Assert.Equal(expected, found is null ? null : $"{found.Type} {found.At:yyyy-MM-dd'T'HH:mm:ss}");
    }

    [Theory]
    [InlineData("ID=arch\nNAME=Arch", "arch", "Arch")]
    [InlineData("# NAME=x\n ID = no\nID=\"a b\"\nNAME=\"say \\\"hi\\\" \\$1\"", "a b", "say \"hi\" $1")]
    [InlineData("ID='it''s'\nNAME=\"", "it''s", "\"")]
    [InlineData("=x\nID\n", "unknown", "unknown")]
    public void Os_release_is_read_with_its_quoting(string text, string id, string name) =>
        Assert.Equal((id, name), (OsRelease.Parse(text).Id, OsRelease.Parse(text).Name));

    /// <summary>A manager that looks for "12" anywhere in it would take another version for Debian 12.</summary>
    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"13\"\nVERSION=\"13 (trixie)\"\nVERSION_CODENAME=trixie\nDEBIAN_VERSION_FULL=13.12", "13")]
    [InlineData("ID=ubuntu\nVERSION_ID=\"24.04\"\nVERSION=\"24.04.12 LTS (Noble Numbat)\"\nVERSION_CODENAME=noble", "24.04")]
    [InlineData("ID=rocky\nVERSION_ID=\"9.5\"\nVERSION=\"9.5 (Blue Onyx)\"\nROCKY_SUPPORT_PRODUCT_VERSION=\"9.12\"", "9.5")]
    public void Version_is_that_of_the_release_alone(string text, string version) =>
        Assert.Equal(version, OsRelease.Parse(text).Version);

    [Fact]
    public void Hints_are_kept_once_each_and_over_a_restart_of_the_agent()
    {
        var hints = new RebootHints(_root.File("hints"));
        Assert.Empty(hints.All());
        hints.Add("a");
        hints.Add("b");
        hints.Add("a");
        Assert.Equal(["a", "b"], new RebootHints(_root.File("hints")).All());
    }

    [Fact]
    public void Hint_that_cannot_be_kept_harms_nobody()
    {
        var hints = new RebootHints(_root.File("none/hints"));
        hints.Add("a");
        Assert.Empty(hints.All());
    }

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        _root.Write(path, content);
    }
}
