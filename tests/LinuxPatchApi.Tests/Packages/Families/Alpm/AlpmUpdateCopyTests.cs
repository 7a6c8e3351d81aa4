using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmUpdateCopyTests : IDisposable
{
    private const string Own = "var/lib/pacman/sync/", Copied = "var/lib/PackageKit/alpm/sync/", Lock = "var/lib/PackageKit/alpm/db.lck";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _root = new();
    private readonly Dictionary<string, DateTimeOffset> _fetched = [];
    private readonly AlpmUpdateCopy _copy;

    public AlpmUpdateCopyTests()
    {
        _copy = new AlpmUpdateCopy(
            new AlpmPlaces(_root.Path), _root.Path, path => _fetched.TryGetValue(path, out var at) ? at : default(DateTimeOffset?));
        Write("etc/pacman.conf", "[core]\n[extra]\n");
        Fetch(Own, "core", 0);
        Fetch(Own, "extra", 0);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Copy_of_the_latest_refresh_or_none_at_all_is_no_fault()
    {
        Assert.Null(_copy.Fault());
        Fetch(Copied, "core", 0);
        Fetch(Copied, "extra", 1);
        Write(Lock, "");
        Assert.Null(_copy.Fault());
    }

    [Fact]
    public void Lock_that_was_left_behind_makes_an_old_copy_a_fault_that_names_it()
    {
        Fetch(Copied, "core", 1);
        Fetch(Copied, "extra", 1);
        Write(Lock, "");
        Fetch(Own, "extra", 2);
        var fault = _copy.Fault()!;
        Assert.Equal((JobErrorCode.PackageManagerError, true), (fault.Code, fault.Retryable));
        Assert.Contains(_root.File(Lock), fault.Message, StringComparison.Ordinal);
    }

    /// <summary>One that never changes may be of a version of PackageKit that is gone.</summary>
    [Fact]
    public void Copy_that_was_renewed_once_and_now_is_not_is_a_fault_that_names_the_repository()
    {
        Fetch(Copied, "core", 1);
        Fetch(Own, "core", 2);
        Assert.Null(_copy.Fault());
        Fetch(Copied, "core", 3);
        Fetch(Copied, "extra", 3);
        Assert.Null(_copy.Fault());
        Fetch(Own, "extra", 4);
        var fault = _copy.Fault()!;
        Assert.Equal(JobErrorCode.NetworkError, fault.Code);
        Assert.Contains("of extra,", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Its mirror is gone: neither the refresh nor the copy reaches it, and the refresh says so.</summary>
    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void Repository_that_the_latest_refresh_did_not_reach_does_not_keep_the_others_from_being_listed(int seconds, bool isListed)
    {
        Fetch(Copied, "core", 1);
        Assert.Null(_copy.Fault());
        Fetch(Own, "core", seconds);
        Fetch(Copied, "core", seconds + 1);
        Assert.Equal(isListed, _copy.Fault() is null);
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "old")]
    [InlineData(false, false, "old")]
    public async Task Old_list_is_read_again_by_a_service_that_started_anew(bool canRenew, bool isCured, string? told)
    {
        var engine = new FakeEngine { CanRenew = canRenew };
        var fault = new PackageFailure(JobErrorCode.NetworkError, "old", Retryable: true);
        var isOld = true;
        engine.Renewing = () => isOld = !isCured;
        var read = await UpdateList.ReadAsync(engine, () => isOld ? fault : null, CancellationToken.None);
        Assert.Equal((told, 1, canRenew ? 2 : 1), (read.Failure?.Message, engine.Renewals, engine.UpdatesAsked));
    }

    private void Fetch(string directory, string name, int second) =>
        _fetched[_root.File(directory + name + ".db")] = Start.AddSeconds(second);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
