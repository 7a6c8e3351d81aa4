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
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Tests.OpenPgp;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>A host below a directory, and a fake manager over real TLS that behaves or does not.</summary>
public sealed partial class RepositorySyncTests : IAsyncDisposable
{
    private sealed class Killed : Exception;

    private static readonly Lazy<string> Key = new(MakeKey);
    private readonly TemporaryDirectory _root = new();
    private readonly TlsFixture _tls = new();
    private readonly CountingTime _time;
    private readonly Manager _manager = new(TimeProvider.System);
    private readonly FixedSnapshot _files;
    private string _ca;
    private TlsMaterial? _material;
    private int _looks;
    private RepositoryDirectory _disk;
    private int _writes;
    private int _refreshes;
    private Action _refreshing = static () => { };
    private IReadOnlyList<RepositoryState>? _configured;
    private bool _isSet = true;
    private string? _host;
    private Uri? _address;

    public RepositorySyncTests()
    {
        _time = new CountingTime(_tls.Clock);
        _manager.Switches.RepositoryKey = Key.Value;
        _address = _manager.Address;
        _ca = _root.Write("manager-ca.pem", _manager.Pki.AuthorityPem);
        _disk = new RepositoryDirectory(_root.File("state"));
        foreach (var folder in (string[])["etc/apt/keyrings", "etc/apt/sources.list.d"])
        {
            Directory.CreateDirectory(_root.File(folder));
        }
        _material = _tls.Load().Material!;
        _files = new FixedSnapshot(
            settings =>
            {
                Interlocked.Increment(ref _looks);
                return settings with
                {
                    Enrollment = settings.Enrollment with
                    {
                        ManagerUrl = _address,
                        ManagerTrust = _ca,
                        SetsRepository = _isSet,
                        RepositoryHost = _host,
                    },
                };
            },
            () => _material);
    }

    private string KeyFile => _root.File("etc/apt/keyrings/lpa-repo.gpg");

    private string SourceFile => _root.File("etc/apt/sources.list.d/lpa-repo.list");

    private string Line =>
        $"deb [signed-by=/etc/apt/keyrings/lpa-repo.gpg] {_manager.Address.AbsoluteUri.TrimEnd('/')}/apt debian13 main\n";

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _tls.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task Good_answer_is_written_said_and_the_indexes_are_refreshed_once()
    {
        Assert.Null(Status().IsSynced);
        await OnceAsync();
        Assert.Equal(Line, File.ReadAllText(SourceFile));
        Assert.NotNull(Keyring.Read(File.ReadAllBytes(KeyFile), Now).Ring);
        Assert.All((string[])[KeyFile, SourceFile], file => Assert.Equal("644", Convert.ToString((int)File.GetUnixFileMode(file), 8)));
        Assert.Equal((1, 1), (_writes, _refreshes));
        var status = Status();
        Assert.True(status.IsSynced);
        Assert.Equal(KeyStatus.Valid, status.KeyStatusAt(Now));
        Assert.InRange((status.KeyUntil!.Value - Now).TotalDays, 88, 91);
        Assert.Equal(CheckStatus.Ok, ManagerRepositoryCheck.Judge(status, Now).Status);
        Assert.Equal("GET /api/v1/pki/repo-config?distro_id=debian&codename=debian13", Assert.Single(_manager.Requests));

        await OnceAsync();
        Assert.Equal((1, 1), (_writes, _refreshes));
    }

    [Fact]
    public async Task New_key_of_the_manager_replaces_the_former()
    {
        await OnceAsync();
        var former = File.ReadAllBytes(KeyFile);
        using var gpg = new GnuPg();
        gpg.Make("Next <next@example.org>", "ed25519");
        _manager.Switches.RepositoryKey = gpg.Armoured("Next");
        await OnceAsync();
        Assert.NotEqual(former, File.ReadAllBytes(KeyFile));
        Assert.True(Status().IsSynced);
        Assert.Null(Status().KeyUntil);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("key")]
    [InlineData("both")]
    [InlineData("changed")]
    public async Task What_somebody_took_away_is_written_again_without_the_manager(string what)
    {
        await OnceAsync();
        if (what is "source" or "both")
        {
            File.Delete(SourceFile);
        }
        if (what is "key" or "both")
        {
            File.Delete(KeyFile);
        }
        if (what == "changed")
        {
            File.AppendAllText(SourceFile, "deb http://other.example/ x main\n");
        }
        Assert.False(Status().IsSynced);
        Assert.Equal(what is "key" or "both" ? KeyStatus.Missing : KeyStatus.Valid, Status().KeyStatusAt(Now));
        Assert.Equal(CheckStatus.Warning, ManagerRepositoryCheck.Judge(Status(), Now).Status);
        await Sync().HealAsync(CancellationToken.None);
        Assert.Equal(Line, File.ReadAllText(SourceFile));
        Assert.True(Status().IsSynced);
        Assert.Single(_manager.Requests);
    }

