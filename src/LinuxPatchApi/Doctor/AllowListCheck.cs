using LinuxPatchApi.Access;
using LinuxPatchApi.Checks;
using LinuxPatchApi.InForce;

namespace LinuxPatchApi.Doctor;

/// <summary>Whether the allow-list lets anybody in. Health needs no word of it: whoever reads health is in.</summary>
internal sealed class AllowListCheck(ISnapshots files) : ICheck
{
    public const string Name = "allow-list";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(files.Current.Allowed, files.Current.Settings.Whitelist.Path, files.Current.Nobody));

    /// <param name="allowed">What is in force.</param>
    /// <param name="path">Its file.</param>
    /// <param name="nobody">That nobody may connect; null when the file names somebody, whose addresses may not be known yet.</param>
    public static CheckResult Judge(AllowList allowed, string path, string? nobody) =>
        nobody is not null ? CheckResult.Fail(Name, "empty", nobody, $"add the address of each client to {path}, for example '  - 192.0.2.10'")
        : allowed.IsEmpty ? CheckResult.Warn(Name, "host names only", "none of its host names is resolved, so nobody may connect now", "look at the host's DNS, or write addresses")
        : CheckResult.Ok(Name, "lets clients in");
}
