using LinuxPatchApi.Checks;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Tests.OpenPgp;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>A repository that is set up, and that the package manager has not read, or refuses.</summary>
public sealed partial class RepositorySyncTests
{
    private const string NoKey = "GPG error: https://127.0.0.1/apt debian13 InRelease: The following signatures couldn't be verified "
        + "because the public key is not available: NO_PUBKEY 0123456789ABCDEF";

    private const string NoAnswer = "Failed to fetch https://127.0.0.1/apt/dists/debian13/InRelease  Could not connect";

    [Fact]
    public async Task Not_before_the_package_manager_was_asked_to_read_it_does_it_count()
    {
        var seen = new List<RepositoryStatus>();
        _refreshing = () => seen.Add(Status());
        await OnceAsync();
        var during = Assert.Single(seen);
        Assert.Equal((false, RepositoryTrouble.Unread), (during.IsSynced, during.Record!.Trouble));
        var check = ManagerRepositoryCheck.Judge(during, Now);
        Assert.Contains("has not read it yet", check.Problem, StringComparison.Ordinal);
        Assert.Empty(check.Reasons);
        Assert.True(Status().IsSynced);
    }

    /// <summary>What it has read by the former key says nothing about the new one.</summary>
    [Fact]
    public async Task Death_before_it_was_read_is_made_good_also_when_only_the_key_is_new()
    {
        await OnceAsync();
        using var gpg = new GnuPg();
        gpg.Make("Next <next@example.org>", "ed25519");
        _manager.Switches.RepositoryKey = gpg.Armoured("Next");
        _refreshing = static () => throw new Killed();
        await Assert.ThrowsAsync<Killed>(OnceAsync);
        _refreshing = static () => { };
        Assert.False(Status().IsSynced);
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(Status().IsSynced);
        await OnceAsync();
        Assert.Equal((true, 3), (Status().IsSynced, _refreshes));
    }

    /// <summary>What is in the way of the next question does not make the repository a read one.</summary>
    [Theory]
    [InlineData(true, "not reached")]
    [InlineData(true, "refused")]
    [InlineData(false, "not reached")]
    [InlineData(false, "refused")]
    public async Task Death_before_it_was_read_is_made_good_also_when_the_next_question_fails(bool isFirst, string trouble)
    {
        if (!isFirst)
        {
            await OnceAsync();
            using var gpg = new GnuPg();
            gpg.Make("Next <next@example.org>", "ed25519");
            _manager.Switches.RepositoryKey = gpg.Armoured("Next");
        }
        await KilledAsync(OnceAsync);
        var (address, refreshes) = (_address, _refreshes);
        if (trouble == "refused")
        {
            Hurt("trusted");
        }
        else
        {
            _address = new Uri("https://127.0.0.1:1/");
        }
        var key = _manager.Switches.RepositoryKey;
        await OnceAsync();
        Assert.Equal(
            trouble == "refused" ? RepositoryTrouble.Refused : RepositoryTrouble.Unreachable, _disk.Read()!.Trouble);
        _address = address;
        Hurt("");
        _manager.Switches.RepositoryKey = isFirst ? Key.Value : key;
        Assert.False(Status().IsSynced);
        await OnceAsync();
        Assert.Equal((true, refreshes + 1), (Status().IsSynced, _refreshes));
    }

    [Fact]
    public async Task Death_after_the_files_were_written_again_leaves_that_they_were_not_read()
    {
        await OnceAsync();
        File.Delete(SourceFile);
        await KilledAsync(() => Sync().HealAsync(CancellationToken.None));
        Assert.True(File.Exists(SourceFile));
        Assert.Equal((false, RepositoryTrouble.Unread), (Status().IsSynced, Status().Record!.Trouble));
        await OnceAsync();
        Assert.Equal((true, 3), (Status().IsSynced, _refreshes));
    }

    [Theory]
    [InlineData(true, null, true, null)]
    [InlineData(true, NoAnswer, true, null)]
    [InlineData(false, null, false, "has not read it yet")]
    [InlineData(false, NoAnswer, false, "could not read it: " + NoAnswer)]
    [InlineData(false, NoKey, false, "does not accept the signature of the manager's repository: " + NoKey)]
    [InlineData(true, NoKey, false, "does not accept the signature of the manager's repository: " + NoKey)]
    public async Task What_the_package_manager_says_of_it_decides(bool hasIndex, string? message, bool isSynced, string? problem)
    {
        await OnceAsync();
        _configured =
        [
            Configured("https://other.example/debian trixie", false, NoKey),
            Configured(Line.Split(' ', 3)[2], hasIndex, message),
        ];
        var status = Status();
        Assert.Equal(isSynced, status.IsSynced);
        Assert.Equal(!isSynced, status.IsUnread);
        var check = ManagerRepositoryCheck.Judge(status, Now);
        Assert.Equal(problem is null, check.Status == CheckStatus.Ok);
        Assert.Equal(problem is null, check.Problem is null);
        Assert.EndsWith(problem ?? "", check.Problem ?? "", StringComparison.Ordinal);
        Assert.Equal(message is not null && problem is not null, check.Reasons.Count > 0);
    }

    [Fact]
    public async Task Section_of_dnf_has_its_own_name()
    {
        foreach (var folder in (string[])["etc/pki/rpm-gpg", "etc/yum.repos.d"])
        {
            Directory.CreateDirectory(_root.File(folder));
        }

        var host = RepositoryHost.Of(RpmFamily.Instance, new DistributionRelease("rocky", "9.5"), _root.Path);
        await Sync(host).OnceAsync(CancellationToken.None);
        Assert.True(Status(host).IsSynced);
        _configured = [Configured("lpa-repo", false, null)];
        Assert.False(Status(host).IsSynced);
    }

    /// <summary>Dies when the package manager is to read it.</summary>
    private async Task KilledAsync(Func<Task> step)
    {
        _refreshing = static () => throw new Killed();
        await Assert.ThrowsAsync<Killed>(step);
        _refreshing = static () => { };
    }

    private static RepositoryState Configured(string name, bool hasIndex, string? message) =>
        new(name.Replace(" main\n", "", StringComparison.Ordinal), null, hasIndex, null, message is null ? [] : [message])
        {
            Refusal = message is not null && DebTerms.Instance.Refresh.IsOfSignature(message) ? message : null,
        };
}
