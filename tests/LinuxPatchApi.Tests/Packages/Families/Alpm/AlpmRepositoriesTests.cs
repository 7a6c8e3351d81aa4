using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmRepositoriesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Case57_Repositories_are_those_of_the_settings_and_what_was_fetched_is_told_by_the_files()
    {
        Write("etc/pacman.conf", "[options]\nDBPath = /srv/db/\n[core]\nServer=x\nInclude = /etc/more\n[quiet]\nUsage = Search Install\n");
        Write("etc/more", "Usage = Sync\n[extra]\nUsage = All\n[core]\n");
        Write("srv/db/sync/core.db", "");
        File.SetLastWriteTimeUtc(_root.File("srv/db/sync/core.db"), DateTime.UnixEpoch);
        var read = Read()!;
        Assert.Equal([("core", true, (bool?)null), ("extra", false, false)], read.Select(r => (r.Name, r.HasIndex, r.WasRead)));
        Assert.NotEqual(DateTimeOffset.UnixEpoch, read[0].DataAt);
        Assert.Null(read[1].DataAt);
        Assert.All(read, r => Assert.True(r.IsAlwaysFetched));
    }

    [Theory]
    [InlineData("failed to retrieve core.db from mirror", true)]
    [InlineData("could not synchronise 'core'", true)]
    [InlineData("the core of it", false)]
    public void Case57_Message_names_a_repository_as_pacman_does(string line, bool isNamed)
    {
        Write("etc/pacman.conf", "[core]\n");
        Assert.Equal(isNamed, Assert.Single(Read()!).IsNamedIn(line));
    }

    /// <summary>Fetched all the same, so that the file is there and is new.</summary>
    [Theory]
    [InlineData("[options]\nSigLevel = Required\n[core]\n", true)]
    [InlineData("[options]\nSigLevel = Optional\n[core]\nSigLevel = DatabaseRequired TrustedOnly\n", true)]
    [InlineData("[core]\n[options]\nSigLevel = Required\n", true)]
    [InlineData("[options]\nSigLevel = Required DatabaseOptional\n[core]\n", false)]
    [InlineData("[options]\nSigLevel = Required\n[core]\nSigLevel = Optional TrustAll\n", false)]
    [InlineData("[options]\nSigLevel = PackageRequired TrustAll\n[core]\n", false)]
    [InlineData("[core]\n", false)]
    public void Case13_Database_without_the_signature_that_the_settings_require_is_not_read(string settings, bool isRequired)
    {
        Write("etc/pacman.conf", settings);
        Write("var/lib/pacman/sync/core.db", "");
        var core = Assert.Single(Read()!);
        Assert.Equal((isRequired, isRequired), (core.IsMissing, core.Fault is not null));
        Write("var/lib/pacman/sync/core.db.sig", "");
        Assert.Equal((false, null), (Read()![0].IsMissing, Read()![0].Fault));
    }

    [Fact]
    public void Case57_Without_any_repository_nothing_is_known() => Assert.Null(Read());

    private IReadOnlyList<LinuxPatchApi.Packages.Families.ConfiguredRepository>? Read() =>
        new AlpmRepositories(new AlpmPlaces(_root.Path)).Read();

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
