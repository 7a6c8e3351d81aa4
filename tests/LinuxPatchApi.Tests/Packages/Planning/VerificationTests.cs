using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

public sealed class VerificationTests
{
    [Theory]
    [InlineData("Upgrade", "1", "2", "p=2", "Applied", null)]
    [InlineData("Upgrade", "1", "2", "p=1", "Unchanged", "still at version 1")]
    [InlineData("Upgrade", "1", "2", "p=3", "Different", "at version 3, installed")]
    [InlineData("Upgrade", "1", "2", "p=1!broken", "Different", "at version 1, half-configured")]
    [InlineData("Upgrade", "1", "2", "p=2!broken", "Different", "unpacked but not working: half-configured")]
    [InlineData("Upgrade", "1", "2", "", "Different", "not installed any more")]
    [InlineData("Install", null, "2", "p=2", "Applied", null)]
    [InlineData("Install", null, "2", "", "Unchanged", "not installed")]
    [InlineData("Install", null, "2", "p=1", "Different", "at version 1, installed")]
    [InlineData("Install", null, "2", "p=2/i386", "Unchanged", "not installed")]
    [InlineData("Downgrade", "2", "1", "p=1", "Applied", null)]
    [InlineData("Reinstall", "1", "1", "p=1", "Applied", null)]
    [InlineData("Remove", "1", null, "", "Applied", null)]
    [InlineData("Remove", "1", null, "p=1", "Unchanged", "still installed")]
    [InlineData("Remove", "1", null, "p=2", "Different", "version 2 is installed")]
    [InlineData("Remove", "1", null, "p=1!broken", "Different", "still there, half-configured")]
    [InlineData("Upgrade", "1", "2", "p=2/all", "Applied", null)]
    public void Installed_set_alone_says_what_became_of_a_change(string action, string? from, string? to, string after, string outcome,
        string? reason)
    {
        var change = new PackageChange("p", "amd64", Enum.Parse<ChangeAction>(action), from, to, ChangeOutcome.Planned, null);
        var judged = Verification.Judge(change, Of(after));
        var cure = ": " + DebTerms.Instance.Finish;
        Assert.Equal((outcome, reason), (judged.Outcome.ToString(), judged.Reason?.Replace(cure, "", StringComparison.Ordinal)));
        Assert.Equal(after.Contains("broken", StringComparison.Ordinal), judged.Reason?.EndsWith(cure, StringComparison.Ordinal) ?? false);
    }

    /// <summary>After a power cut the package is at another version than the status file says, and in part.</summary>
    [Theory]
    [InlineData("Unpacked", false, "1.1", "Different", "unpacked but not working: unpacked", "/system/repair")]
    [InlineData("Unpacked", false, "1.0", "Different", "at version 1.0, unpacked", "/system/repair")]
    [InlineData("HalfInstalled", true, "1.0", "Different", "at version 1.0, half-installed, must be installed again",
        "POST /api/v1/packages")]
    [InlineData("HalfInstalled", false, "", "Different", "of no version yet, half-installed", "POST /api/v1/packages")]
    [InlineData("Installed", true, "1.1", "Different", "unpacked but not working: installed, must be installed again",
        "POST /api/v1/packages")]
    [InlineData("TriggersPending", false, "1.1", "Applied", "triggers-pending", "")]
    [InlineData("TriggersAwaited", false, "1.1", "Applied", "triggers-awaited", "")]
    public void Case50_Package_in_part_is_different_with_its_state_and_the_remedy(
        string state, bool reinstall, string version, string outcome, string reason, string remedy)
    {
        var change = new PackageChange("p", "amd64", ChangeAction.Upgrade, "1.0", "1.1", ChangeOutcome.Planned, null);
        var package = new InstalledPackage(
            "p", "amd64", version)
        { State = Enum.Parse<InstalledState>(state), ReinstallRequired = reinstall };
        var judged = Verification.Judge(change, new InstalledInventory([package], DateTimeOffset.UnixEpoch, DebTerms.Instance));
        Assert.Equal(outcome, judged.Outcome.ToString());
        Assert.StartsWith(reason, judged.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, judged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_change_stays_skipped_with_its_reason()
    {
        var skipped = new PackageChange("p", "amd64", ChangeAction.Upgrade, "1", "2", ChangeOutcome.Skipped, "held");
        Assert.Equal([skipped], Verification.Judge([skipped], Of("p=2")));
    }

    [Fact]
    public void What_changed_without_a_plan_is_told()
    {
        PackageChange[] plan = [new("p", "amd64", ChangeAction.Upgrade, "1", "2", ChangeOutcome.Planned, null),
            new("s", "amd64", ChangeAction.Upgrade, "1", "2", ChangeOutcome.Skipped, "x")];
        var reported = Verification.Unplanned(plan, Inventories.Of("p=1", "s=1", "gone=1", "same=1", "up=1"),
            Inventories.Of("p=2", "s=2", "same=1", "up=2", "new=1"));
        Assert.Equal(["new Install", "s Upgrade", "up Upgrade", "gone Remove"], reported.Select(c => $"{c.Name} {c.Action}"));
        Assert.All(reported, c => Assert.Equal(ChangeOutcome.Different, c.Outcome));
    }

    /// <summary>Outcomes of the planned changes, what PackageKit told, whether it was asked to stop: the end.</summary>
    [Theory]
    [InlineData("a", null, "None", "Completed 1 change applied and verified")]
    [InlineData("aa", null, "None", "Completed 2 changes applied and verified")]
    [InlineData("aas", null, "None", "Completed 2 changes applied and verified, 1 skipped")]
    [InlineData("aa", "PackageManagerError", "None", "Completed 2 changes applied and verified")]
    [InlineData("aa", "Cancelled", "Cancelled", "Completed 2 changes applied and verified")]
    [InlineData("au", "Cancelled", "Cancelled", "Cancelled cancelled; 1 of 2 planned changes are in place")]
    [InlineData("au", "Cancelled", "None", "Cancelled failed: words (1 of 2 planned changes are in place)")]
    [InlineData("au", "Cancelled", "Timeout", "Timeout failed: over its time; 1 of 2 planned changes are in place")]
    [InlineData("d", "ScriptFailed", "None", "ScriptFailed failed: words (0 of 1 planned changes are in place)")]
    [InlineData("u", null, "None", "PackageManagerError failed: "
        + "the package manager reported success, but p0 is not as planned: because (0 of 1 planned changes are in place)")]
    public void Verdict_follows_the_verified_changes_before_the_words(string outcomes, string? code, string stop, string expected)
    {
        var changes = outcomes.Select((o, i) =>
            new PackageChange($"p{i}", "amd64", ChangeAction.Upgrade, "1", "2", Outcome(o), "because")).ToList();
        var report = new ExecutionReport(code is null ? null : new PackageFailure(Enum.Parse<JobErrorCode>(code), "words", false), false);
        var end = Verdict.Of(changes, report, Enum.Parse<StopReason>(stop));
        Assert.Equal(expected, end switch
        {
            JobEnd.Completed => $"Completed {end.Message}",
            JobEnd.Cancelled => $"Cancelled {end.Message}",
            JobEnd.Failed failed => $"{failed.Code} failed: {end.Message}",
            _ => end.Message,
        });
    }

    private static ChangeOutcome Outcome(char letter) => letter switch
    {
        'a' => ChangeOutcome.Applied,
        'u' => ChangeOutcome.Unchanged,
        's' => ChangeOutcome.Skipped,
        _ => ChangeOutcome.Different,
    };

    private static InstalledInventory Of(string packages) => packages.Length == 0 ? Inventories.Of() : Inventories.Of(packages);
}
