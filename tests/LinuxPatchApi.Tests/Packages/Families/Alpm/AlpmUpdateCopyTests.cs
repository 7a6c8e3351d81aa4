using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

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
            new AlpmPlaces(_root.Path), _root.Path, path => _fetched.TryGetValue(path, out var at) ? at : default(DateTimeOffset?),
            new FakeTimeProvider(Start.AddHours(1)));
        Write("etc/pacman.conf", "[core]\n[extra]\n");
        Directory.CreateDirectory(_root.File(Copied));
        Fetch(Own, "core", 0);
        Fetch(Own, "extra", 0);
        Fetch(Copied, "core", 1);
        Fetch(Copied, "extra", 1);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Copy_of_the_latest_refresh_is_no_fault_whatever_lies_beside_it()
    {
        Write(Lock, "");
        Assert.Null(_copy.Fault());
    }

    [Fact]
    public void PackageKit_without_a_copy_lists_from_the_host_s_own()
    {
        Directory.Delete(_root.File("var/lib/PackageKit"), recursive: true);
        _fetched.Remove(_root.File(Copied + "core.db"));
        Assert.Null(_copy.Fault());
    }

    /// <summary>Also one that a packagekitd left that was killed when it made its first copy.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lock_that_was_left_behind_is_a_fault_of_the_whole_list_and_named(bool isOld)
    {
        Write(Lock, "");
        if (isOld)
        {
            Fetch(Own, "extra", 2);
        }
        else
        {
            _fetched.Remove(_root.File(Copied + "core.db"));
            _fetched.Remove(_root.File(Copied + "extra.db"));
        }

        var fault = _copy.Fault()!;
        Assert.Equal((JobErrorCode.PackageManagerError, false, true), (fault.Failure.Code, fault.Failure.Retryable, fault.IsOfAll));
        Assert.Contains(_root.File(Lock), fault.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extra", false)]
    [InlineData("core extra", true)]
    public void Copy_that_was_not_renewed_is_a_fault_that_names_its_repositories(string names, bool isOfAll)
    {
        foreach (var name in names.Split(' '))
        {
            Fetch(Own, name, 2);
        }

        var fault = _copy.Fault()!;
        Assert.Equal((JobErrorCode.NetworkError, true, isOfAll), (fault.Failure.Code, fault.Failure.Retryable, fault.IsOfAll));
        Assert.Contains($"of {names.Replace(" ", ", ", StringComparison.Ordinal)}, from", fault.Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Its mirror is gone: neither the refresh nor the copy reaches it, and the refresh says so.</summary>
    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void Repository_that_the_latest_refresh_did_not_reach_does_not_keep_the_others_from_being_listed(int seconds, bool isListed)
    {
        _fetched.Remove(_root.File(Copied + "extra.db"));
        Fetch(Own, "core", seconds);
        Fetch(Copied, "core", seconds + 1);
        Assert.Equal(isListed, _copy.Fault() is null);
    }

    /// <summary>Fetched while the clock was ahead: it must not hide that the others are old.</summary>
    [Fact]
    public void Time_in_the_future_says_nothing()
    {
        Fetch(Own, "core", 1_000_000);
        Assert.Null(_copy.Fault());
        Fetch(Own, "extra", 2);
        Assert.NotNull(_copy.Fault());
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "old")]
    [InlineData(false, false, "old")]
    public async Task Old_list_is_asked_for_again_after_a_new_start_of_the_service(bool isOfAll, bool isCured, string? told)
    {
        var isOld = true;
        var engine = new FakeEngine { Renewing = () => isOld = !isCured };
        var failure = new PackageFailure(JobErrorCode.NetworkError, "old", Retryable: true);
        var list = new UpdateList(engine, () => isOld ? new ListFault(failure, isOfAll) : null);
        var read = await list.ReadAsync(CancellationToken.None);
        Assert.Equal((isOfAll ? told : null, isOfAll ? null : told), (read.Failure?.Message, list.Gap));
        Assert.Equal((1, 2), (engine.Renewals, engine.UpdatesAsked));
    }

    private void Fetch(string directory, string name, int second) =>
        _fetched[_root.File(directory + name + ".db")] = Start.AddSeconds(second);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
