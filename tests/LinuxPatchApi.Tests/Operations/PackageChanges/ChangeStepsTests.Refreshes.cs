using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>What a refresh that failed has reached decides whether the job goes on, and whether "nothing to do" is known.</summary>
public sealed partial class ChangeStepsTests
{
    [Theory]
    [InlineData("W: Failed to fetch http://a/x\nW: Failed to fetch http://b/x", true)]
    [InlineData("E: http://a/x has no Release file\nW: GPG error: http://b/x: the repository is not updated", true)]
    [InlineData("W: Failed to fetch http://a/x\nW: http://b/x: Key is stored in legacy trusted.gpg keyring", false)]
    [InlineData("W: Failed to fetch http://a/x", false)]
    public async Task Case57_A_refresh_that_reached_no_repository_fails_the_job(string text, bool isNone)
    {
        _bench.Backend.Updates.Clear();
        _repositories.All = [Repository("http://a/"), Repository("http://b/")];
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(new(JobErrorCode.NetworkError, text, Retryable: true));
        var end = await RunAsync();
        Assert.Equal(isNone ? JobErrorCode.NetworkError : null, (end as JobEnd.Failed)?.Code);
        Assert.Equal(isNone ? 0 : 1, Job.Warnings.Count);
        const string None = "no repository could be refreshed, so whether there are updates is not known: ";
        Assert.Equal(isNone, end.Message.StartsWith(None, StringComparison.Ordinal));
    }

    /// <summary>As with pacman and apk, whose repositories are not read: maybe none was reached.</summary>
    [Fact]
    public async Task Case57_A_refresh_that_failed_where_the_repositories_are_unknown_is_not_nothing_to_do()
    {
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(new(JobErrorCode.NetworkError, "no route", Retryable: true));
        Assert.Equal("1 change applied and verified", Assert.IsType<JobEnd.Completed>(await RunAsync()).Message);

        _bench.Backend.Updates.Clear();
        _bench.Simulate();
        var failed = Assert.IsType<JobEnd.Failed>(await RunAsync());
        Assert.Equal((JobErrorCode.NetworkError, true), (failed.Code, failed.Retryable));
        Assert.Equal("the repositories could not be refreshed, so whether there are updates is not known: no route", failed.Message);
    }

    /// <summary>apt and dnf call the refresh of no repository a success, and list no update.</summary>
    [Fact]
    public async Task Case57_A_host_without_any_repository_is_not_a_patched_one()
    {
        _bench.Backend.Updates.Clear();
        _repositories.All = [];
        var failed = Assert.IsType<JobEnd.Failed>(await RunAsync());
        Assert.Equal((JobErrorCode.CacheRefreshError, false), (failed.Code, failed.Retryable));
        Assert.StartsWith("no repository is enabled on this host", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>libalpm's words are "failed to retrieve some files".</summary>
    [Fact]
    public async Task Case13_Where_every_repository_lacks_its_signature_that_is_the_reason()
    {
        _bench.Backend.Updates.Clear();
        _repositories.All = [Repository("core") with { WasRead = false, Fault = "no signature" }];
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(new(JobErrorCode.NetworkError, "some files", Retryable: true));
        var failed = Assert.IsType<JobEnd.Failed>(await RunAsync());
        Assert.Equal((JobErrorCode.SignatureError, false), (failed.Code, failed.Retryable));
        Assert.EndsWith("core: no signature; some files", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>What is on disk tells more than the words: dnf names no repository that it has skipped.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Case57_A_refresh_that_has_read_no_repository_fails_the_job_whatever_the_message(bool wasRead, bool isNone)
    {
        _bench.Backend.Updates.Clear();
        _repositories.All = [Repository("a") with { WasRead = false }, Repository("b") with { WasRead = wasRead }];
        Assert.Equal(isNone, await RunAsync() is JobEnd.Failed { Code: JobErrorCode.CacheRefreshError });
    }

    /// <summary>apt names none of those that it could not write.</summary>
    [Fact]
    public async Task Case57_A_refresh_after_which_no_index_is_there_has_reached_none()
    {
        _bench.Backend.Updates.Clear();
        _repositories.All = [Repository("a") with { HasIndex = false }, Repository("b") with { HasIndex = false }];
        Assert.Equal(JobErrorCode.CacheRefreshError, Assert.IsType<JobEnd.Failed>(await RunAsync()).Code);
    }

    /// <summary>
    /// The same truth on each family: pacman's message names no repository, and the time of its data tells; dnf gives up at the first one
    /// that it must not skip, so that of the others nothing is known.
    /// </summary>
    [Theory]
    [InlineData("pacman", -1, -1, "none")]
    [InlineData("pacman", -1, 0, "partial")]
    [InlineData("pacman", null, -1, "unknown")]
    [InlineData("pacman, no file", null, -1, "none")]
    [InlineData("dnf", -1, -1, "unknown")]
    [InlineData("dnf", -1, 0, "partial")]
    [InlineData("dnf, names both", -1, -1, "none")]
    public async Task Case57_What_a_failed_refresh_reached_is_told_by_what_it_left_on_the_disk(
        string manager, int? a, int? b, string reached)
    {
        DateTimeOffset? At(int? hours) => hours is { } h ? _bench.Clock.GetUtcNow().AddHours(h) : null;
        var isPacman = manager.StartsWith("pacman", StringComparison.Ordinal);
        ConfiguredRepository Of(string name, int? hours) => Repository(name) with
        {
            IsAlwaysFetched = isPacman,
            DataAt = At(hours),
            WasRead = manager == "pacman, no file" && hours is null ? false : isPacman ? null : true,
        };
        _repositories.All = [Of("repo-a", a), Of("repo-b", b)];
        var words = manager == "dnf, names both" ? "E: repo-a repo-b" : "failed to update database: unexpected error";
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(new(JobErrorCode.CacheRefreshError, words, Retryable: true));
        const string None = "no repository could be refreshed, so whether there are updates is not known: ";
        const string Unknown = "the repositories could not be refreshed, ";
        var end = await RunAsync();
        Assert.Equal(reached == "none", end is JobEnd.Failed && end.Message.StartsWith(None, StringComparison.Ordinal));
        Assert.Equal(reached == "partial", Job.Warnings.Any(w => w.StartsWith(RefreshStep.Partial, StringComparison.Ordinal)));
        Assert.Equal(reached == "unknown", Job.Warnings.Any(w => w.StartsWith(Unknown, StringComparison.Ordinal)));

        _bench.Backend.Updates.Clear();
        _bench.Simulate();
        Assert.Equal(reached == "partial", await RunAsync() is JobEnd.Completed);
    }
}
