using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Daemon;

/// <summary>Everything that is read from disk before the agent is assembled; the modules themselves touch no file.</summary>
internal sealed record AgentFacts(HostFacts Host, PackageFacts Packages, RebootLedger Ledger, JobStore Store,
    IReadOnlyList<string> JournalProblems)
{
    /// <exception cref="IOException">The journal cannot be opened.</exception>
    public static AgentFacts Read(AgentPaths paths, Settings settings, TimeProvider time)
    {
        var ledger = new RebootLedger(AgentPaths.Reboots(settings), AgentPaths.GoingDown(settings));
        var host = BootMark.Facts(paths.Host, paths.BootMark, ledger.Latest());
        var history = new JobHistory(settings.Jobs.HistoryLimit, settings.Jobs.HistoryAge);
        var (store, journal) = JobStore.Open(
            OperationTable.Journal, settings.Jobs.StoragePath, history, time, ClockMark.BootOf(host.KernelBootId));
        string[] problems =
        [
            .. store.StorageProblem is { } problem ? new[] { problem } : [],
            .. journal.CorruptLines.Count > 0 ? new[] { $"{journal.CorruptLines.Count} corrupt lines were set aside" } : [],
        ];
        return new AgentFacts(host, PackageFacts.Read(paths.Host, host, time), ledger, store, problems);
    }
}

/// <summary>The packages of this host.</summary>
/// <param name="Files">The package database's own files.</param>
internal sealed record PackageFacts(IPackageFamily Family, FamilyHost Files)
{
    public static PackageFacts Read(HostPaths paths, HostFacts host, TimeProvider time) =>
        new(host.Family, host.Family.Open(paths.Root, time));
}
