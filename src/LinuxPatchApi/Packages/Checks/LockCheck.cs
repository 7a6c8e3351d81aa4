using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that nobody left a lock of the package manager behind: every job fails until it is removed.</summary>
internal sealed class LockCheck(IHostActivity host) : ICheck
{
    public const string Name = "package-lock";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(host.LockHolder()));

    public static CheckResult Judge(LockHolder? holder) => holder switch
    {
        null => CheckResult.Ok(Name, "free"),
        { IsStale: false } => CheckResult.Ok(Name, $"{holder}"),
        _ => CheckResult.Fail(
            Name, holder.Lock, "the lock was left behind: whoever made it is gone, and nothing can be changed until it is removed",
                $"when no package manager runs on the host, 'rm {holder.Lock}'"),
    };
}
