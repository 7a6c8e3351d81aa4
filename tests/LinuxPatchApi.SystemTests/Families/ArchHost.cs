using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>As on Arch: PackageKit 1.4.0 with libalpm.</summary>
public sealed class ArchHost : FamilyHost
{
    /// <summary>A packagekitd that lives keeps the configuration that it has read.</summary>
    private const string PutBack = "mv /root/pacman.conf /etc/pacman.conf; systemctl try-restart packagekit.service";

    public override string Distro => "arch";

    public override string Column => "alpm, 1.4.0";

    public override string PackageManager => "pacman";

    public override bool TakesVersions => false;

    public override bool TakesParts => false;

    public override string HoldOrigin => "IgnorePkg in /etc/pacman.d/hold.conf";

    public override string KeptEnding => ".pacnew";

    public override string LockFile => "/var/lib/pacman/db.lck";

    /// <summary>A file that anybody makes: the process is known by its name.</summary>
    internal override string TakeLock => $$"""
        cp /bin/sh /usr/local/bin/pacman
        systemd-run -q --collect /usr/local/bin/pacman -c '
            touch {{LockFile}}; while [ ! -e /var/lib/human.done ]; do sleep 0.2; done; rm {{LockFile}}'
        i=0; while [ ! -e {{LockFile}} ]; do i=$((i+1)); [ $i -lt 300 ]; sleep 0.1; done; rm /usr/local/bin/pacman
        """;

    internal override string LockTaker => "pacman";

    /// <summary>pacman prints it and goes on.</summary>
    public override FailingScript Failing => new("completed", null, "", "applied");

    /// <summary>libalpm looks for the signature beside the package, and calls its absence a failed download.</summary>
    public override (string Code, string Words) Unsigned => ("NETWORK_ERROR", "a package whose signature the repository lacks");

    internal override Task OfferUnsignedAsync() => OfferUnsignedAsync("sample-unsigned", isSigned: false);

    /// <param name="isSigned">By a key that nobody here knows.</param>
    internal async Task OfferUnsignedAsync(string package, bool isSigned)
    {
        await Sandbox.PublishAsync(package, "1.0-1");
        var file = Archived(package + "-1.0-1-any.pkg.tar.zst");
        if (isSigned)
        {
            await Command.RunAsync("sh", "-ec", $"""
                export GNUPGHOME=$(mktemp -d)
                gpg -q --batch --passphrase '' --quick-gen-key 'A stranger <stranger@example.invalid>' rsa3072 sign 1y
                gpg -q --batch --detach-sign --output {file}.sig {file}
                gpgconf --kill all
                rm -rf "$GNUPGHOME"
                """);
            // The index names the signature.
            await Sandbox.PublishAsync("sample-index", "1.0-1");
        }

        await SaveConfigurationAsync();
        await Sandbox.ShAsync("[ -d /etc/pacman.d/gnupg ] || pacman-key --init >/dev/null 2>&1");
        await Sandbox.ShAsync(
            "sed -i 's/^SigLevel = .*/SigLevel = Required DatabaseOptional/' /etc/pacman.conf; systemctl try-restart packagekit.service; "
            + "pacman -Sy >/dev/null");
    }

    internal override Task TrustAsync() => Sandbox.ShAsync(PutBack);

    internal override Task OfferScriptAsync(string package, string script) =>
        Sandbox.PublishAsync(package, "1.0-1", "--install", $"post_install() {{ {script}; }}");

    private protected override string Format => "arch";

    internal override string ProgramIsWhole => "! pacman -Qkkq linux-patch-api 2>&1 | grep /usr/";

    private protected override string ByHand => "pacman -U --noconfirm";

    private protected override string PackageFile => TestBed.Package("linux-patch-api-*.pkg.tar.zst");

    private protected override string Undo =>
        "rm -f /etc/pacman.d/hold.conf /etc/sample-settings.conf.pac* /var/cache/pacman/pkg/sample-*; "
        + $"[ ! -e /root/pacman.conf ] || {{ {PutBack}; }}";

    private protected override string Check => """
        [ ! -e /var/lib/pacman/db.lck ]
        pacman -Dk >/dev/null
        said=$(pacman -Qkkq $(pacman -Qq | grep '^sample-') 2>&1) || { echo "$said" >&2; exit 1; }
        pacman -Q | grep '^sample-'
        """;

