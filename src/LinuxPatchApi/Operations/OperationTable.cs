using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.SelfUpdates;
using LinuxPatchApi.Operations.ServiceRestarts;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations;

/// <summary>The kinds of jobs. A new one is a folder with its requests, steps and policies, and one line here.</summary>
internal static class OperationTable
{
    private static readonly Row[] Rows =
    [
        new(new PackageChangeKind(), tools => PackageChangeKind.Pipeline(tools.Changes, tools.Reboot, tools.RestartServices)),
        new(new RepairKind(), tools => RepairKind.Pipeline(tools.Changes.Packages)),
        new(new ServiceRestartKind(), tools => ServiceRestartKind.Pipeline(tools.Restarter)),
        new(new SelfUpdateKind(), tools => tools.SelfUpdate),
        new(new RebootKind(), CreatePipeline: null),
    ];

    /// <summary>The format of the journal's lines, with the requests of every kind.</summary>
    public static readonly JournalLine Journal = new([.. Rows.SelectMany(row => row.Kind.Requests)]);

    public static IReadOnlyList<OperationKind> Kinds { get; } = [.. Rows.Select(row => row.Kind)];

    /// <summary>Returns null for a request that this version of the agent does not understand.</summary>
    public static OperationKind? Of(JobRequest request) => Kinds.FirstOrDefault(kind => kind.Has(request));

    /// <summary>How a job is undone.</summary>
    public static UndoPolicy Undo(Job job) => Of(job.Request)?.Undo ?? UndoPolicy.NotUnderstood;

    /// <summary>Creates the executor for the jobs of every kind that waits in the queue.</summary>
    public static JobOperations Executor(OperationTools tools) =>
        new([.. Rows.Where(row => row.CreatePipeline is not null).Select(row => (row.Kind, row.CreatePipeline!(tools)))]);

    /// <param name="CreatePipeline">Creates the pipeline; null for a kind that never waits in the queue.</param>
    private sealed record Row(OperationKind Kind, Func<OperationTools, IJobExecutor>? CreatePipeline);
}
