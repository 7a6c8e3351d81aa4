using LinuxPatchApi.Access;
using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Doctor;

/// <summary>Whether the allow-list lets anybody in. Health needs no word of it: whoever reads health is in.</summary>
internal sealed class AllowListCheck(ReloadState reload) : ICheck
{
    public const string Name = "allow-list";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(reload.Allowed, reload.Settings.Whitelist.Path, reload.AllowListProblem));

    /// <param name="allowed">What is in force.</param>
    /// <param name="path">Its file.</param>
    /// <param name="why">Why it lets nobody in, when it does not.</param>
    public static CheckResult Judge(AllowList allowed, string path, string why) => allowed.IsEmpty
        ? CheckResult.Fail(Name, "empty", $"nobody may connect: {why}", $"add the address of each client to {path}, for example '  - 192.0.2.10'")
        : CheckResult.Ok(Name, "lets clients in");
}
