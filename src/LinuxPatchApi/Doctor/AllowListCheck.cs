using LinuxPatchApi.Access;
using LinuxPatchApi.Checks;
using LinuxPatchApi.InForce;

namespace LinuxPatchApi.Doctor;

/// <summary>Checks that the allow-list admits somebody. Not part of health: whoever reads health was admitted.</summary>
internal sealed class AllowListCheck(ISnapshots files) : ICheck
{
    public const string Name = "allow-list";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(files.Current.Allowed, files.Current.Settings.Whitelist.Path, files.Current.Nobody));

    /// <param name="allowed">The list in force.</param>
    /// <param name="path">The path of its file.</param>
    /// <param name="nobody">A sentence that nobody may connect; null when the file has entries, whose addresses may be unknown yet.</param>
    public static CheckResult Judge(AllowList allowed, string path, string? nobody) =>
        nobody is not null
            ? CheckResult.Fail(Name, "empty", nobody, $"add the address of each client to {path}, for example '  - 192.0.2.10'")
        : allowed.IsEmpty ? CheckResult.Fail(
            Name, "host names only", "none of its host names is resolved, so nobody may connect now",
                $"check the host's DNS, or use addresses in {path}")
        : CheckResult.Ok(Name, "lets clients in");
}
