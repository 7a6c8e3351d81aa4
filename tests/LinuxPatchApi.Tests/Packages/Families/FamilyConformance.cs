using LinuxPatchApi.Host;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>What holds for every family. Each inherits it and brings its own material, recorded on hosts of that family.</summary>
public abstract class FamilyConformance : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    private protected abstract IPackageFamily Family { get; }

    /// <summary>The backends that stand behind this family, each with the versions that were measured.</summary>
    private protected abstract IReadOnlyList<(string Flavour, string Version)> Backends { get; }

    /// <summary>Versions from old to new.</summary>
    private protected abstract IReadOnlyList<string> Ascending { get; }

    /// <summary>/etc/os-release of a host.</summary>
    private protected abstract string OsReleaseText { get; }

    /// <summary>Files of a host's package database, by path below the root.</summary>
    private protected abstract IReadOnlyDictionary<string, string> Database { get; }

    /// <summary>One of those, or another file that a change of packages writes.</summary>
    private protected abstract string Changing { get; }

    /// <summary>A package as the package manager itself names it, with what it means.</summary>
    private protected abstract (string Text, string Name, string? Architecture) Spelled { get; }

    /// <summary>A lock of the package manager, and how it locks.</summary>
    private protected abstract (string Path, string Kind) Lock { get; }

    /// <summary>A file that the package manager left beside /etc/web.conf of the package web.</summary>
    private protected abstract string Kept { get; }

    /// <summary>Texts of failures, and whether they tell of a lock that somebody holds.</summary>
    private protected abstract IReadOnlyList<(string Text, bool IsHeldLock)> FailureTexts { get; }

    private protected IEnumerable<EngineInfo> Engines => Backends.Select(b => Engine(b.Flavour, b.Version));

    private protected EngineInfo Engine(string flavour, string version) =>
        new("packagekit", Family.WireNameOf(flavour), Version.Parse(version), Offline: false) { Flavour = flavour };

    public void Dispose()
    {
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void The_table_knows_the_family() => Assert.Contains(Family, FamilyTable.All);

    [Fact]
    public void Every_engine_leads_back_to_the_family() =>
        Assert.All(Engines, engine => Assert.Same(Family, FamilyTable.OfEngine(engine.Flavour)));

    [Fact]
    public void Only_one_family_has_the_words_of_its_engines_and_distributions()
    {
        Assert.All(Family.Flavours, f => Assert.Single(FamilyTable.All, other => other.Flavours.Any(o => o.Flavour == f.Flavour)));
        Assert.All(Family.Distributions, d => Assert.Single(FamilyTable.All, other => other.Distributions.Contains(d)));
    }

    [Fact]
    public void A_host_is_recognised_by_its_release_file_and_by_its_database()
    {
        Put();
        Write("etc/os-release", OsReleaseText);
        Assert.Same(Family, new HostFacts(new HostPaths(_root.Path)).Family);
        Write("etc/os-release", "ID=homemade\n");
        Assert.Same(Family, new HostFacts(new HostPaths(_root.Path)).Family);
    }

    [Fact]
    public void Versions_are_ordered_from_old_to_new()
    {
        for (var i = 0; i < Ascending.Count; i++)
        {
            for (var j = 0; j < Ascending.Count; j++)
            {
                Assert.Equal((Ascending[i], Ascending[j], i.CompareTo(j)),
                    (Ascending[i], Ascending[j], Math.Sign(Family.VersionOrder.Compare(Ascending[i], Ascending[j]))));
            }
        }
    }

    [Fact]
    public void A_version_of_null_has_an_order()
    {
        Assert.Equal(0, Family.VersionOrder.Compare(null, null));
        Assert.True(Family.VersionOrder.Compare(null, "1") < 0);
        Assert.True(Family.VersionOrder.Compare("1", null) > 0);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("libstdc++6")]
    [InlineData("python3.11")]
    [InlineData("xorg-x11-server-1.2_b")]
    public void A_bare_name_names_no_architecture(string name)
    {
        Assert.Equal(new PackageSpec(name, null, null), Family.Parse(name));
        Assert.Equal(name, Family.Print(Family.Parse(name)));
    }

    [Fact]
    public void The_package_manager_s_own_spelling_is_read_and_printed()
    {
        var (text, name, architecture) = Spelled;
        Assert.Equal(new PackageSpec(name, architecture, "1"), Family.Parse(text, "1"));
        Assert.Equal(text, Family.Print(Family.Parse(text)));
    }

    [Fact]
    public void The_neutral_architecture_can_be_named() =>
        Assert.Equal(new PackageSpec("bash", Family.NeutralArchitecture, null), Family.Parse($"bash:{Family.NeutralArchitecture}"));

    [Fact]
    public void The_native_architecture_is_that_of_the_package_manager_and_the_neutral_one_is_foreign_to_nobody()
    {
        var installed = new InstalledInventory(
            [
                new InstalledPackage(Family.Terms.Manager, "machine", "1"), new InstalledPackage("docs", Family.NeutralArchitecture, "1"),
                new InstalledPackage("web", "other", "1"), new InstalledPackage("web", "machine", "1"),
            ],
            DateTimeOffset.UnixEpoch,
            Family.Terms);
        Assert.Equal("machine", installed.Architecture.Native);
        Assert.False(installed.Architecture.IsForeign(Family.NeutralArchitecture));
        Assert.Equal("machine", Assert.Single(installed.Meant(PackageSpec.Of("web"))).Architecture);
        Assert.Equal("docs", installed.Predecessor(new PackageKey("docs", "machine"))?.Name);
    }

    [Fact]
    public void The_agent_and_what_it_stands_on_are_protected_and_an_ordinary_package_is_not()
    {
        Assert.Contains(ProtectedPackages.Agent, Family.Protected);
        Assert.Contains("dbus", Family.Protected);
        Assert.Contains(Family.Terms.Manager, Family.Protected);
        Assert.DoesNotContain("vim", Family.Protected);
    }

    [Fact]
    public void Whatever_does_not_work_has_a_reason() => Assert.All(
        Engines.SelectMany(engine => Enum.GetValues<Feature>().Select(feature => Family.Of(feature, engine))),
        capability => Assert.True(capability.IsSupported || capability.Obstacle is { Length: > 10 }));

    [Fact]
    public void What_the_files_of_a_host_give_is_what_the_capabilities_say()
    {
        Put();
        var host = Open();
        Assert.All(Engines, engine => Assert.All(
            new Dictionary<Feature, bool>
            {
                [Feature.InstalledSet] = host.Installed is not null,
                [Feature.Holds] = host.Holds is not null || host.Installed is not null,
                [Feature.AutomaticMarks] = host.Marks is not null,
                [Feature.RepositoryIndex] = host.Index is not null && host.Sizes is not null,
                [Feature.Repositories] = host.Repositories is not null,
                [Feature.FileOwners] = host.Owners is not null,
                [Feature.FileCache] = host.FileCache is not null,
                [Feature.Details] = host.Details is not null,
                [Feature.Relations] = host.Relations is not null || host.Repairs is not NoRepairPlanner,
                [Feature.Repair] = host.Repairs is not NoRepairPlanner,
            },
            member => Assert.Equal((member.Key, member.Value), (member.Key, Family.Of(member.Key, engine).IsSupported))));
    }

    [Fact]
    public void A_host_without_a_database_has_no_stamp_and_no_lock()
    {
        var host = Open();
        Assert.Null(host.Stamp());
        Assert.Null(Locks(host).Holder());
    }

    [Fact]
    public void A_change_of_the_database_changes_its_stamp()
    {
        Put();
        var host = Open();
        var before = host.Stamp();
        Assert.NotNull(before);
        Assert.Equal(before, host.Stamp());
        Write(Changing, "another one, and longer than what was there");
        File.SetLastWriteTimeUtc(_root.File(Changing), DateTime.UtcNow.AddMinutes(1));
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(_root.File(Changing))!, DateTime.UtcNow.AddMinutes(1));
        Assert.NotEqual(before, host.Stamp());
    }

    [Fact]
    public void A_held_lock_is_seen()
    {
        Put();
        Write(Lock.Path, "");
        var one = Assert.Single(Open().Locks(), l => l.Path == _root.File(Lock.Path));
        Assert.Equal(Lock.Kind, one.Kind.ToString());
        if (one.Kind == LockKind.Presence)
        {
            var holder = Locks(Open()).Holder();
            Assert.Equal<(string?, string?)>((one.Path, null), (holder?.Lock, holder?.Command));
            File.Delete(one.Path);
        }

        // A file that is locked by the kernel is not locked by being there.
        Assert.Null(Locks(Open()).Holder());
    }

    [Fact]
    public void A_configuration_file_that_a_change_left_is_told_with_its_place()
    {
        Put();
        Write("etc/web.conf", "ours");
        var files = Open().KeptFiles;
        var before = files.Of(["web"], CancellationToken.None);
        Write(Kept, "theirs");
        var reported = Assert.Single(files.Report(before, files.Of(["web"], CancellationToken.None), []));
        Assert.Contains("/etc/web.conf", reported, StringComparison.Ordinal);
        Assert.Contains("/" + Kept, reported, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_told_apart_by_the_package_manager_s_words() =>
        Assert.All(FailureTexts, text => Assert.Equal((text.Text, text.IsHeldLock), (text.Text, Family.Failures.IsHeldLock(text.Text))));

    [Fact]
    public void Reboot_signals_lie_below_the_root() =>
        Assert.All(Family.RebootSignals.Markers.Concat(Family.RebootSignals.PackageLists), path => Assert.False(Path.IsPathRooted(path)));

    [Fact]
    public void Every_phase_has_its_share() =>
        Assert.InRange(Family.Shares.Preparation + Family.Shares.Download + Family.Shares.Install, 90, 100);

    private protected FamilyHost Open() => Family.Open(_root.Path, TimeProvider.System);

    private protected void Put()
    {
        foreach (var (path, text) in Database)
        {
            Write(path, text);
        }
    }

    private protected void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        File.WriteAllText(_root.File(path), text);
    }

    /// <summary>On a machine where nothing runs: a package manager of this one would be taken for the holder.</summary>
    private PackageLocks Locks(FamilyHost host) =>
        new(host.Locks, new ProcessTable(Directory.CreateDirectory(_root.File("proc")).FullName, TimeProvider.System));
}
