using System.Net;
using System.Text;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Daemon.ManagerRepositories;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Tests.OpenPgp;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>What a manager that is hostile, slow, away or without a repository can do.</summary>
public sealed partial class RepositorySyncTests
{
    public static TheoryData<string, string> Hostile => new()
    {
        { "html", "the answer is text/html, not application/json" },
        { "redirect", "the answer has status 302; redirects are not followed" },
        { "gzip", "the response is not well-formed HTTP" },
        { "oversized", "the response is larger than" },
        { "chunked oversized", "the response's chunks are too large or malformed" },
        { "not json", "the answer is not JSON" },
        { "trusted", "sources_config: the line is not" },
        { "other host", "sources_config: it is on evil.example" },
        { "second line", "sources_config: it is not one line of plain text" },
        { "path", "keyring_path is /etc/passwd" },
        { "no key", "gpg_public_key is empty" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_answer_writes_nothing_and_is_said(string kind, string reason)
    {
        Hurt(kind);
        await OnceAsync();
        Assert.Empty(Written());
        Assert.Null(_disk.ReadAnswer());
        Refused(reason);
        Assert.Equal((0, 0), (_writes, _refreshes));
        Assert.Equal(KeyStatus.Missing, Status().KeyStatusAt(Now));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_answer_leaves_what_was_judged_good(string kind, string reason)
    {
        await OnceAsync();
        var (source, key, answer) = (File.ReadAllBytes(SourceFile), File.ReadAllBytes(KeyFile), _disk.ReadAnswer());
        Hurt(kind);
        await OnceAsync();
        Assert.Equal(source, File.ReadAllBytes(SourceFile));
        Assert.Equal(key, File.ReadAllBytes(KeyFile));
        Assert.Equal(answer, _disk.ReadAnswer());
        Refused(reason);
        Assert.Equal(KeyStatus.Valid, Status().KeyStatusAt(Now));
        Assert.Equal((1, 1), (_writes, _refreshes));
    }

    [Fact]
    public async Task Slow_answer_is_given_up_at_the_deadline()
    {
        _manager.Switches.Drip = TimeSpan.FromSeconds(5);
        var asking = Sync().OnceAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _manager.Requests.Count == 1, "the request");
        _tls.Clock.Advance(RepositoryLimits.Deadline);
        await Eventually.SoonAsync(Finish(asking));
        Assert.Equal(RepositoryTrouble.Unreachable, _disk.Read()!.Trouble);
        Assert.Empty(Written());
    }

    [Fact]
    public async Task Unreachable_manager_does_not_undo_what_is_in_place_and_is_said_when_it_lasts()
    {
        await OnceAsync();
        await _manager.DisposeAsync();
        await OnceAsync();
        Assert.Equal(RepositoryTrouble.Unreachable, Status().Record!.Trouble);
        Assert.True(Status().IsSynced);
        Assert.Equal(CheckStatus.Ok, ManagerRepositoryCheck.Judge(Status(), Now).Status);
        var late = ManagerRepositoryCheck.Judge(Status(), Now + RepositoryLimits.Late + TimeSpan.FromMinutes(1));
        Assert.Equal(CheckStatus.Warning, late.Status);
        Assert.Empty(late.Reasons);
    }

    [Fact]
    public async Task Manager_without_a_repository_is_no_fault_of_the_host()
    {
        _manager.Switches.RepositoryKey = null;
        await OnceAsync();
        Lacks("the manager has no repository configured");
    }

    [Theory]
    [InlineData("debian", "11")]
    [InlineData("ubuntu", "25.10")]
    public async Task Release_that_the_manager_does_not_have_writes_nothing_and_asks_nobody(string id, string release)
    {
        await RunUntilRecordedAsync(RepositoryHost.Of(DebFamily.Instance, new DistributionRelease(id, release), _root.Path));
        Assert.Empty(_manager.Requests);
        Lacks($"the manager has no repository for {id} {release}");
    }

    [Fact]
    public async Task Pacman_writes_nothing_and_asks_nobody()
    {
        var host = RepositoryHost.Of(AlpmFamily.Instance, new DistributionRelease("arch", null), _root.Path);
        await RunUntilRecordedAsync(host);
        Assert.Empty(_manager.Requests);
        Assert.False(Status(host).IsSynced);
        Assert.Empty(Written());
    }
}
