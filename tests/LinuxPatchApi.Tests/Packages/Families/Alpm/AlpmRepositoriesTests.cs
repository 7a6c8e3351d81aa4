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
