using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Reboots after an apply that allowed it, when a reboot is really needed.</summary>
internal interface IRebootAfterApply
{
    /// <summary>The job's end: <paramref name="completed"/> as it is when no reboot is needed, else rebooting; a warning when it was refused.</summary>
    Task<JobEnd> AfterAsync(
        JobContext context,
        ApplyRequest request,
        ExecutionReport report,
        JobEnd.Completed completed,
        DateTimeOffset now,
        CancellationToken shutdown);
}
