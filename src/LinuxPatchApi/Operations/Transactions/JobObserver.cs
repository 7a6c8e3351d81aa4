using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>Writes the events of a transaction to the job.</summary>
internal sealed class JobObserver(JobContext context) : IExecutionObserver
{
    public void Started(TransactionHandle handle) => context.RecordTransaction(handle);

    public void Progressed(ExecutionProgress progress) =>
        context.ReportProgress(progress.Percent, progress.Phase, progress.Package, progress.BytesPerSecond, progress.Cancellable);

    public void Waiting(bool forLock)
    {
        if (forLock)
        {
            context.WaitForLock("the package manager gives up after a minute at the latest");
        }
        else
        {
            context.EndLockWait();
        }
    }

    public void Logged(string line) => context.Log(line);
}
