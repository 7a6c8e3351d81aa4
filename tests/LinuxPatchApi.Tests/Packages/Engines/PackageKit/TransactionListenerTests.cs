using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Tests.Packages.Engines.PackageKit;

public sealed class TransactionListenerTests
{
    private readonly Observer _observer = new();

    [Fact]
    public void Package_that_has_its_turn_is_progress_though_the_percentage_stands()
    {
        var listener = new TransactionListener(_observer, DebFamily.Instance.Shares, canCancel: true);
        listener.OnEvent(Package("early"));
        Assert.Empty(_observer.Progress);
        listener.OnEvent(Progressed(PackageKitStatus.Install, 50));
        listener.OnEvent(Package("web"));
        listener.OnEvent(Package("lib"));
        listener.OnEvent(Package("lib"));
        Assert.Equal(["early", "web", "lib", "lib"], _observer.Progress.Select(p => p.Package));
        Assert.Single(_observer.Progress.Select(p => p.Percent).Distinct());
        Assert.Equal(["installing early 1", "installing web 1", "installing lib 1"], _observer.Lines);
    }

    [Fact]
    public void Percentage_of_the_whole_never_falls()
    {
        var listener = new TransactionListener(_observer, DebFamily.Instance.Shares, canCancel: true);
        foreach (var (status, percentage) in new[]
        {
            (PackageKitStatus.Download, 0u), (PackageKitStatus.Download, 100u), (PackageKitStatus.Install, 101u),
                (PackageKitStatus.Install, 10u),
            (PackageKitStatus.Download, 3u), (PackageKitStatus.Install, 80u),
        })
        {
            listener.OnEvent(Progressed(status, percentage));
        }

        Assert.Equal(_observer.Progress.Select(p => p.Percent).Order(), _observer.Progress.Select(p => p.Percent));
        Assert.InRange(_observer.Progress[^1].Percent, 80, 99);
    }

    /// <summary>apt says "query" and "running" between two packages; the rows say what is done.</summary>
    [Fact]
    public void Phase_is_that_of_the_package_that_is_named_and_never_goes_back()
    {
        var listener = new TransactionListener(_observer, DebFamily.Instance.Shares, canCancel: true);
        listener.OnEvent(Progressed(PackageKitStatus.Query, 0));
        listener.OnEvent(Package("web", PackageKitInfo.Downloading));
        listener.OnEvent(Progressed(PackageKitStatus.Query, 10));
        listener.OnEvent(Package("web"));
        listener.OnEvent(Progressed(PackageKitStatus.Running, 60));
        listener.OnEvent(Progressed(PackageKitStatus.Download, 60));
        listener.OnEvent(Package("old", PackageKitInfo.Removing));
        Assert.Equal(
            [
                JobPhase.Resolving, JobPhase.Downloading, JobPhase.Downloading, JobPhase.Installing, JobPhase.Installing,
                JobPhase.Installing, JobPhase.Removing,
            ],
            _observer.Progress.Select(p => p.Phase));
    }

    [Fact]
    public void Wait_for_a_lock_is_told_once_until_it_is_over()
    {
        var listener = new TransactionListener(_observer, DebFamily.Instance.Shares, canCancel: true);
        foreach (var status in new[] { PackageKitStatus.WaitingForLock, PackageKitStatus.Setup, PackageKitStatus.WaitingForLock,
            PackageKitStatus.Install })
        {
            listener.OnEvent(Progressed(status, 0));
        }

        Assert.Equal([true, false], _observer.Waits);
    }

    private static PackageKitEvent.Progressed Progressed(PackageKitStatus status, uint percentage) =>
        new(PackageKitProgress.Initial with { Status = status, Percentage = percentage });

    private static PackageKitEvent.PackageReported Package(
        string name, PackageKitInfo info = PackageKitInfo.Installing) =>
        new(new PackageKitPackage(info, PackageKitInfo.Unknown, PackageId.Parse($"{name};1;all;repo"), "summary"));

    private sealed class Observer : IExecutionObserver
    {
        public List<ExecutionProgress> Progress { get; } = [];

        public List<string> Lines { get; } = [];

        public List<bool> Waits { get; } = [];

        public void Started(TransactionHandle handle) => Assert.Fail("no transaction begins here");

        public void Progressed(ExecutionProgress progress) => Progress.Add(progress);

        public void Waiting(bool forLock) => Waits.Add(forLock);

        public void Logged(string line) => Lines.Add(line);
    }
}
