using LinuxPatchApi.Checks;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>A manager that takes its repository back, and files that are restored without it.</summary>
public sealed partial class RepositorySyncTests
{
    private const string Source = "/etc/apt/sources.list.d/lpa-repo.list";
    private const string KeyPath = "/etc/apt/keyrings/lpa-repo.gpg";

    [Fact]
    public async Task Withdrawn_repository_is_said_with_what_to_delete_until_it_is_deleted()
    {
        await WithdrawAsync();
        Withdrawn(Source, KeyPath);
        File.Delete(SourceFile);
        Withdrawn(KeyPath);
        File.Delete(KeyFile);
        Lacks("the manager has no repository configured");
    }

    [Fact]
    public async Task Withdrawn_repository_is_not_put_back()
    {
        await WithdrawAsync();
        File.Delete(SourceFile);
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(File.Exists(SourceFile));
        Withdrawn(KeyPath);
        Assert.Equal(1, _writes);
    }

    /// <summary>The record of the withdrawal is lost, of another version, or never came to a full disk.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("{\"tried_at\":7}")]
    [InlineData("former")]
    public async Task Case62_Withdrawn_repository_is_not_put_back_when_its_record_is_not_understood(string? record)
    {
        await OnceAsync();
        var former = record == "former" ? File.ReadAllText(_disk.RecordFile) : record;
        _manager.Switches.RepositoryKey = null;
        await OnceAsync();
        Assert.False(File.Exists(_disk.AnswerFile));
        File.Delete(SourceFile);
        File.Delete(_disk.RecordFile);
        if (former is not null)
        {
            File.WriteAllText(_disk.RecordFile, former);
        }
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(File.Exists(SourceFile));
        Assert.Equal(1, _writes);
    }

    /// <summary>An earlier release has kept the answer; the manager is away when it is asked for the first time after the loss.</summary>
    [Fact]
    public async Task Case62_What_is_kept_is_written_again_only_by_a_record_that_says_so()
    {
        await OnceAsync();
        File.Delete(SourceFile);
        File.Delete(_disk.RecordFile);
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(File.Exists(SourceFile));
        await _manager.DisposeAsync();
        await OnceAsync();
        Assert.Equal(RepositoryTrouble.Unreachable, _disk.Read()!.Trouble);
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(File.Exists(SourceFile));
    }

    [Fact]
    public async Task Withdrawn_repository_stays_withdrawn_while_the_manager_is_not_reached()
    {
        await WithdrawAsync();
        await _manager.DisposeAsync();
        await OnceAsync();
        Assert.Equal(RepositoryTrouble.Unreachable, _disk.Read()!.Trouble);
        Withdrawn(Source, KeyPath);
        File.Delete(SourceFile);
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(File.Exists(SourceFile));
        File.Delete(KeyFile);
        Assert.Contains("gives no answer", ManagerRepositoryCheck.Judge(Status(), Now).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawn_repository_that_the_manager_has_again_is_kept_again()
    {
        await WithdrawAsync();
        File.Delete(SourceFile);
        _manager.Switches.RepositoryKey = Key.Value;
        await OnceAsync();
        Assert.True(Status().IsSynced);
        File.Delete(SourceFile);
        await Sync().HealAsync(CancellationToken.None);
        Assert.True(Status().IsSynced);
    }

    [Fact]
    public async Task Withdrawn_repository_is_said_after_an_upgrade_to_a_release_that_the_manager_does_not_have()
    {
        await OnceAsync();
        var upgraded = RepositoryHost.Of(DebFamily.Instance, new DistributionRelease("debian", "14"), _root.Path);
        await LoopAsync(() => UntilAskedAsync(1, TimeSpan.FromSeconds(1)), upgraded);
        Withdrawn(upgraded, Source, KeyPath);
        Assert.Single(_manager.Requests);
    }

    [Fact]
    public void Withdrawn_repository_of_apk_is_its_line_and_not_the_file_with_those_of_others()
    {
        var host = RepositoryHost.Of(ApkFamily.Instance, new DistributionRelease("alpine", "3.21"), _root.Path);
        var record = new RepositoryRecord(Now, null, RepositoryTrouble.NoneForHost, "the manager has no repository configured")
        {
            HasNone = true,
        };
        _disk.Write(record);
        Directory.CreateDirectory(_root.File("etc/apk"));
        File.WriteAllText(_root.File("etc/apk/repositories"), "https://dl/main\n");
        Assert.Equal("not set up", ManagerRepositoryCheck.Judge(Status(host), Now).Seen);
        var with = host.Family!.Content("https://manager.example.org/apk/v3.21\n", "https://dl/main\n");
        File.WriteAllText(_root.File("etc/apk/repositories"), with);
        Withdrawn(host, "the line and its comment in /etc/apk/repositories");
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("is away")]
    public async Task Restored_files_do_not_hide_what_is_wrong_with_the_manager(string what)
    {
        await OnceAsync();
        if (what == "refuses")
        {
            Hurt("html");
        }
        else
        {
            await _manager.DisposeAsync();
        }
        await OnceAsync();
        var record = _disk.Read();
        File.Delete(SourceFile);
        await Sync().HealAsync(CancellationToken.None);
        Assert.Equal(Line, File.ReadAllText(SourceFile));
        Assert.Equal(record, _disk.Read());
        Assert.Equal(what == "refuses" ? RepositoryTrouble.Refused : RepositoryTrouble.Unreachable, record!.Trouble);
        Assert.Equal(what == "is away", Status().IsSynced);
    }

    [Fact]
    public async Task Restored_files_end_that_they_could_not_be_written()
    {
        Directory.Delete(_root.File("etc/apt/keyrings"));
        await OnceAsync();
        Assert.Equal(RepositoryTrouble.NotWritten, _disk.Read()!.Trouble);
        Directory.CreateDirectory(_root.File("etc/apt/keyrings"));
        await Sync().HealAsync(CancellationToken.None);
        Assert.Equal(RepositoryTrouble.None, _disk.Read()!.Trouble);
        Assert.True(Status().IsSynced);
    }

    private async Task WithdrawAsync()
    {
        await OnceAsync();
        _manager.Switches.RepositoryKey = null;
        await OnceAsync();
    }

    private void Withdrawn(params string[] left) => Withdrawn(Host, left);

    private void Withdrawn(RepositoryHost host, params string[] left)
    {
        var status = Status(host);
        Assert.False(status.IsSynced);
        Assert.Null(status.KeyStatusAt(Now));
        var check = ManagerRepositoryCheck.Judge(status, Now);
        Assert.Equal((CheckStatus.Warning, "withdrawn"), (check.Status, check.Seen));
        Assert.StartsWith($"delete {string.Join(" and ", left)};", check.Remedy, StringComparison.Ordinal);
        Assert.Single(check.Reasons);
    }
}
