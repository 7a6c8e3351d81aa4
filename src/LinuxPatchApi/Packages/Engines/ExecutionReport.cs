using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>How a transaction ended, in the package manager's words. What it did is judged by the installed set, not by this.</summary>
/// <param name="Failure">Null when it told success.</param>
/// <param name="RestartSystem">It asked for a restart of the system.</param>
internal sealed record ExecutionReport(PackageFailure? Failure, bool RestartSystem)
{
    /// <summary>PackageKit went away in the middle; what it had started may be half-done, or still at work.</summary>
    public bool Lost { get; init; }

    /// <summary>Nobody could be asked: whether the transaction goes on, and how it ended, is not known.</summary>
    public bool Unheard { get; init; }
}

/// <summary>Where a running transaction stands.</summary>
/// <param name="Percent">0..100 over the whole transaction, never falling.</param>
/// <param name="BytesPerSecond">Null when nothing is being downloaded.</param>
internal sealed record ExecutionProgress(int Percent, JobPhase Phase, string? Package, long? BytesPerSecond, bool Cancellable);

/// <summary>Hears of a running transaction, in order, one call at a time; must return fast.</summary>
internal interface IExecutionObserver
{
    /// <summary>The transaction exists.</summary>
    /// <param name="handle">To find it again after a restart of the agent.</param>
    void Started(TransactionHandle handle);

    void Progressed(ExecutionProgress progress);

    /// <summary>It waits for a lock that somebody else holds, or does not any more.</summary>
    void Waiting(bool forLock);

    void Logged(string line);
}
