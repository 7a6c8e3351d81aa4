using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families;

public sealed class DatabaseFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Each reader of SQLite's database makes the log and takes it away.</summary>
    [Fact]
    public void Write_ahead_log_counts_only_when_something_is_in_it()
    {
        var database = _directory.Write("rpmdb.sqlite", "database");
        var log = _directory.File("rpmdb.sqlite-wal");
        var before = DatabaseFiles.Stamp(database, log);
        File.WriteAllText(log, "");
        Assert.Equal(before, DatabaseFiles.Stamp(database, log));
        File.WriteAllText(log, "change");
        Assert.NotEqual(before, DatabaseFiles.Stamp(database, log));
    }
}
