using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>How a transaction ended, as the package manager reports it. What it changed is judged by the installed set instead.</summary>
/// <param name="Failure">Null when it reported success.</param>
/// <param name="RestartSystem">True when it asked for a restart of the system.</param>
internal sealed record ExecutionReport(PackageFailure? Failure, bool RestartSystem)
{
    /// <summary>True when PackageKit exited during the transaction; what it had started may be half-done, or still running.</summary>
    public bool Lost { get; init; }

    /// <summary>True when the engine could not be queried: whether the transaction goes on, and how it ended, is unknown.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>The progress of a running transaction.</summary>
/// <param name="Percent">0..100 over the whole transaction; never falls.</param>
/// <param name="BytesPerSecond">Null when nothing is being downloaded.</param>
internal sealed record ExecutionProgress(int Percent, JobPhase Phase, string? Package, long? BytesPerSecond, bool Cancellable);

/// <summary>Receives the events of a running transaction, in order, one call at a time. Implementations must return quickly.</summary>
internal interface IExecutionObserver
{
    /// <summary>The transaction was created.</summary>
    /// <param name="handle">Finds it again after a restart of the agent.</param>
    void Started(TransactionHandle handle);

    void Progressed(ExecutionProgress progress);

    /// <summary>The transaction begins or ends to wait for a lock that another program holds.</summary>
    void Waiting(bool forLock);

    void Logged(string line);
}