    [Fact]
    public void Without_a_manager_or_when_switched_off_nothing_is_said()
    {
        _isSet = false;
        Assert.Null(View().Now());
    }

    [Fact]
    public async Task Answer_of_a_former_manager_is_not_written()
    {
        await OnceAsync();
        File.Delete(SourceFile);
        _address = new Uri("https://other.example.org/");
        await Sync().HealAsync(CancellationToken.None);
        Assert.False(File.Exists(SourceFile));
        Assert.Contains("which is neither the manager's host", Host.WriteKept(_disk, _files.Current.Settings.Enrollment, Now),
            StringComparison.Ordinal);
        _host = "127.0.0.1";
        await Sync().HealAsync(CancellationToken.None);
        Assert.Equal(Line, File.ReadAllText(SourceFile));
    }

    [Fact]
    public async Task The_unit_judges_again_what_is_kept()
    {
        await OnceAsync();
        File.WriteAllText(_disk.AnswerFile, File.ReadAllText(_disk.AnswerFile)
            .Replace(_manager.Address.Authority, "evil.example", StringComparison.Ordinal));
        Assert.Contains("it is on evil.example", Host.WriteKept(_disk, _files.Current.Settings.Enrollment, Now),
            StringComparison.Ordinal);
        Assert.Equal(Line, File.ReadAllText(SourceFile));
        File.Delete(_disk.AnswerFile);
        Assert.Contains("there is no answer", Host.WriteKept(_disk, _files.Current.Settings.Enrollment, Now), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_cannot_be_written_are_said()
    {
        Directory.Delete(_root.File("etc/apt/keyrings"));
        await OnceAsync();
        Assert.False(Status().IsSynced);
        Assert.Equal(RepositoryTrouble.NotWritten, Status().Record!.Trouble);
        Assert.Empty(Written());
        Assert.Equal(0, _refreshes);
        Assert.NotEmpty(ManagerRepositoryCheck.Judge(Status(), Now).Reasons);
    }

    /// <summary>Nobody knows what stands in it, so it is not what the manager says.</summary>
    [Theory]
    [InlineData("a directory")]
    [InlineData("too large")]
    public async Task Source_that_cannot_be_read_is_not_set_up(string what)
    {
        await OnceAsync();
        if (what == "a directory")
        {
            File.Delete(SourceFile);
            Directory.CreateDirectory(SourceFile);
        }
        else
        {
            File.AppendAllText(SourceFile, new string('\n', RepositoryLimits.FileBytes));
        }
        Assert.False(Status().IsSynced);
        await Sync().HealAsync(CancellationToken.None);
        Assert.Equal(RepositoryTrouble.NotWritten, Status().Record!.Trouble);
        Assert.Contains("lpa-repo.list", ManagerRepositoryCheck.Judge(Status(), Now).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("before answer")]
    [InlineData("after answer")]
    [InlineData("before begun")]
    [InlineData("after begun")]
    [InlineData("before files")]
    [InlineData("after files")]
    [InlineData("before record")]
    [InlineData("after record")]
    public async Task Death_at_any_step_leaves_what_the_next_start_completes(string point)
    {
        var isArmed = true;
        _disk = new RepositoryDirectory(_root.File("state"))
        {
            Reached = at =>
            {
                if (isArmed && at == point)
                {
                    isArmed = false;
                    throw new Killed();
                }
            },
        };
        await Assert.ThrowsAsync<Killed>(OnceAsync);
        Assert.False(isArmed);
        if (File.Exists(SourceFile))
        {
            Assert.True(File.Exists(KeyFile), "a repository without its key fails every refresh");
        }
        await Sync().HealAsync(CancellationToken.None);
        if (Status().IsSynced != true)
        {
            await OnceAsync();
        }
        Assert.True(Status().IsSynced);
        Assert.Equal(Line, File.ReadAllText(SourceFile));
        Assert.NotNull(Keyring.Read(File.ReadAllBytes(KeyFile), Now).Ring);
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(29, true)]
    [InlineData(-1, true)]
    public void End_of_the_key_is_announced_a_month_before(int days, bool isWarning)
    {
        var record = new RepositoryRecord(Now, Now, RepositoryTrouble.None, null);
        var result = ManagerRepositoryCheck.Judge(new RepositoryStatus(true, record, "F", Now.AddDays(days), false), Now);
        Assert.Equal(isWarning ? CheckStatus.Warning : CheckStatus.Ok, result.Status);
        Assert.Equal(isWarning, result.Reasons.Count == 1);
    }

    private DateTimeOffset Now => _tls.Clock.GetUtcNow();

    private RepositoryHost Host => RepositoryHost.Of(DebFamily.Instance, new DistributionRelease("debian", "13"), _root.Path);

    private RepositoryView View(RepositoryHost? host = null) =>
        new(host ?? Host, _disk, () => _files.Current.Settings.Enrollment, _tls.Clock) { Configured = () => _configured };

    private RepositoryStatus Status(RepositoryHost? host = null) => View(host).Now()!;

    private RepositorySync Sync(RepositoryHost? host = null) => new(
        _files, host ?? Host, _disk,
        _ =>
        {
            _writes++;
            return Task.FromResult((host ?? Host).WriteKept(_disk, _files.Current.Settings.Enrollment, Now));
        },
        _ =>
        {
            _refreshes++;
            _refreshing();
            return Task.CompletedTask;
        },
        _time, TestLog.Of<RepositorySync>());

    private Task OnceAsync() => Sync().OnceAsync(CancellationToken.None);

    private static async Task<bool> Finish(Task task)
    {
        await task;
        return true;
    }

    private bool Asked(int requests)
    {
        lock (_manager.Requests)
        {
            return _manager.Requests.Count >= requests;
        }
    }

    /// <summary>
    /// Moves the host's clock while the loop sleeps: during an exchange that would be its deadline, before a busy machine has carried it
    /// out.
    /// </summary>
    private void Pass(TimeSpan span)
    {
        if (_time.IsArmedOtherThan(RepositoryLimits.Deadline))
        {
            _tls.Clock.Advance(span);
        }
    }

    private async Task RunUntilRecordedAsync(RepositoryHost host)
    {
        using var end = new CancellationTokenSource();
        var running = Sync(host).RunAsync(end.Token);
        await Eventually.TrueAsync(
            () =>
            {
                Pass(TimeSpan.FromSeconds(10));
                return _disk.Read() is not null;
            },
            "the record");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private string[] Written() => [.. Directory.EnumerateFiles(_root.File("etc"), "*", SearchOption.AllDirectories)];

    private void Refused(string reason)
    {
        Assert.False(Status().IsSynced);
        Assert.Equal(RepositoryTrouble.Refused, Status().Record!.Trouble);
        Assert.StartsWith(reason, Status().Record!.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(ManagerRepositoryCheck.Judge(Status(), Now).Reasons);
    }

    private void Lacks(string reason)
    {
        Assert.Empty(Written());
        Assert.False(Status().IsSynced);
        Assert.Null(Status().KeyStatusAt(Now));
        Assert.StartsWith(reason, Status().Record!.Reason, StringComparison.Ordinal);
        var check = ManagerRepositoryCheck.Judge(Status(), Now);
        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Empty(check.Reasons);
    }

    private void Hurt(string kind)
    {
        var switches = _manager.Switches;
        switches.Instead = kind switch
        {
            "html" => Raw("200 OK", "content-type: text/html\r\n", "<html>login</html>"),
            "redirect" => Raw("302 Found", "location: https://evil.example/\r\ncontent-type: application/json\r\n", "{}"),
            "gzip" => Raw("200 OK", "content-type: application/json\r\ncontent-encoding: gzip\r\n", "{}"),
            "oversized" => Raw("200 OK", "content-type: application/json\r\n", new string(' ', RepositoryLimits.AnswerBytes + 1)),
            "chunked oversized" => Encoding.ASCII.GetBytes(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                + $"{RepositoryLimits.AnswerBytes + 1:x}\r\n"
                + new string(' ', RepositoryLimits.AnswerBytes + 1) + "\r\n0\r\n\r\n"),
            "not json" => Raw("200 OK", "content-type: application/json\r\n", "<html>"),
            _ => null,
        };
        switches.SourcesConfig = kind switch
        {
            "trusted" => Line.Replace("[", "[trusted=yes ", StringComparison.Ordinal),
            "other host" => Line.Replace(_manager.Address.Host, "evil.example", StringComparison.Ordinal),
            "second line" => Line + "deb [trusted=yes] http://evil.example/ x main",
            _ => null,
        };
        switches.KeyringPath = kind == "path" ? "/etc/passwd" : null;
        switches.RepositoryKey = kind == "no key" ? "" : Key.Value;
    }

    private static byte[] Raw(string status, string fields, string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{fields}content-length: {body.Length}\r\n\r\n{body}");

    private static string MakeKey()
    {
        using var gpg = new GnuPg();
        gpg.Make("Fleet <fleet@example.org>", "rsa2048", expires: "90d");
        return gpg.Armoured("Fleet");
    }
}