    private protected override string Reinstall => """
        extra=$(pacman -Qq | grep '^sample-' | grep -vxF -f /root/start/names -e sample-host) || true
        [ -z "$extra" ] || pacman -Rdd --noconfirm --noscriptlet $extra >/dev/null
        pacman -Udd --noconfirm --noscriptlet /root/start/*.zst >/dev/null 2>&1
        """;

    internal override async Task<string?> VersionAsync(string package)
    {
        // It answers also with another package that provides the name.
        var said = (await Sandbox.TryShAsync($"pacman -Q {package}")).Output.Trim().Split(' ');
        return said.Length == 2 && said[0] == package ? said[1] : null;
    }

    internal override Task<string> DatabaseAsync() => Sandbox.ShAsync("pacman -Q | sort");

    internal override Task InstallByHandAsync(string package, string version)
    {
        var file = $"{package}-{version}-any.pkg.tar.zst";
        File.Copy(Archived(file), $"{Sandbox.Root}/root/{file}", overwrite: true);
        return Sandbox.ShAsync($"pacman -U --noconfirm /root/{file} >/dev/null 2>&1");
    }

    internal override Task UpdateByHandAsync() => Sandbox.ShAsync("pacman -Syu --noconfirm >/dev/null 2>&1");

    /// <summary>By a pattern in an included file, while packagekitd has read the configuration without it.</summary>
    internal override async Task HoldAsync(string package)
    {
        await SaveConfigurationAsync();
        await Sandbox.ShAsync(@"mkdir -p /etc/pacman.d; sed -i '/^\[options\]/a Include = /etc/pacman.d/*.conf' /etc/pacman.conf");
        await Sandbox.WriteAsync("/etc/pacman.d/hold.conf", $"IgnorePkg = {package[..^1]}[{package[^1]}]\n");
    }

    internal override async Task BreakRepositoryAsync()
    {
        await SaveConfigurationAsync();
        await Sandbox.ShAsync(@"printf '[broken]\nServer = http://repo.lpa.test:8080/no-such-folder\n' >>/etc/pacman.conf");
    }

    /// <summary>
    /// The repository has room for one version, so the present one is where pacman would have left it; and only the agent is left to
    /// update, for Arch's updates are of the whole host.
    /// </summary>
    internal override async Task OfferAgentAsync(string version, Func<byte[], byte[]> make)
    {
        await UpdateByHandAsync();
        var made = await BuildAgentAsync("arch", version, make);
        var cache = Directory.CreateDirectory(Sandbox.Root + "/var/cache/pacman/pkg").FullName;
        File.Copy(PackageFile, $"{cache}/{Path.GetFileName(PackageFile)}", overwrite: true);
        foreach (var file in Directory.GetFiles(made))
        {
            File.Copy(file, $"{Sandbox.Archive}/alpm/sample/{Path.GetFileName(file)}", overwrite: true);
        }

        await Sandbox.PublishAsync("sample-index", version + "-1");
    }

    /// <summary>Puts a package file where pacman would have left it when it downloaded that version.</summary>
    internal void PutInCache(string package, string version)
    {
        var file = $"{package}-{version}-any.pkg.tar.zst";
        Directory.CreateDirectory(Sandbox.Root + "/var/cache/pacman/pkg");
        File.Copy(Archived(file), $"{Sandbox.Root}/var/cache/pacman/pkg/{file}", overwrite: true);
    }

    /// <summary>As on Arch, whose repositories have the newest version only.</summary>
    internal async Task WithoutOldAsync()
    {
        await SaveConfigurationAsync();
        await Sandbox.ShAsync(
            "sed -i '/^.sample-old.$/,$d' /etc/pacman.conf; systemctl try-restart packagekit.service; pacman -Sy >/dev/null");
    }

    internal Task WithOldAsync() =>
        Sandbox.ShAsync(PutBack + "; pacman -Sy >/dev/null");

    private Task SaveConfigurationAsync() => Sandbox.ShAsync("[ -e /root/pacman.conf ] || cp /etc/pacman.conf /root/");

    private protected override async Task<IReadOnlyList<(string Name, string File)>> StartAsync() =>
    [
        .. (await Sandbox.ShAsync("pacman -Q | grep '^sample-' | grep -v ^sample-host"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .Select(p => (p[0], Archived($"{p[0]}-{p[1]}-any.pkg.tar.zst"))),
    ];
}
