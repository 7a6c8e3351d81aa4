using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>Describes changes that are all in place. Pure.</summary>
internal static class AppliedText
{
    public static string Of(IReadOnlyList<PackageChange> changes)
    {
        var applied = changes.Count(c => c.Outcome == ChangeOutcome.Applied);
        var skipped = changes.Count(c => c.Outcome == ChangeOutcome.Skipped);
        var text = applied == 1 ? "1 change applied and verified" : $"{applied} changes applied and verified";
        return skipped == 0 ? text : $"{text}, {skipped} skipped";
    }
}
