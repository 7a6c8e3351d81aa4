using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Native;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmUpdateCopyTests : IDisposable
{
    private const string Own = "var/lib/pacman/sync/", Copied = "var/lib/PackageKit/alpm/sync/", Lock = "var/lib/PackageKit/alpm/db.lck";
    private readonly TemporaryDirectory _root = new();
    private readonly AlpmUpdateCopy _copy;
    private DateTimeOffset? _fetchedAt;

    public AlpmUpdateCopyTests()
    {
        _copy = new AlpmUpdateCopy(new AlpmPlaces(_root.Path), _root.Path);
        Write("etc/pacman.conf", "[core]\n[extra]\n");
        Fetch(Own, "core");
        Fetch(Own, "extra");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Copy_of_the_latest_refresh_or_none_at_all_is_no_fault()
    {
        Assert.Null(_copy.Fault());
        Fetch(Copied, "core");
        Fetch(Copied, "extra");
        Write(Lock, "");
        Assert.Null(_copy.Fault());
    }

    [Fact]
    public void Lock_that_was_left_behind_makes_an_old_copy_a_fault_that_names_it()
    {
        Fetch(Copied, "core");
        Fetch(Copied, "extra");
        Write(Lock, "");
        Fetch(Own, "extra");
        var fault = _copy.Fault()!;
        Assert.Equal((JobErrorCode.PackageManagerError, true), (fault.Code, fault.Retryable));
        Assert.Contains(_root.File(Lock), fault.Message, StringComparison.Ordinal);
    }

    /// <summary>One that never changes may be of a version of PackageKit that is gone.</summary>
    [Fact]
    public void Copy_that_was_renewed_once_and_now_is_not_is_a_fault_that_names_the_repository()
    {
        Fetch(Copied, "core");
        Fetch(Own, "core");
        Assert.Null(_copy.Fault());
        Fetch(Copied, "extra");
        Fetch(Copied, "core");
        Assert.Null(_copy.Fault());
        Fetch(Own, "extra");
        var fault = _copy.Fault()!;
        Assert.Equal(JobErrorCode.NetworkError, fault.Code);
        Assert.Contains("of extra,", fault.Message, StringComparison.Ordinal);
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

    /// <summary>
    /// As libalpm does: a new file takes the place of the one before, with the server's time. The file system's clock has steps of
    /// milliseconds.
    /// </summary>
    private void Fetch(string directory, string name)
    {
        var fetched = Write(directory + name + ".part", "x");
        while (FileChange.BornAt(fetched) <= _fetchedAt)
        {
            File.Delete(fetched);
            File.WriteAllText(fetched, "x");
        }

        _fetchedAt = FileChange.BornAt(fetched);
        File.SetLastWriteTimeUtc(fetched, DateTime.UnixEpoch);
        File.Move(fetched, _root.File(directory + name + ".db"), overwrite: true);
    }

    private string Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
        return _root.File(file);
    }
}
