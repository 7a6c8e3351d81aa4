using System.Diagnostics;
using LinuxPatchApi.ApkPolkit;
using LinuxPatchApi.Checks;
using LinuxPatchApi.HostServices.ApkPolkit;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.ApkPolkit;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Tests.Packages.Engines.ApkPolkit;

/// <summary>The engine on a private bus with the stand-in for apk's service, which changes apk's files as apk does.</summary>
public sealed class ApkPolkitEngineTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Process _daemon;
    private readonly SystemBus _bus;
    private readonly ApkRoot _root;
    private readonly ApkPolkitEngine _engine;
    private readonly Observer _observer = new();
    private ApkPolkitService _service = null!;
    private bool _isLocked;

    public ApkPolkitEngineTests()
    {
        _daemon = Process.Start(new ProcessStartInfo(
            "dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address", $"--address={Address}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _daemon.BeginErrorReadLine();
        _bus = new SystemBus(Address, TimeProvider.System, NullLogger.Instance);
        _root = new ApkRoot(_directory.Path);
        _root.Reset();
        _engine = new ApkPolkitEngine(
            new ApkPolkitClient(_bus), new ApkDatabase(_directory.Path), new ApkWorld(_directory.Path), () => _isLocked,
                TimeProvider.System);
    }

    private string Address => $"unix:path={_directory.File("bus")}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.NotNull(await _daemon.StandardOutput.ReadLineAsync(Token));
        await _bus.StartAsync(Token);
        _service = await ApkPolkitService.StartAsync(Address, _root);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _bus.DisposeAsync();
        _daemon.Kill();
        _daemon.WaitForExit();
        _daemon.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_service_is_described_while_it_runs_and_is_missing_afterwards()
    {
        Assert.Equal("apk", (await _engine.DescribeAsync(Token)).Value.PackageManager);
        await _service.DisposeAsync();
        await Eventually.TrueAsync(
            () => _engine.DescribeAsync(Token).Result.Failure is { Code: JobErrorCode.BackendUnavailable, Retryable: true }, "no service");
    }

    [Fact]
    public async Task Updates_and_versions_have_the_architecture_of_the_database()
    {
        var updates = (await _engine.UpdatesAsync(Token)).Value;
        Assert.Equal(
            ["sample-editor=1.1-r0", "sample-lib=1.1-r0", "sample-settings=1.1-r0", "sample-tool=2.0-r1"], updates.Select(u => u.Id)
                .Order());
        Assert.All(updates, u => Assert.Equal("x86_64", u.Architecture));
        var offered = (await _engine.ResolveAvailableAsync(["sample-tool", "sample-docs", "sample-addition", "nobody"], Token)).Value;
        Assert.Equal(
            ["sample-addition:x86_64=1.0-r0", "sample-docs:noarch=1.0-r0", "sample-tool:x86_64=2.0-r1"],
            offered.Select(o => $"{o.Key.Text}={o.Version}").Order());
        Assert.Equal("2.0-r1", Assert.Single((await _engine.ResolveExactAsync([new("sample-tool", "x86_64", "2.0-r1")], Token)).Value)
            .Version);
        Assert.Empty((await _engine.ResolveExactAsync([new("sample-tool", "x86_64", "1.0-r0")], Token)).Value);
        Assert.Equal(
            "sample-tool=1.0-r0", Assert.Single((await _engine.ResolveInstalledAsync(["sample-tool"], Token)).Value).Id);
        Assert.Equal(7, (await _engine.InstalledAsync(Token)).Value.Count);
    }

    [Fact]
    public async Task A_removal_takes_along_what_nothing_else_needs()
    {
        var removal = new LinuxPatchApi.Packages.Engines.ChangeSet.Remove(["sample-editor=1.0-r0"], AllowDependents: true,
            AutoRemove: false);
        var rows = (await _engine.SimulateAsync(removal, Token)).Value;
        Assert.Equal(["sample-editor", "sample-lib"], rows.Select(r => r.Name));
        var report = await _engine.ExecuteAsync(removal, _observer, default, Token);
        Assert.Null(report.Failure);
        Assert.DoesNotContain(_root.Installed, p => p.Name is "sample-editor" or "sample-lib");
    }

    [Fact]
    public async Task A_package_that_another_one_needs_stays_and_the_refusal_names_that_one()
    {
        var removal = new LinuxPatchApi.Packages.Engines.ChangeSet.Remove(["sample-lib=1.0-r0"], AllowDependents: true, AutoRemove: false);
        var failure = (await _engine.SimulateAsync(removal, Token)).Failure!;
        Assert.Equal((JobErrorCode.DependencyConflict, "sample-editor"), (failure.Code, Assert.Single(failure.Names)));
    }

    [Fact]
    public async Task A_change_is_asked_for_by_name_and_tells_the_caches()
    {
        var changes = 0;
        using var subscription = _engine.OnChanged(() => changes++);
        var install = new LinuxPatchApi.Packages.Engines.ChangeSet.Install(["sample-addition=1.0-r0"], false, false);
        Assert.Equal("sample-addition", Assert.Single((await _engine.SimulateAsync(install, Token)).Value).Name);
        Assert.Null((await _engine.ExecuteAsync(install, _observer, default, Token)).Failure);
        Assert.Null(await _engine.RefreshAsync(null, Token));
        Assert.Equal(["AddPackages sample-addition", "UpdateRepositories"], _service.Calls);
        Assert.Contains(_root.Installed, p => p.Name == "sample-addition-lib");
        Assert.Equal(2, changes);
    }

    [Theory]
    [InlineData("Unable to lock database: temporary error (try again later)", "LOCKED", true)]
    [InlineData("sample-tool-2.0-r1: UNTRUSTED signature", "GPG_ERROR", false)]
    [InlineData("write error: No space left on device", "DISK_FULL", false)]
    [InlineData("sample-tool-2.0-r1.post-upgrade: script exited with error 1", "SCRIPT_FAILED", false)]
    [InlineData("fetching https://example.invalid: network error (check Internet connection and firewall)", "NETWORK_ERROR", true)]
    [InlineData("unable to select packages:\n  x (no such package):", "DEPENDENCY_CONFLICT", false)]
    [InlineData("Das hat noch niemand gesehen", "PKG_MANAGER_ERROR", false)]
    public async Task A_refusal_is_judged_by_apk_s_words_and_passed_on_in_full(string text, string code, bool retryable)
    {
        _service.Failure = text;
        var failure = (await ExecuteAsync("sample-tool")).Failure!;
        Assert.Equal((text, retryable), (failure.Message, failure.Retryable));
        Assert.Equal(Code(code), failure.Code);
        Assert.Contains(text.Split('\n')[0], _observer.Lines);
        _service.Failure = "something else";
        Assert.Equal(JobErrorCode.CacheRefreshError, (await _engine.RefreshAsync(null, Token))!.Code);
    }

    [Fact]
    public async Task A_service_that_leaves_in_the_middle_is_lost_and_not_done()
    {
        (_service.Leaves, _service.DoneBeforeFailure) = (true, 1);
        var report = await ExecuteAsync("sample-tool", "sample-settings");
        Assert.Equal((JobErrorCode.BackendUnavailable, true), (report.Failure!.Code, report.Lost));
        Assert.Single(_root.Installed, p => p.Version is "2.0-r1" or "1.1-r0");
    }

    [Fact]
    public async Task A_change_of_an_earlier_agent_is_over_when_nobody_writes_the_database()
    {
        _isLocked = true;
        var following = _engine.FollowAsync(new TransactionHandle(ApkPolkitEngine.Name), _observer, Token);
        Assert.False(following.IsCompleted);
        _isLocked = false;
        Assert.Null(await Eventually.SoonAsync(following));
        Assert.Null(await _engine.SucceededAsync(new TransactionHandle("/1_a"), Token));
    }

    [Fact]
    public async Task What_the_service_does_not_have_is_refused()
    {
        PackageFailure?[] refusals =
        [
            await _engine.DownloadAsync([], Token), await _engine.StopServiceAsync(Token), (await _engine.RepairAsync(_observer, Token))
                .Failure,
            (await _engine.SimulateAsync(new LinuxPatchApi.Packages.Engines.ChangeSet.InstallFiles(["/x.apk"]), Token)).Failure,
        ];
        Assert.All(refusals, r => Assert.StartsWith("apk's D-Bus service has no ", r?.Message, StringComparison.Ordinal));
        Assert.Null(await _engine.LeaveAsync(Token));
    }

    [Fact]
    public async Task A_database_that_is_missing_fails_every_question()
    {
        File.Delete(_root.DatabasePath);
        Assert.Contains("cannot be read", (await _engine.UpdatesAsync(Token)).Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", (await _engine.ResolveInstalledAsync(["x"], Token)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_capabilities_are_those_of_its_family_and_doctor_is_content()
    {
        var engine = new EngineInfo(ApkPolkitEngine.Name, "apk", new Version(0, 0), Offline: false);
        Assert.NotNull(FamilyTable.WhyNot(Feature.Simulation, engine));
        Assert.Equal(EngineKind.ApkPolkit, FamilyTable.OfEngine(engine.Flavour)?.Engine);
        Assert.All(FamilyTable.All.Where(f => f.Name != "apk"), f => Assert.Equal(EngineKind.PackageKit, f.Engine));
        Assert.Equal(CheckStatus.Ok, BackendCheck.Judge(PackageResult<EngineInfo>.Of(engine)).Status);
    }

    private Task<ExecutionReport> ExecuteAsync(params string[] names) => _engine.ExecuteAsync(
        new LinuxPatchApi.Packages.Engines.ChangeSet.Update([.. names.Select(n => n + "=1")]), _observer, default, Token);

    private static JobErrorCode Code(string text) => Enum.GetValues<JobErrorCode>().Single(c => JobSpelling.ErrorCodes.Of(c) == text);

    private sealed class Observer : IExecutionObserver
    {
        public List<string> Lines { get; } = [];

        public void Started(TransactionHandle handle) => Assert.Equal(ApkPolkitEngine.Name, handle.Text);

        public void Progressed(ExecutionProgress progress) => Assert.False(progress.Cancellable);

        public void Waiting(bool forLock) => Assert.Fail("it says nothing of a lock");

        public void Logged(string line) => Lines.Add(line);
    }
}
