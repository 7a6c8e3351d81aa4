using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>Carries what a transaction tells into the job.</summary>
internal sealed class JobObserver(JobContext context) : IExecutionObserver
{
    public void Started(TransactionHandle handle) => context.Transaction(handle);

    public void Progressed(ExecutionProgress progress) =>
        context.Progress(progress.Percent, progress.Phase, progress.Package, progress.BytesPerSecond, progress.Cancellable);

    public void Waiting(bool forLock)
    {
        if (forLock)
        {
            context.WaitForLock("the package manager gives up after a minute at the latest");
        }
        else
        {
            context.LockTaken();
        }
    }

    public void Logged(string line) => context.Log(line);
}
