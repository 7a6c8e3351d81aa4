using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>The restart of one service.</summary>
internal sealed class ServiceRestartKind : OperationKind
{
    public override IReadOnlyList<RequestType> Requests { get; } =
        [RequestType.Of<ServiceRestartRequest>("service_restart", ServiceRestartJson.Default)];

    public override UndoPolicy Undo => UndoPolicy.NoPackages;

    public static Pipeline<JobRun> Pipeline(ServiceRestarter restarter) =>
        new(context => new JobRun(context), new RestartUnitStep(restarter));
}
